#pragma once
#include "models/actor.h"
#include "models/audit.h"
#include "models/city_order.h"
#include "models/store.h"
#include "server/http/message.h"

/// What the query of a list's address asks for; an export takes the same words. Errors: invalid with the
/// parameter's name.
namespace api {

models::Result<models::WorkOrderQuery> work_order_query(const http::Request& request,
                                                        const models::Actor& actor);
/// Shape   without the reach, which the reader adds
models::Result<models::ReportQuery> report_query(const http::Request& request);
models::Result<models::FacilityQuery> facility_query(const http::Request& request,
                                                     const models::Actor& actor);
models::Result<models::CityOrderQuery> city_order_query(const http::Request& request);
models::Result<models::AuditQuery> audit_query(const http::Request& request);

}  // namespace api
