#pragma once
#include "dispatch/text.h"
#include "models/actor.h"
#include "models/event.h"
#include "models/facility.h"
#include "models/report.h"
#include "models/work_order.h"

namespace dispatch {

/// Which orders and reports an actor sees: what their account is limited to, a crew its own, a contractor
/// only what it has in hand, a village reporter what they wrote down. What lies outside is answered as if it
/// were not there.
models::Reach reach_of(const models::Actor& actor);

bool covers(const models::Reach& reach, const models::WorkOrder& order);
bool covers(const models::Reach& reach, const models::Report& report);
/// Whether a village and a class lie within it; empty ones do only where nothing is limited.
bool covers_place(const models::Reach& reach, const std::string& village, const std::string& facility_class);

/// Names what lies outside: `village` or `class`, not_allowed or required.
void check_place(Fields& fields, const models::Reach& reach, const std::string& village,
                 const std::string& facility_class);

/// A crew hears of its own orders, everybody else who may read orders of all within their reach; of calls
/// only whoever takes them.
bool may_hear(const models::Actor& actor, const models::Event& event);

/// What handlers are not to see before their order is closed: the verdict, and what was drawn for a re-check.
bool hidden_from_handlers(models::EventKind kind);

}  // namespace dispatch
