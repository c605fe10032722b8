#include "dispatch/permissions.h"

#include <array>
#include <string>

#include "dispatch/reach.h"
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
                     work_order_reopen, work_order_note, request_ask, verdict_record, personal_read);

struct Row {
  Role role;
  unsigned permissions;
};

// The one table of who may do what. Duties are kept apart: who repairs does not close, who keeps the accounts
// does not touch orders, who audits changes nothing. Who opens orders does not cancel them: they ask for a
// void.
constexpr std::array<Row, 12> table{{
    {Role::resident, 0},
    {Role::village_reporter, all_of(report_create, report_read, register_read)},
    {Role::operator_, desk_work},
    {Role::crew_member, crew_work},
    {Role::crew_lead, crew_work | bit(alert_acknowledge)},
    {Role::checker, all_of(report_read, work_order_read, work_order_contact, work_order_close,
                           work_order_reopen, work_order_note, register_read, dashboard_read, plan_read,
                           recheck_do, verdict_record, figures_read, personal_read)},
    {Role::dispatcher,
     desk_work | planning | all_of(work_order_work, request_decide, alert_acknowledge, figures_read)},
    {Role::supervisor,
     desk_work | planning |
         all_of(work_order_cancel, register_write, promise_change, request_decide, request_decide_end,
                alert_acknowledge, figures_read, audit_read, person_manage, reading_send)},
    {Role::auditor, reading | all_of(figures_read, audit_read)},
    {Role::admin, reading | all_of(register_write, account_manage, plan_mode, reading_send)},
    {Role::system, desk_work | planning |
                       all_of(work_order_work, work_order_cancel, register_write, promise_change,
                              figures_read, reading_send)},
    {Role::town_leader, reading | all_of(work_order_note, alert_acknowledge, figures_read)},
}};

constexpr unsigned permissions_of(Role role) {
  for (const auto& row : table)
    if (row.role == role) return row.permissions;
  return 0;
}

bool is_limited(const models::Actor& actor) {
  return !actor.villages.empty() || !actor.classes.empty() || !actor.towns.empty();
}

// What an access token must be made for: who only reads needs none of the others.
models::Scope scope_of(Permission permission) {
  switch (permission) {
    case report_read:
    case work_order_read:
    case register_read:
    case dashboard_read:
    case plan_read:
    case figures_read:
    case audit_read:
      return models::Scope::read;
    case register_write:
    case account_manage:
    case plan_mode:
    case promise_change:
    case person_manage:
      return models::Scope::admin;
    default:
      return models::Scope::write;
  }
}

// A gateway's token stands beside the others: it sends readings, which to read only is not enough for.
bool covers(models::Scope scope, Permission permission) {
  if (scope == models::Scope::readings) return permission == reading_send;
  if (scope == models::Scope::calendar) return false;
  return scope >= scope_of(permission);
}

}  // namespace

bool is_of_town(Permission permission) {
  return permission == plan_change || permission == plan_mode || permission == promise_change ||
         permission == register_write || permission == account_manage || permission == audit_read ||
         permission == person_manage || permission == reading_send;
}

bool is_crew(Role role) { return role == Role::crew_member || role == Role::crew_lead; }

bool may(const models::Actor& actor, Permission permission) {
  const bool known = actor.account || actor.role == Role::system;
  return known && covers(actor.scope, permission) && !(is_limited(actor) && is_of_town(permission)) &&
         (permissions_of(actor.role) & bit(permission)) != 0;
}

models::Result<void> require(const models::Actor& actor, Permission permission) {
  if (may(actor, permission)) return {};
  if (!actor.account && actor.role != Role::system)
    return models::Error{models::ErrorCode::unauthenticated, "sign in first"};
  if (is_limited(actor) && is_of_town(permission))
    return models::forbidden(
        "this is for the whole town, and your account covers some villages or classes only");
  if ((permissions_of(actor.role) & bit(permission)) != 0)
    return models::forbidden("this access token was made to " + std::string(models::name(actor.scope)) +
                             " only: make one with more scope");
  return models::forbidden("the role " + std::string(models::name(actor.role)) + " may not do this");
}

bool may_see(const models::Actor& actor, const models::WorkOrder& order) {
  return may(actor, work_order_read) && covers(reach_of(actor), order);
}

bool may_see(const models::Actor& actor, const models::Report& report) {
  return may(actor, report_read) && covers(reach_of(actor), report);
}

}  // namespace dispatch
