#pragma once
#include <boost/asio/awaitable.hpp>

#include "server/api/endpoint.h"

namespace api {

using Reply = boost::asio::awaitable<http::Response>;

// session.cpp
Reply create_session(Context& context, Call& call);
Reply delete_session(Context& context, Call& call);

// own_account.cpp
Reply get_me(Context& context, Call& call);
Reply change_password(Context& context, Call& call);
Reply list_own_sessions(Context& context, Call& call);
Reply delete_own_session(Context& context, Call& call);
Reply delete_other_sessions(Context& context, Call& call);
Reply list_access_tokens(Context& context, Call& call);
Reply create_access_token(Context& context, Call& call);
Reply delete_access_token(Context& context, Call& call);

// second_factor.cpp
Reply enrol_second_factor(Context& context, Call& call);
Reply confirm_second_factor(Context& context, Call& call);
Reply remove_second_factor(Context& context, Call& call);
Reply renew_recovery_codes(Context& context, Call& call);

// accounts.cpp
Reply list_accounts(Context& context, Call& call);
Reply create_account(Context& context, Call& call);
Reply get_account(Context& context, Call& call);
Reply save_account(Context& context, Call& call);
Reply reset_password(Context& context, Call& call);
Reply end_account_sessions(Context& context, Call& call);
Reply forget_second_factor(Context& context, Call& call);

// reports.cpp
Reply list_reports(Context& context, Call& call);
Reply create_report(Context& context, Call& call);
Reply split_report(Context& context, Call& call);
Reply get_report(Context& context, Call& call);
Reply triage_report(Context& context, Call& call);
Reply list_duplicates(Context& context, Call& call);

// work_orders.cpp
Reply list_work_orders(Context& context, Call& call);
Reply get_work_order(Context& context, Call& call);
Reply list_work_order_events(Context& context, Call& call);
Reply list_notes(Context& context, Call& call);
Reply add_note(Context& context, Call& call);

// work_order_steps.cpp
Reply assign_work_order(Context& context, Call& call);
Reply accept_work_order(Context& context, Call& call);
Reply contact_reporter(Context& context, Call& call);
Reply arrive_at_work_order(Context& context, Call& call);
Reply make_work_order_safe(Context& context, Call& call);
Reply pause_work_order(Context& context, Call& call);
Reply resume_work_order(Context& context, Call& call);
Reply resolve_work_order(Context& context, Call& call);
Reply close_work_order(Context& context, Call& call);
Reply reopen_work_order(Context& context, Call& call);
Reply cancel_work_order(Context& context, Call& call);

// photos.cpp
Reply list_photos(Context& context, Call& call);
Reply add_photo(Context& context, Call& call);
Reply get_photo(Context& context, Call& call);

// requests.cpp
Reply ask_request(Context& context, Call& call);
Reply list_requests(Context& context, Call& call);
Reply list_shelf(Context& context, Call& call);
Reply approve_request(Context& context, Call& call);
Reply refuse_request(Context& context, Call& call);
Reply withdraw_request(Context& context, Call& call);
Reply list_request_reasons(Context& context, Call& call);
Reply save_request_reason(Context& context, Call& call);

// alerts.cpp
Reply list_alerts(Context& context, Call& call);
Reply acknowledge_alert(Context& context, Call& call);
Reply list_escalation_chains(Context& context, Call& call);
Reply save_escalation_chain(Context& context, Call& call);
Reply list_rechecks(Context& context, Call& call);
Reply recheck_work_order(Context& context, Call& call);

// call_backs.cpp
Reply list_call_backs(Context& context, Call& call);
Reply record_callback(Context& context, Call& call);

// register.cpp
Reply list_villages(Context& context, Call& call);
Reply list_facilities(Context& context, Call& call);
Reply get_facility(Context& context, Call& call);
Reply list_facility_classes(Context& context, Call& call);
Reply save_facility_class(Context& context, Call& call);
Reply list_fault_kinds(Context& context, Call& call);
Reply list_policies(Context& context, Call& call);
Reply save_policy(Context& context, Call& call);
Reply ask_what_if(Context& context, Call& call);
Reply list_calendars(Context& context, Call& call);
Reply save_calendar(Context& context, Call& call);
Reply import_calendar_dates(Context& context, Call& call);
Reply list_cold_waves(Context& context, Call& call);
Reply declare_cold_wave(Context& context, Call& call);
Reply end_cold_wave(Context& context, Call& call);
Reply recount_work_order(Context& context, Call& call);
Reply list_crews(Context& context, Call& call);
Reply save_crew(Context& context, Call& call);

// plan.cpp
Reply get_plan_board(Context& context, Call& call);
Reply preview_plan(Context& context, Call& call);
Reply propose_plan(Context& context, Call& call);
Reply list_publications(Context& context, Call& call);
Reply get_publication(Context& context, Call& call);
Reply publish_plan(Context& context, Call& call);
Reply discard_publication(Context& context, Call& call);
Reply undo_publication(Context& context, Call& call);

// forecast.cpp
Reply get_forecast(Context& context, Call& call);

// plan_settling.cpp
Reply pin_work_order(Context& context, Call& call);
Reply unpin_work_order(Context& context, Call& call);
Reply list_planning_rules(Context& context, Call& call);
Reply save_planning_rule(Context& context, Call& call);
Reply remove_planning_rule(Context& context, Call& call);
Reply send_crew_away(Context& context, Call& call);
Reply bring_crew_back(Context& context, Call& call);
Reply report_overrides(Context& context, Call& call);

// boards.cpp
Reply get_dashboard(Context& context, Call& call);
Reply stream_events(Context& context, Call& call);

// figures.cpp
Reply get_figures(Context& context, Call& call);
Reply list_figure_orders(Context& context, Call& call);
Reply list_left_out_reports(Context& context, Call& call);

// privacy.cpp
Reply unmask_report(Context& context, Call& call);
Reply unmask_work_order(Context& context, Call& call);
Reply unmask_facility(Context& context, Call& call);
Reply look_up_person(Context& context, Call& call);
Reply export_person(Context& context, Call& call);
Reply erase_person(Context& context, Call& call);

// audit.cpp
Reply list_audit(Context& context, Call& call);
Reply get_audit_row(Context& context, Call& call);
Reply export_audit(Context& context, Call& call);

// public.cpp
Reply get_public_catalog(Context& context, Call& call);
Reply get_public_facility(Context& context, Call& call);
Reply create_public_report(Context& context, Call& call);
Reply get_public_report(Context& context, Call& call);
Reply judge_public_report(Context& context, Call& call);

// health.cpp
Reply get_health(Context& context, Call& call);
Reply get_readiness(Context& context, Call& call);
Reply get_metrics(Context& context, Call& call);

}  // namespace api
