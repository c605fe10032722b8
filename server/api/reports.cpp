#include <charconv>

#include "dispatch/duplicates.h"
#include "dispatch/intake.h"
#include "dispatch/permissions.h"
#include "dispatch/reach.h"
#include "dispatch/triage.h"
#include "models/names.h"
#include "server/api/codec_report.h"
#include "server/api/handlers.h"
#include "server/api/list_queries.h"
#include "server/api/problem.h"
#include "server/auth/tokens.h"

namespace api {
namespace {

template <class Id>
Id id_of(const http::Request& request, std::string_view name = "id") {
  return Id::parse(request.param(name)).value_or(Id{});
}

std::optional<double> query_number(const http::Request& request, std::string_view name) {
  const auto text = request.query(name);
  if (!text) return std::nullopt;
  double number = 0;
  const auto [end, code] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (code != std::errc{} || end != text->data() + text->size()) return std::nullopt;
  return number;
}

models::Result<dispatch::DuplicateQuestion> question_of(models::Transaction& tx, const Call& who) {
  const auto& request = who.request;
  const auto report = query_id<models::ReportId>(request, "report");
  if (!report) return report.error();
  if (*report) {
    const auto found = tx.reports().find(*report);
    if (!found || !dispatch::may_see(who.actor, *found)) return models::not_found("There is no such report.");
    auto question = dispatch::question_of(*found);
    question.reach = dispatch::reach_of(who.actor);
    return question;
  }
  dispatch::DuplicateQuestion question;
  question.reach = dispatch::reach_of(who.actor);
  const auto facility = query_id<models::FacilityId>(request, "facility");
  if (!facility) return facility.error();
  question.facility = *facility;
  question.village_code = request.query("village").value_or("");
  question.facility_class = request.query("class").value_or("");
  question.fault_kind = request.query("fault_kind").value_or("");
  question.phone = request.query("phone").value_or("");
  const auto latitude = query_number(request, "latitude");
  const auto longitude = query_number(request, "longitude");
  if (latitude && longitude) question.position = models::Position{*latitude, *longitude, "caller"};
  return question;
}

http::Response created(models::Transaction& tx, models::Report report, models::Time now) {
  const auto id = report.id.text();
  const auto version = report.version;
  Names names(tx, now);
  auto response = json_response(201, write(view(names, std::move(report))));
  response.header("Location", "/api/v1/reports/" + id);
  response.header("ETag", etag(version));
  return response;
}

}  // namespace

models::Result<models::ReportQuery> report_query(const http::Request& request) {
  models::ReportQuery query;
  if (const auto state = request.query("state"); state && !state->empty()) {
    query.state = models::parse<models::ReportState>(*state);
    if (!query.state)
      return models::invalid("state", "unknown",
                             "state must be received, accepted, merged, rejected or referred.");
  }
  const auto order = query_id<models::WorkOrderId>(request, "work_order");
  if (!order) return order.error();
  query.work_order = *order;
  query.village_code = request.query("village").value_or("");
  query.external_reference = request.query("external_reference").value_or("");
  query.text = request.query("q").value_or("");
  if (const auto page = read_page(request, query); !page) return page.error();
  return query;
}

Reply list_reports(Context& context, Call& call) {
  const auto query = report_query(call.request);
  if (!query) co_return to_problem(query.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    if (auto allowed = dispatch::require(who.actor, dispatch::Permission::report_read); !allowed)
      return allowed.error();
    auto within = *query;
    within.reach = dispatch::reach_of(who.actor);
    auto found = tx.reports().search(within);
    Names names(tx, who.now);
    models::Page<ReportView> page;
    for (auto& report : found.items) page.items.push_back(view(names, std::move(report)));
    page.next = std::move(found.next);
    return json_response(200, write(page));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply create_report(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  if (auto allowed = dispatch::require(call.actor, dispatch::Permission::report_create); !allowed)
    co_return to_problem(allowed.error(), &call.request);
  const auto input = parse_new_report(call.request.body);
  if (!input) co_return to_problem(input.error(), &call.request);
  const auto token = auth::new_report_token();
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    auto report = dispatch::receive_report(tx, who.actor, *input, token, who.now);
    if (!report) return report.error();
    return created(tx, std::move(*report), who.now);
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply split_report(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  if (auto allowed = dispatch::require(call.actor, dispatch::Permission::report_triage); !allowed)
    co_return to_problem(allowed.error(), &call.request);
  const auto id = id_of<models::ReportId>(call.request);
  const auto part = parse_report_part(call.request.body);
  if (!part) co_return to_problem(part.error(), &call.request);
  const auto token = auth::new_report_token();
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    auto report = dispatch::split_report(tx, who.actor, id, *part, token, who.now);
    if (!report) return report.error();
    return created(tx, std::move(*report), who.now);
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply get_report(Context& context, Call& call) {
  const auto id = id_of<models::ReportId>(call.request);
  Rule rule = [id](models::Transaction& tx, const Call& who) -> Answer {
    if (auto allowed = dispatch::require(who.actor, dispatch::Permission::report_read); !allowed)
      return allowed.error();
    auto report = tx.reports().find(id);
    if (!report || !dispatch::may_see(who.actor, *report))
      return models::not_found("There is no such report.");
    const auto version = report->version;
    Names names(tx, who.now);
    auto response = json_response(200, write(view(names, std::move(*report))));
    response.header("ETag", etag(version));
    return response;
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply triage_report(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  if (auto allowed = dispatch::require(call.actor, dispatch::Permission::report_triage); !allowed)
    co_return to_problem(allowed.error(), &call.request);
  const auto id = id_of<models::ReportId>(call.request);
  const auto version = expected_version(call.request);
  if (!version) co_return to_problem(version.error(), &call.request);
  const auto triage = parse_triage(call.request.body);
  if (!triage) co_return to_problem(triage.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    auto triaged = dispatch::triage_report(tx, who.actor, id, *version, *triage, who.now);
    if (!triaged) return triaged.error();
    const auto new_version = triaged->report.version;
    Names names(tx, who.now);
    TriagedView result{view(names, std::move(triaged->report)), std::nullopt};
    if (triaged->work_order) result.order = view(names, std::move(*triaged->work_order), who.actor);
    auto response = json_response(200, write(result));
    response.header("ETag", etag(new_version));
    return response;
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply list_duplicates(Context& context, Call& call) {
  Rule rule = [](models::Transaction& tx, const Call& who) -> Answer {
    if (auto allowed = dispatch::require(who.actor, dispatch::Permission::report_triage); !allowed)
      return allowed.error();
    const auto question = question_of(tx, who);
    if (!question) return question.error();
    Names names(tx, who.now);
    std::vector<DuplicateView> views;
    for (auto& candidate : dispatch::find_duplicates(tx, *question, who.now))
      if (auto order = tx.work_orders().find(candidate.work_order))
        views.push_back(
            {view(names, std::move(*order), who.actor), candidate.score, std::move(candidate.reasons)});
    return json_response(200, write(views));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

}  // namespace api
