#include "server/api/routes.h"

#include "server/api/attachment_handlers.h"
#include "server/api/audit_entry.h"
#include "server/api/board_handlers.h"
#include "server/api/city_order_handlers.h"
#include "server/api/delivery_handlers.h"
#include "server/api/desk_handlers.h"
#include "server/api/district_handlers.h"
#include "server/api/export_handlers.h"
#include "server/api/field_work_handlers.h"
#include "server/api/forecast_desk.h"
#include "server/api/handlers.h"
#include "server/api/identity_handlers.h"
#include "server/api/import_handlers.h"
#include "server/api/open_data.h"
#include "server/api/others.h"
#include "server/api/passkey_handlers.h"
#include "server/api/problem.h"
#include "server/api/readings.h"
#include "server/api/refusals.h"
#include "server/api/shared_answers.h"
#include "server/api/transfer_handlers.h"
#include "server/api/village_handlers.h"
#include "server/http/static_files.h"

namespace api {
namespace {

using http::Method;
using Endpoint = Reply (*)(Context&, Call&);
using Work = std::function<Reply(Context&, Call&)>;

enum class Who {
  anybody,
  watcher,  ///< anybody, as often as they like: whoever watches over the program, and signing in, which waits
            ///< by itself
  staff,    ///< signed in, by session or access token, and owing nothing
  self,     ///< by a session only: an access token reaches nobody's own account
  owing,    ///< the same, also while a password or a second factor is owed
};

struct Route {
  Method method;
  std::string_view pattern;
  Who who;
  Endpoint endpoint;
};

constexpr Route routes[] = {
    {Method::post, "/api/v1/session", Who::watcher, create_session},
    {Method::delete_, "/api/v1/session", Who::owing, delete_session},
    {Method::get, "/api/v1/identity/sign-in", Who::anybody, begin_identity_sign_in},
    {Method::get, "/api/v1/identity/callback", Who::anybody, finish_identity_sign_in},
    {Method::post, "/api/v1/identity/code", Who::anybody, give_identity_code},
    {Method::post, "/api/v1/passkeys/challenge", Who::anybody, ask_passkey_challenge},
    {Method::post, "/api/v1/passkeys/session", Who::anybody, sign_in_with_passkey},
    {Method::get, "/api/v1/me", Who::owing, get_me},
    {Method::put, "/api/v1/me/password", Who::owing, change_password},
    {Method::post, "/api/v1/me/second-factor", Who::owing, enrol_second_factor},
    {Method::put, "/api/v1/me/second-factor", Who::owing, confirm_second_factor},
    {Method::post, "/api/v1/me/second-factor/removal", Who::self, remove_second_factor},
    {Method::post, "/api/v1/me/recovery-codes", Who::self, renew_recovery_codes},
    {Method::get, "/api/v1/me/sessions", Who::self, list_own_sessions},
    {Method::delete_, "/api/v1/me/sessions", Who::self, delete_other_sessions},
    {Method::delete_, "/api/v1/me/sessions/{id}", Who::self, delete_own_session},
    {Method::get, "/api/v1/me/access-tokens", Who::self, list_access_tokens},
    {Method::post, "/api/v1/me/access-tokens", Who::self, create_access_token},
    {Method::delete_, "/api/v1/me/access-tokens/{id}", Who::self, delete_access_token},
    {Method::get, "/api/v1/me/passkeys", Who::self, list_own_passkeys},
    {Method::post, "/api/v1/me/passkeys", Who::self, register_passkey},
    {Method::post, "/api/v1/me/passkeys/challenge", Who::self, begin_passkey},
    {Method::put, "/api/v1/me/passkeys/{id}", Who::self, rename_passkey},
    {Method::post, "/api/v1/me/passkeys/{id}/removal", Who::self, remove_passkey},
    {Method::get, "/api/v1/accounts", Who::staff, list_accounts},
    {Method::post, "/api/v1/accounts", Who::staff, create_account},
    {Method::get, "/api/v1/accounts/{id}", Who::staff, get_account},
    {Method::put, "/api/v1/accounts/{id}", Who::staff, save_account},
    {Method::post, "/api/v1/accounts/{id}/password", Who::staff, reset_password},
    {Method::delete_, "/api/v1/accounts/{id}/sessions", Who::staff, end_account_sessions},
    {Method::delete_, "/api/v1/accounts/{id}/second-factor", Who::staff, forget_second_factor},

    {Method::get, "/api/v1/reports", Who::staff, list_reports},
    {Method::post, "/api/v1/reports", Who::staff, create_report},
    {Method::get, "/api/v1/reports/{id}", Who::staff, get_report},
    {Method::get, "/api/v1/reports/{id}/attachments", Who::staff, list_attachments},
    {Method::put, "/api/v1/reports/{id}/triage", Who::staff, triage_report},
    {Method::post, "/api/v1/reports/{id}/splitting", Who::staff, split_report},
    {Method::get, "/api/v1/duplicates", Who::staff, list_duplicates},

    {Method::get, "/api/v1/city-orders", Who::staff, list_city_orders},
    {Method::post, "/api/v1/city-orders", Who::staff, take_city_order},
    {Method::post, "/api/v1/city-orders/imports", Who::staff, import_city_orders},
    {Method::get, "/api/v1/city-orders/feedback", Who::staff, get_city_feedback},
    {Method::post, "/api/v1/city-orders/feedback", Who::staff, give_city_feedback},
    {Method::post, "/api/v1/calls", Who::staff, receive_call},
    {Method::get, "/api/v1/calls", Who::staff, list_calls},
    {Method::put, "/api/v1/calls/{id}/taking", Who::staff, take_call},
    {Method::put, "/api/v1/calls/{id}/report", Who::staff, link_call},
    {Method::post, "/api/v1/caller-lookups", Who::staff, look_up_caller},
    {Method::post, "/api/v1/chat-readings", Who::staff, read_chat},
    {Method::post, "/api/v1/outages", Who::staff, declare_outage},
    {Method::get, "/api/v1/outages", Who::staff, list_outages},
    {Method::get, "/api/v1/outages/{id}", Who::staff, get_outage},
    {Method::post, "/api/v1/outages/{id}/ending", Who::staff, end_outage},

    {Method::get, "/api/v1/work-orders", Who::staff, list_work_orders},
    {Method::get, "/api/v1/work-orders/{id}", Who::staff, get_work_order},
    {Method::put, "/api/v1/work-orders/{id}/assignment", Who::staff, assign_work_order},
    {Method::post, "/api/v1/work-orders/{id}/acceptance", Who::staff, accept_work_order},
    {Method::post, "/api/v1/work-orders/{id}/contact", Who::staff, contact_reporter},
    {Method::post, "/api/v1/work-orders/{id}/arrival", Who::staff, arrive_at_work_order},
    {Method::post, "/api/v1/work-orders/{id}/safety", Who::staff, make_work_order_safe},
    {Method::post, "/api/v1/work-orders/{id}/pauses", Who::staff, pause_work_order},
    {Method::delete_, "/api/v1/work-orders/{id}/pauses/current", Who::staff, resume_work_order},
    {Method::post, "/api/v1/work-orders/{id}/resolution", Who::staff, resolve_work_order},
    {Method::put, "/api/v1/work-orders/{id}/closure", Who::staff, close_work_order},
    {Method::post, "/api/v1/work-orders/{id}/reopenings", Who::staff, reopen_work_order},
    {Method::post, "/api/v1/work-orders/{id}/cancellation", Who::staff, cancel_work_order},
    {Method::post, "/api/v1/work-orders/{id}/recount", Who::staff, recount_work_order},
    {Method::get, "/api/v1/work-orders/{id}/notes", Who::staff, list_notes},
    {Method::post, "/api/v1/work-orders/{id}/notes", Who::staff, add_note},
    {Method::get, "/api/v1/work-orders/{id}/photos", Who::staff, list_photos},
    {Method::post, "/api/v1/work-orders/{id}/photos", Who::staff, add_photo},
    {Method::get, "/api/v1/work-orders/{id}/events", Who::staff, list_work_order_events},
    {Method::get, "/api/v1/photos/{id}", Who::staff, get_photo},
    {Method::get, "/api/v1/attachments/{id}", Who::staff, get_attachment},
    {Method::get, "/api/v1/work-orders/{id}/proofs", Who::staff, list_work_proofs},
    {Method::post, "/api/v1/work-orders/{id}/proofs", Who::staff, add_work_proof},
    {Method::get, "/api/v1/crews/{code}/stock", Who::staff, get_stock},
    {Method::put, "/api/v1/crews/{code}/stock", Who::staff, count_stock},

    {Method::post, "/api/v1/work-orders/{id}/requests", Who::staff, ask_request},
    {Method::get, "/api/v1/requests", Who::staff, list_requests},
    {Method::post, "/api/v1/requests/{id}/approve", Who::staff, approve_request},
    {Method::post, "/api/v1/requests/{id}/refuse", Who::staff, refuse_request},
    {Method::post, "/api/v1/requests/{id}/withdraw", Who::staff, withdraw_request},
    {Method::get, "/api/v1/request-reasons", Who::staff, list_request_reasons},
    {Method::put, "/api/v1/request-reasons/{code}", Who::staff, save_request_reason},
    {Method::get, "/api/v1/shelf", Who::staff, list_shelf},
    {Method::get, "/api/v1/alerts", Who::staff, list_alerts},
    {Method::post, "/api/v1/alerts/{id}/acknowledge", Who::staff, acknowledge_alert},
    {Method::get, "/api/v1/escalation-chains", Who::staff, list_escalation_chains},
    {Method::put, "/api/v1/escalation-chains/{code}", Who::staff, save_escalation_chain},
    {Method::get, "/api/v1/rechecks", Who::staff, list_rechecks},
    {Method::post, "/api/v1/work-orders/{id}/recheck", Who::staff, recheck_work_order},
    {Method::get, "/api/v1/call-backs", Who::staff, list_call_backs},
    {Method::post, "/api/v1/reports/{id}/callbacks", Who::staff, record_callback},

    {Method::get, "/api/v1/plan", Who::staff, get_plan_board},
    {Method::post, "/api/v1/plan/previews", Who::staff, preview_plan},
    {Method::post, "/api/v1/plan/proposals", Who::staff, propose_plan},
    {Method::get, "/api/v1/plan/publications", Who::staff, list_publications},
    {Method::post, "/api/v1/plan/publications", Who::staff, publish_plan},
    {Method::get, "/api/v1/plan/publications/{id}", Who::staff, get_publication},
    {Method::post, "/api/v1/plan/publications/{id}/discarding", Who::staff, discard_publication},
    {Method::post, "/api/v1/plan/publications/{id}/undoing", Who::staff, undo_publication},
    {Method::get, "/api/v1/plan/overrides", Who::staff, report_overrides},
    {Method::get, "/api/v1/plan/forecast", Who::staff, get_forecast},
    {Method::put, "/api/v1/work-orders/{id}/pin", Who::staff, pin_work_order},
    {Method::delete_, "/api/v1/work-orders/{id}/pin", Who::staff, unpin_work_order},
    {Method::get, "/api/v1/planning-rules", Who::staff, list_planning_rules},
    {Method::put, "/api/v1/planning-rules", Who::staff, save_planning_rule},
    {Method::delete_, "/api/v1/planning-rules", Who::staff, remove_planning_rule},
    {Method::put, "/api/v1/crews/{code}/absence", Who::staff, send_crew_away},
    {Method::delete_, "/api/v1/crews/{code}/absence", Who::staff, bring_crew_back},

    {Method::get, "/api/v1/villages", Who::staff, list_villages},
    {Method::get, "/api/v1/facilities", Who::staff, list_facilities},
    {Method::get, "/api/v1/facilities/{id}", Who::staff, get_facility},
    {Method::get, "/api/v1/facility-classes", Who::staff, list_facility_classes},
    {Method::put, "/api/v1/facility-classes/{code}", Who::staff, save_facility_class},
    {Method::get, "/api/v1/fault-kinds", Who::staff, list_fault_kinds},
    {Method::get, "/api/v1/policies", Who::staff, list_policies},
    {Method::put, "/api/v1/policies/{code}", Who::staff, save_policy},
    {Method::post, "/api/v1/policies/what-if", Who::staff, ask_what_if},
    {Method::get, "/api/v1/inherited-rules", Who::staff, list_inherited_rules},
    {Method::post, "/api/v1/inherited-rules/{kind}/{code}/taking-back", Who::staff, take_rule_back},
    {Method::get, "/api/v1/calendars", Who::staff, list_calendars},
    {Method::put, "/api/v1/calendars/{code}", Who::staff, save_calendar},
    {Method::post, "/api/v1/calendars/{code}/dates", Who::staff, import_calendar_dates},
    {Method::get, "/api/v1/cold-waves", Who::staff, list_cold_waves},
    {Method::post, "/api/v1/cold-waves", Who::staff, declare_cold_wave},
    {Method::post, "/api/v1/cold-waves/{id}/ending", Who::staff, end_cold_wave},
    {Method::get, "/api/v1/crews", Who::staff, list_crews},
    {Method::put, "/api/v1/crews/{code}", Who::staff, save_crew},

    {Method::get, "/api/v1/dashboard", Who::staff, get_dashboard},
    {Method::get, "/api/v1/events", Who::staff, stream_events},
    {Method::get, "/api/v1/figures", Who::staff, get_figures},
    {Method::get, "/api/v1/figures/{code}/work-orders", Who::staff, list_figure_orders},
    {Method::get, "/api/v1/reports-left-out", Who::staff, list_left_out_reports},
    {Method::get, "/api/v1/patterns", Who::staff, get_patterns},
    {Method::get, "/api/v1/five-haves", Who::staff, get_five_haves},
    {Method::get, "/api/v1/month-report", Who::staff, get_month_report},
    {Method::get, "/api/v1/district", Who::staff, get_district},
    {Method::get, "/api/v1/district/towns/{code}/work-orders", Who::staff, list_town_orders},

    {Method::post, "/api/v1/reports/{id}/unmasking", Who::staff, unmask_report},
    {Method::post, "/api/v1/work-orders/{id}/unmasking", Who::staff, unmask_work_order},
    {Method::post, "/api/v1/facilities/{id}/unmasking", Who::staff, unmask_facility},
    {Method::post, "/api/v1/person-lookups", Who::staff, look_up_person},
    {Method::post, "/api/v1/person-exports", Who::staff, export_person},
    {Method::post, "/api/v1/person-erasures", Who::staff, erase_person},
    {Method::get, "/api/v1/audit", Who::staff, list_audit},
    {Method::get, "/api/v1/audit/{id}", Who::staff, get_audit_row},
    {Method::post, "/api/v1/audit/exports", Who::staff, export_audit},

    {Method::get, "/api/v1/destinations", Who::staff, list_destinations},
    {Method::post, "/api/v1/destinations", Who::staff, create_destination},
    {Method::put, "/api/v1/destinations/{id}", Who::staff, save_destination},
    {Method::get, "/api/v1/message-templates", Who::staff, list_message_templates},
    {Method::put, "/api/v1/message-templates/{about}", Who::staff, save_message_template},
    {Method::get, "/api/v1/deliveries", Who::staff, list_deliveries},
    {Method::post, "/api/v1/deliveries/{id}/resending", Who::staff, send_delivery_again},
    {Method::post, "/api/v1/deliveries/resending", Who::staff, send_deliveries_again},
    {Method::post, "/api/v1/destinations/{id}/test", Who::staff, test_destination},
    {Method::get, "/api/v1/destinations/{id}/services", Who::staff, list_foreign_services},
    {Method::get, "/api/v1/work-orders/{id}/transfers", Who::staff, list_order_transfers},
    {Method::post, "/api/v1/work-orders/{id}/transfers", Who::staff, transfer_order},
    {Method::get, "/api/v1/transfers", Who::staff, list_transfers},
    {Method::post, "/api/v1/transfers/{id}/check", Who::staff, check_transfer},
    {Method::post, "/api/v1/transfers/{id}/withdrawal", Who::staff, withdraw_transfer},
    {Method::post, "/api/v1/transfers/{id}/asking", Who::staff, hurry_transfer},

    {Method::post, "/api/v1/imports", Who::staff, create_import},
    {Method::get, "/api/v1/imports", Who::staff, list_imports},
    {Method::get, "/api/v1/imports/{id}", Who::staff, get_import},
    {Method::post, "/api/v1/imports/{id}/cancellation", Who::staff, cancel_import},
    {Method::delete_, "/api/v1/imports/{id}", Who::staff, forget_import},
    {Method::post, "/api/v1/exports", Who::staff, create_export},
    {Method::get, "/api/v1/exports", Who::staff, list_exports},
    {Method::get, "/api/v1/exports/{id}", Who::staff, get_export},
    {Method::delete_, "/api/v1/exports/{id}", Who::staff, cancel_export},
    {Method::get, "/api/v1/exports/{id}/file", Who::staff, get_export_file},
    {Method::get, "/api/v1/calendar/{file}", Who::anybody, get_calendar},

    {Method::post, "/api/v1/work-orders/{id}/spares", Who::staff, lend_spare},
    {Method::get, "/api/v1/spares", Who::staff, list_spares},
    {Method::post, "/api/v1/spares/{code}/return", Who::staff, take_spare_back},
    {Method::get, "/api/v1/me/shift", Who::staff, get_shift},
    {Method::post, "/api/v1/me/shift", Who::staff, sign_on_shift},
    {Method::post, "/api/v1/me/shift/ending", Who::staff, sign_off_shift},
    {Method::post, "/api/v1/me/shift/sickness", Who::staff, report_sick},
    {Method::get, "/api/v1/push-key", Who::staff, get_push_key},
    {Method::post, "/api/v1/me/push-subscriptions", Who::staff, subscribe_to_push},
    {Method::post, "/api/v1/me/push-subscriptions/removal", Who::staff, unsubscribe_from_push},

    {Method::get, "/api/v1/public/catalog", Who::anybody, get_public_catalog},
    {Method::get, "/api/v1/public/facilities/{code}", Who::anybody, get_public_facility},
    {Method::post, "/api/v1/public/reports", Who::anybody, create_public_report},
    {Method::get, "/api/v1/public/reports/{token}", Who::anybody, get_public_report},
    {Method::post, "/api/v1/public/reports/{token}/attachments", Who::anybody, attach_to_public_report},
    {Method::post, "/api/v1/public/reports/{token}/verdict", Who::anybody, judge_public_report},
    {Method::put, "/api/v1/public/reports/{token}/updates", Who::anybody, choose_report_updates},
    {Method::post, "/api/v1/public/reports/{token}/telephones", Who::anybody, subscribe_report_phone},
    {Method::post, "/api/v1/public/reports/{token}/telephones/removal", Who::anybody,
     unsubscribe_report_phone},
    {Method::get, "/api/v1/public/push-key", Who::anybody, get_public_push_key},
    {Method::get, "/api/v1/public/villages/{code}", Who::anybody, get_public_village},
    {Method::put, "/api/v1/public/work-orders/{number}/word", Who::anybody, hear_neighbour_word},
    {Method::get, "/api/v1/public/open-data/{file}", Who::anybody, get_open_data},

    {Method::get, "/healthz", Who::watcher, get_health},
    {Method::get, "/readyz", Who::watcher, get_readiness},
    {Method::get, "/metrics", Who::watcher, get_metrics},
};

// What is owed comes first: until then the account is good for nothing else.
std::optional<http::Response> refuse_owing(const Call& call, Who who) {
  switch (call.actor.owed) {
    case models::Owed::password:
      if (who == Who::owing && !call.request.path.starts_with("/api/v1/me/second-factor"))
        return std::nullopt;
      return to_problem(403, "password_owed", "Choose a password of your own first: PUT /api/v1/me/password.",
                        &call.request);
    case models::Owed::second_factor:
      if (who == Who::owing) return std::nullopt;
      return to_problem(403, "second_factor_owed",
                        "Enrol an authenticator first: POST /api/v1/me/second-factor.", &call.request);
    default:
      return std::nullopt;
  }
}

Reply answer_paced(Context& context, Call& call, const Work& endpoint) {
  const auto& request = call.request;
  const auto standing = count_request(context, call);
  http::Response response;
  if (standing.refused)
    response = to_problem(
        429, "Too many requests of this kind: wait " + std::to_string(standing.seconds) + " seconds.",
        &request);
  else
    response = co_await endpoint(context, call);
  tell(response, standing);
  co_return response;
}

Reply admit(Context& context, http::Request& request, Call& call, Who who, const Work& endpoint) {
  if (who != Who::anybody && who != Who::watcher) {
    auto caller = co_await authenticate(context, request);
    if (!caller) co_return to_problem(caller.error(), &request);
    if (caller->revoked)
      co_return to_problem(401, "session_revoked",
                           "This session was ended, perhaps because the phone was lost: forget what it held.",
                           &request);
    if (!caller->actor.account)
      co_return to_problem(
          models::Error{models::ErrorCode::unauthenticated, "Sign in first: POST /api/v1/session."},
          &request);
    if (caller->actor.scope == models::Scope::calendar)
      co_return to_problem(models::forbidden("This token opens a calendar at its own address, nothing else."),
                           &request);
    call.actor = std::move(caller->actor);
    call.token_hash = std::move(caller->token_hash);
    call.csrf_token = std::move(caller->csrf_token);
    if (caller->access_token && who != Who::staff)
      co_return to_problem(models::forbidden("An access token reaches nobody's own account: sign in."),
                           &request);
    if (!caller->csrf_good)
      co_return to_problem(403, "csrf_token_needed",
                           "Send the csrf_token of GET /api/v1/me as X-CSRF-Token with every change.",
                           &request);
    if (auto refused = refuse_owing(call, who)) co_return *refused;
  }
  call.entry = entry_of(request, call.actor, call.now);
  // Whoever watches is not counted.
  auto answering = who == Who::watcher ? endpoint(context, call) : answer_paced(context, call, endpoint);
  auto response = co_await std::move(answering);
  co_return response;
}

// The public endpoints do not look at who asks, so that a resident's page works beside an expired session.
Reply guard(Context& context, http::Request& request, Who who, Work endpoint) {
  request.remote_address = context.settings.proxies.client_address(request);
  Call call{request, models::Actor::anonymous(), context.clock()};
  call.entry = entry_of(request, call.actor, call.now);
  auto response = co_await admit(context, request, call, who, endpoint);
  take_answer(call.entry, response);
  if (is_refusal(call.entry, request)) {
    auto entry = call.entry;
    const bool sign_in = entry.kind == models::AuditKind::sign_in && response.status == 401;
    entry.kind = sign_in ? models::AuditKind::sign_in_failed : models::AuditKind::refusal;
    entry.always = false;
    co_await record_refusal(context, entry);
  }
  co_return response;
}

// The pages of a label and of a followed report are the resident's page: it reads the path itself.
Reply page(Context& context, http::Request& request) {
  const auto& segments = request.segments;
  if (context.pages != nullptr && (segments.empty() || segments.front() != "api" || is_docs(request.path))) {
    const bool residents =
        segments.size() == 2 && (segments[0] == "f" || segments[0] == "t" || segments[0] == "v");
    // Without JavaScript the residents' page leads to its own address with ?plain.
    if ((residents || segments.empty()) && request.query("plain")) {
      auto response = http::Response::empty(303);
      const auto path = request.target.substr(0, request.target.find('?'));
      response.header("Location", "/plain" + (path == "/" ? std::string() : path));
      co_return response;
    }
    if (residents) request.path.assign(1, '/');  // not = "/": g++ 12 sees a false overlap
    if (auto response = context.pages->serve(request)) co_return *response;
  }
  co_return to_problem(404, "There is nothing at this address.", &request);
}

}  // namespace

void add_routes(http::Router& router, Context& context, const MapTiles& tiles,
                std::shared_ptr<ReadingDesk> readings) {
  if (!context.refusals) context.refusals = std::make_shared<Refusals>();
  if (!context.rates) context.rates = std::make_shared<RateLimits>();
  if (!context.open_data) context.open_data = std::make_shared<OpenData>();
  if (!context.forecasts) context.forecasts = std::make_shared<ForecastDesk>();
  if (!context.shared_answers) context.shared_answers = std::make_shared<SharedAnswers>();
  for (const auto& route : routes)
    router.add(route.method, route.pattern,
               [&context, who = route.who, endpoint = route.endpoint](http::Request& request) {
                 return guard(context, request, who, endpoint);
               });
  const Work map = [tiles](Context& of, Call& call) { return get_map(of, call, tiles); };
  router.add(Method::get, "/api/v1/map",
             [&context, map](http::Request& request) { return guard(context, request, Who::staff, map); });
  if (!readings) readings = std::make_shared<ReadingDesk>();
  const Work take = [readings](Context& of, Call& call) { return take_readings(of, call, *readings); };
  router.add(Method::post, "/api/v1/readings",
             [&context, take](http::Request& request) { return guard(context, request, Who::staff, take); });
  const Work look = [readings](Context& of, Call& call) { return list_readings(of, call, *readings); };
  router.add(Method::get, "/api/v1/readings",
             [&context, look](http::Request& request) { return guard(context, request, Who::staff, look); });
  router.fallback([&context](http::Request& request) { return page(context, request); });
}

}  // namespace api
