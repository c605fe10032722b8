#include "dispatch/intake.h"
#include "dispatch/lifecycle.h"
#include "server/api/codec_register.h"
#include "server/api/codec_report.h"
#include "server/api/handlers.h"
#include "server/api/problem.h"
#include "server/auth/tokens.h"
#include "server/identity/provider.h"
#include "server/passkeys/desk.h"

namespace api {
namespace {

// What stands on the label, without a householder's name: class, number on the plate, village.
std::string label_of(models::Transaction& tx, const models::Facility& facility, const std::string& village) {
  const auto facility_class = tx.catalog().find_class(facility.facility_class);
  std::string label = village.empty() ? "" : village + " ";
  label += facility_class ? facility_class->name.zh : facility.facility_class;
  if (facility.household.empty() && !facility.name.empty()) return facility.name;
  return label + " " + facility.code;
}

}  // namespace

Reply get_public_catalog(Context& context, Call& call) {
  Rule rule = [&context](models::Transaction& tx, const Call&) -> Answer {
    auto villages = tx.villages().list();
    std::erase_if(villages, [](const models::Village& village) { return !village.in_care; });
    const auto* provider = context.provider == nullptr ? nullptr : &context.provider->settings();
    const auto* desk = context.passkey_desk;
    const auto passkeys =
        desk != nullptr && desk->offer().party ? desk->offer().party->origin : std::string();
    auto response = json_response(200, write_public_catalog(context.settings, provider, passkeys, villages,
                                                            tx.catalog().classes(), tx.catalog().kinds()));
    response.header("Cache-Control", "public, max-age=60");
    return response;
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply get_public_facility(Context& context, Call& call) {
  const std::string code(call.request.param("code"));
  Rule rule = [&](models::Transaction& tx, const Call&) -> Answer {
    const auto facility = tx.facilities().find_by_code(code);
    if (!facility || !facility->active)
      return models::not_found("No facility has this code: check the label.");
    const auto village = tx.villages().find(facility->village_code);
    const auto name = village ? village->name : std::string{};
    return json_response(200, write_public_facility(*facility, label_of(tx, *facility, name), name));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply create_public_report(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  auto input = parse_new_report(call.request.body);
  if (!input) co_return to_problem(input.error(), &call.request);
  // What a resident sends came over the web, whatever it says.
  input->channel = models::Channel::web;
  const auto token = auth::new_report_token();
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    auto report = dispatch::receive_report(tx, who.actor, *input, token, who.now);
    if (!report) return report.error();
    auto response = json_response(201, write(public_view(tx, std::move(*report), who.now)));
    response.header("Location", "/api/v1/public/reports/" + token);
    return response;
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply get_public_report(Context& context, Call& call) {
  const std::string token(call.request.param("token"));
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    auto report = tx.reports().find_by_token(token);
    if (!report) return models::not_found("No report has this number: check the link.");
    return json_response(200, write(public_view(tx, std::move(*report), who.now)));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply judge_public_report(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const std::string token(call.request.param("token"));
  const auto verdict = parse_verdict(call.request.body);
  if (!verdict) co_return to_problem(verdict.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    auto report = dispatch::judge(tx, token, verdict->verdict, verdict->channel, who.now);
    if (!report) return report.error();
    return json_response(200, write(public_view(tx, std::move(*report), who.now)));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

}  // namespace api
