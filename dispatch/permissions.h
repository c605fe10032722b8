#pragma once
#include "models/actor.h"
#include "models/error.h"
#include "models/report.h"
#include "models/work_order.h"

namespace dispatch {

/// What a role may do at all. One table in permissions.cpp says who.
enum class Permission {
  report_create,  ///< staff who take reports
  report_read,
  report_triage,
  work_order_read,
  work_order_assign,
  work_order_work,     ///< accept, arrive, make safe, pause, resume, resolve, photo: crews their own,
                       ///< dispatchers any
  work_order_contact,  ///< speaking with the reporter: whoever has them on the telephone
  work_order_close,
  work_order_reopen,
  work_order_cancel,
  work_order_note,
  register_read,  ///< facilities, villages, crews, fault kinds, policies
  register_write,
  dashboard_read,
  account_manage,
  plan_read,           ///< the plan board, publications, overrides; crews see their own day
  plan_change,         ///< publish, discard, undo, pin, send a crew away
  plan_mode,           ///< how far the engine decides
  promise_change,      ///< recount clocks, put a cold-wave warning in force
  request_ask,         ///< pause, extension, return, void, shelving: who works on the order or answers for it
  request_decide,      ///< somebody else's pause, extension, return
  request_decide_end,  ///< somebody else's void, shelving
  alert_acknowledge,   ///< alerts to one's own office
  recheck_do,
  verdict_record,  ///< writing down what the reporter said on the telephone
  figures_read,    ///< the rates and the orders behind them: never whoever repairs
  audit_read,  ///< who did what: whoever answers for the town and whoever audits, not who keeps the accounts
  personal_read,  ///< names, phones and addresses in clear, with a reason, on record; crews of their own
                  ///< orders
  person_manage,  ///< a person's own data: give it out, take it out
  reading_send,   ///< what machines measured: whoever answers for them gives their gateway an access token
};

/// What concerns every village at once: whoever is limited to some does not do it.
bool is_of_town(Permission permission);

bool may(const models::Actor& actor, Permission permission);

/// Whoever repairs: members and leads of a crew.
bool is_crew(models::Role role);

/// Errors  unauthenticated for nobody, forbidden for the wrong role
models::Result<void> require(const models::Actor& actor, Permission permission);

/// Whether it lies within the actor's reach (reach.h); what one may not see is answered with not_found.
bool may_see(const models::Actor& actor, const models::WorkOrder& order);
bool may_see(const models::Actor& actor, const models::Report& report);

}  // namespace dispatch
