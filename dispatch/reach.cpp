#include "dispatch/reach.h"

#include <algorithm>
#include <utility>

#include "dispatch/permissions.h"

namespace dispatch {
namespace {

using models::Actor;
using models::EventKind;
using models::Reach;
using models::Role;

// A crew member without a crew sees nothing: no crew is not the crew of an order without one.
constexpr models::CrewId no_crew{-1};

bool within(const std::vector<std::string>& limits, const std::string& value) {
  return limits.empty() || std::find(limits.begin(), limits.end(), value) != limits.end();
}

// A crew that an order is taken from must hear of it too.
bool concerns_crew(const models::Event& event, models::CrewId crew) {
  const std::pair<std::string, std::string> taken{"from_crew", crew.text()};
  return event.crew == crew ||
         std::find(event.details.begin(), event.details.end(), taken) != event.details.end();
}

// The step by which an order leaves a contractor's hands is the last it hears of it.
bool leaves_hands(EventKind kind) {
  return kind == EventKind::work_order_closed || kind == EventKind::work_order_cancelled;
}

}  // namespace

Reach reach_of(const Actor& actor) {
  Reach reach;
  reach.villages = actor.villages;
  reach.classes = actor.classes;
  if (is_crew(actor.role)) {
    reach.crew = actor.crew ? actor.crew : no_crew;
    reach.in_hand = actor.contractor;
  }
  if (actor.role == Role::village_reporter) reach.recorded_by = actor.account;
  return reach;
}

bool covers_place(const Reach& reach, const std::string& village, const std::string& facility_class) {
  return within(reach.villages, village) && within(reach.classes, facility_class);
}

void check_place(Fields& fields, const Reach& reach, const std::string& village,
                 const std::string& facility_class) {
  if (!within(reach.villages, village))
    fields.add("village", village.empty() ? "required" : "not_allowed",
               "name a village that your account covers");
  if (!within(reach.classes, facility_class))
    fields.add("class", facility_class.empty() ? "required" : "not_allowed",
               "name a facility class that your account covers");
}

bool covers(const Reach& reach, const models::WorkOrder& order) {
  return covers_place(reach, order.place.village_code, order.facility_class) && !reach.recorded_by &&
         (!reach.crew || reach.crew == order.crew) && (!reach.in_hand || !order.ended());
}

bool covers(const Reach& reach, const models::Report& report) {
  return covers_place(reach, report.place.village_code, report.facility_class) && !reach.crew &&
         !reach.in_hand && (!reach.recorded_by || reach.recorded_by == report.recorded_by);
}

bool hidden_from_handlers(EventKind kind) {
  return kind == EventKind::report_judged || kind == EventKind::callback_unanswered ||
         kind == EventKind::callback_put_off || kind == EventKind::recheck_drawn ||
         kind == EventKind::recheck_done;
}

bool may_hear(const Actor& actor, const models::Event& event) {
  if (!may(actor, Permission::work_order_read)) return false;
  const bool of_call = event.kind == EventKind::call_received || event.kind == EventKind::call_taken;
  if (of_call && !may(actor, Permission::report_triage)) return false;
  const auto reach = reach_of(actor);
  const bool of_town = !event.work_order && !event.report && event.village_code.empty();
  if (!of_town && !covers_place(reach, event.village_code, event.facility_class)) return false;
  if (!is_crew(actor.role)) return true;
  if (!actor.crew || hidden_from_handlers(event.kind) || !concerns_crew(event, actor.crew)) return false;
  if (!actor.contractor || !event.work_order) return true;
  return (event.state != "closed" && event.state != "cancelled") || leaves_hands(event.kind);
}

}  // namespace dispatch
