#include "dispatch/shifts.h"

#include <algorithm>

#include "dispatch/field_time.h"
#include "server/api/codec_plan.h"
#include "server/api/codec_shift.h"
#include "server/api/field_step.h"
#include "server/api/field_work_handlers.h"
#include "server/api/plan_labels.h"
#include "server/api/problem.h"

// Who of a crew is at work, and what one shift leaves the next.
namespace api {
namespace {

/// When it was done out there, held to the last seven days.
models::Time done_at(const std::optional<models::Time>& said, models::Time now) {
  return said ? std::clamp(*said, now - dispatch::longest_late, now) : now;
}

}  // namespace

Reply get_shift(Context& context, Call& call) {
  Rule rule = [](models::Transaction& tx, const Call& who) -> Answer {
    const auto view = dispatch::read_shift(tx, who.actor);
    if (!view) return view.error();
    return json_response(200, write(*view));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply sign_on_shift(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto van = parse_sign_on(call.request.body);
  if (!van) co_return to_problem(van.error(), &call.request);
  const auto said = field_time(call);
  if (!said) co_return to_problem(said.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto shift = dispatch::sign_on(tx, who.actor, *van, done_at(*said, who.now));
    if (!shift) return shift.error();
    return json_response(200, write(*shift));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply sign_off_shift(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto given = parse_hand_over(call.request.body);
  if (!given) co_return to_problem(given.error(), &call.request);
  const auto said = field_time(call);
  if (!said) co_return to_problem(said.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto done = dispatch::sign_off(tx, who.actor, *given, done_at(*said, who.now));
    if (!done) return done.error();
    return json_response(200, write(*done));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply report_sick(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto input = parse_absence(call.request.body);
  if (!input) co_return to_problem(input.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto away = dispatch::report_sick(tx, who.actor, input->until, input->reason, who.now);
    if (!away) return away.error();
    const auto labels = away->publication ? labels_of(tx, *away->publication) : OrderLabels{};
    return json_response(200, write(*away, labels));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

}  // namespace api
