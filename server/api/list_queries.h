#pragma once
#include "models/account_store.h"
#include "models/actor.h"
#include "models/audit.h"
#include "models/city_order.h"
#include "models/delivery.h"
#include "models/outage.h"
#include "models/phone_call.h"
#include "models/store.h"
#include "models/transfer.h"
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
models::Result<models::RequestQuery> request_query(const http::Request& request, const models::Actor& actor);
models::Result<models::AlertQuery> alert_query(const http::Request& request, const models::Actor& actor);
models::Result<models::RecheckQuery> recheck_query(const http::Request& request, const models::Actor& actor);
models::Result<models::OutageQuery> outage_query(const http::Request& request);
models::Result<models::PhoneCallQuery> phone_call_query(const http::Request& request);
models::Result<models::DeliveryQuery> delivery_query(const http::Request& request);
models::Result<models::TransferQuery> transfer_query(const http::Request& request);
models::Result<models::AccountQuery> account_query(const http::Request& request);

}  // namespace api
