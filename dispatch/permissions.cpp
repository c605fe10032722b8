#include "dispatch/permissions.h"

#include <array>
#include <string>

#include "models/names.h"

namespace dispatch {
namespace {

using enum Permission;
using models::Role;

constexpr unsigned bit(Permission permission) { return 1u << static_cast<unsigned>(permission); }

template <class... Permissions>
constexpr unsigned all_of(Permissions... permissions) {
  return (0u | ... | bit(permissions));
}

constexpr unsigned reading = all_of(report_read, work_order_read, register_read, dashboard_read, plan_read);
constexpr unsigned crew_work = all_of(report_create, work_order_read, work_order_work, work_order_contact,
                                      work_order_note, register_read, plan_read, request_ask, personal_read);
constexpr unsigned planning = all_of(plan_change, plan_mode);
constexpr unsigned desk_work =
    reading | all_of(report_create, report_triage, work_order_assign, work_order_contact, work_order_close,
                     work_order_reopen, work_order_cancel, work_order_note, request_ask, verdict_record,
                     personal_read);

struct Row {
  Role role;
  unsigned permissions;
};

// The one table of who may do what. Duties are kept apart: who repairs does not close, who keeps the accounts
// does not touch orders, who audits changes nothing.
constexpr std::array<Row, 12> table{{
    {Role::resident, 0},
    {Role::village_reporter, all_of(report_create, register_read)},
    {Role::operator_, desk_work},
    {Role::crew_member, crew_work},
    {Role::crew_lead, crew_work | bit(alert_acknowledge)},
    {Role::checker, all_of(report_read, work_order_read, work_order_contact, work_order_close,
                           work_order_reopen, work_order_note, register_read, dashboard_read, plan_read,
                           recheck_do, verdict_record, figures_read, personal_read)},
    {Role::dispatcher,
     desk_work | planning | all_of(work_order_work, request_decide, alert_acknowledge, figures_read)},
    {Role::supervisor, desk_work | planning |
                           all_of(register_write, promise_change, request_decide, request_decide_end,
                                  alert_acknowledge, figures_read, audit_read, person_manage)},
    {Role::auditor, reading | all_of(figures_read, audit_read)},
    {Role::admin, reading | all_of(register_write, account_manage, plan_mode)},
    {Role::system,
     desk_work | planning | all_of(work_order_work, register_write, promise_change, figures_read)},
    {Role::town_leader, reading | all_of(work_order_note, alert_acknowledge, figures_read)},
}};

constexpr unsigned permissions_of(Role role) {
  for (const auto& row : table)
    if (row.role == role) return row.permissions;
  return 0;
}

bool is_crew(Role role) { return role == Role::crew_member || role == Role::crew_lead; }

}  // namespace

bool may(const models::Actor& actor, Permission permission) {
  const bool known = actor.account || actor.role == Role::system;
  return known && (permissions_of(actor.role) & bit(permission)) != 0;
}

models::Result<void> require(const models::Actor& actor, Permission permission) {
  if (may(actor, permission)) return {};
  if (!actor.account && actor.role != Role::system)
    return models::Error{models::ErrorCode::unauthenticated, "sign in first"};
  return models::forbidden("the role " + std::string(models::name(actor.role)) + " may not do this");
}

bool may_see(const models::Actor& actor, const models::WorkOrder& order) {
  if (!may(actor, work_order_read)) return false;
  return !is_crew(actor.role) || (actor.crew && actor.crew == order.crew);
}

}  // namespace dispatch
