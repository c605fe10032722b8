#include "dispatch/promises.h"

#include "dispatch/permissions.h"
#include "server/api/codec_promise.h"
#include "server/api/codec_what_if.h"
#include "server/api/handlers.h"
#include "server/api/problem.h"
#include "server/town/codec_sla.h"
#include "server/town/dates_import.h"

// Calendars, policies and cold-wave warnings: what the promises are made of.
namespace api {
namespace {

template <class Save>
Reply save(Context& context, Call& call, Save save_now) {
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto saved = save_now(tx, who);
    if (!saved) return saved.error();
    return json_response(200, write(*saved));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

models::Error wrong_code() {
  return models::invalid("code", "mismatch", "code must be the code in the address.");
}

std::optional<http::Response> refuse(const Call& call, dispatch::Permission permission) {
  if (auto allowed = dispatch::require(call.actor, permission); !allowed)
    return to_problem(allowed.error(), &call.request);
  return std::nullopt;
}

}  // namespace

Reply list_calendars(Context& context, Call& call) {
  Rule rule = [](models::Transaction& tx, const Call& who) -> Answer {
    if (auto allowed = dispatch::require(who.actor, dispatch::Permission::register_read); !allowed)
      return allowed.error();
    return json_response(200, write(tx.catalog().calendars()));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply save_calendar(Context& context, Call& call) {
  if (auto refused = refuse(call, dispatch::Permission::register_write)) co_return *refused;
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto calendar = town::parse_calendar(call.request.body);
  if (!calendar) co_return to_problem(calendar.error(), &call.request);
  if (calendar->code != call.request.param("code")) co_return to_problem(wrong_code(), &call.request);
  auto response = co_await save(context, call, [&](models::Transaction& tx, const Call& who) {
    return dispatch::save_calendar(tx, who.actor, *calendar, who.now);
  });
  co_return response;
}

Reply import_calendar_dates(Context& context, Call& call) {
  if (auto refused = refuse(call, dispatch::Permission::register_write)) co_return *refused;
  const auto dates = town::read_dates(call.request.body);
  if (!dates) co_return to_problem(dates.error(), &call.request);
  const std::string code(call.request.param("code"));
  auto response = co_await save(context, call, [&](models::Transaction& tx, const Call& who) {
    return dispatch::add_exceptions(tx, who.actor, code, *dates, who.now);
  });
  co_return response;
}

Reply save_policy(Context& context, Call& call) {
  if (auto refused = refuse(call, dispatch::Permission::register_write)) co_return *refused;
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto policy = town::parse_policy(call.request.body);
  if (!policy) co_return to_problem(policy.error(), &call.request);
  if (policy->code != call.request.param("code")) co_return to_problem(wrong_code(), &call.request);
  auto response = co_await save(context, call, [&](models::Transaction& tx, const Call& who) {
    return dispatch::save_policy(tx, who.actor, *policy, who.now);
  });
  co_return response;
}

Reply ask_what_if(Context& context, Call& call) {
  if (auto refused = refuse(call, dispatch::Permission::figures_read)) co_return *refused;
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  auto question = parse_what_if(call.request.body, call.now);
  if (!question) co_return to_problem(question.error(), &call.request);
  question->utc_offset_seconds = context.settings.utc_offset_seconds;
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto answer = dispatch::what_if(tx, who.actor, *question, who.now);
    if (!answer) return answer.error();
    return json_response(200, write(*question, *answer));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply list_cold_waves(Context& context, Call& call) {
  Rule rule = [](models::Transaction& tx, const Call& who) -> Answer {
    if (auto allowed = dispatch::require(who.actor, dispatch::Permission::register_read); !allowed)
      return allowed.error();
    return json_response(200, write(tx.catalog().cold_waves(who.now)));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply declare_cold_wave(Context& context, Call& call) {
  if (auto refused = refuse(call, dispatch::Permission::promise_change)) co_return *refused;
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto wave = parse_cold_wave(call.request.body);
  if (!wave) co_return to_problem(wave.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto declared = dispatch::declare_cold_wave(tx, who.actor, *wave, who.now);
    if (!declared) return declared.error();
    return json_response(201, write(*declared));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply end_cold_wave(Context& context, Call& call) {
  const auto id = models::ColdWaveId::parse(call.request.param("id")).value_or(models::ColdWaveId{});
  auto response = co_await save(context, call, [id](models::Transaction& tx, const Call& who) {
    return dispatch::end_cold_wave(tx, who.actor, id, who.now);
  });
  co_return response;
}

}  // namespace api
