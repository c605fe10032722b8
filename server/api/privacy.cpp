#include "dispatch/masking.h"
#include "server/api/codec_privacy.h"
#include "server/api/handlers.h"
#include "server/api/problem.h"

namespace api {
namespace {

constexpr int limited_seconds = 600;  // by then the oldest looks of the hour may have gone

// Runs as a write although nothing changes: the look is on record before anybody sees anything.
template <class Id>
Reply unmask_one(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto wish = parse_unmask_wish(call.request.body);
  if (!wish) co_return to_problem(wish.error(), &call.request);
  // Each look is a look: clear values are not kept as a stored answer.
  std::erase_if(call.request.headers,
                [](const http::Field& field) { return http::same_name(field.first, "Idempotency-Key"); });
  const auto id = Id::parse(call.request.param("id")).value_or(Id{});
  bool limited = false;
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    limited = false;
    const auto clear =
        dispatch::unmask(tx, who.actor, id, *wish, context.settings.unmaskings_per_hour, call.entry, who.now);
    if (!clear) {
      limited = clear.error().code == models::ErrorCode::unavailable;
      return clear.error();
    }
    return json_response(200, write(*clear));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  if (limited) {
    response =
        to_problem(429, "This account has looked at as many people as it may within an hour.", &call.request);
    response.header("Retry-After", std::to_string(limited_seconds));
  }
  co_return response;
}

}  // namespace

Reply unmask_report(Context& context, Call& call) { return unmask_one<models::ReportId>(context, call); }
Reply unmask_work_order(Context& context, Call& call) {
  return unmask_one<models::WorkOrderId>(context, call);
}
Reply unmask_facility(Context& context, Call& call) { return unmask_one<models::FacilityId>(context, call); }

// POST, so that the number stands in no address and no log.
Reply look_up_person(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto wish = parse_person_wish(call.request.body, false);
  if (!wish) co_return to_problem(wish.error(), &call.request);
  call.entry.always = true;
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto data = dispatch::read_person(tx, who.actor, wish->phone);
    if (!data) return data.error();
    return json_response(200, write_masked(*data));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply export_person(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto wish = parse_person_wish(call.request.body, true);
  if (!wish) co_return to_problem(wish.error(), &call.request);
  std::erase_if(call.request.headers,
                [](const http::Field& field) { return http::same_name(field.first, "Idempotency-Key"); });
  call.entry.kind = models::AuditKind::export_;
  call.entry.always = true;
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto data = dispatch::read_person(tx, who.actor, wish->phone);
    if (!data) return data.error();
    call.entry.reason = "one person: " + std::to_string(data->reports.size()) + " reports, " +
                        std::to_string(data->facilities.size()) +
                        " facilities: " + dispatch::mask_numbers(wish->reason);
    return json_response(200, write(*data));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply erase_person(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto wish = parse_person_wish(call.request.body, true);
  if (!wish) co_return to_problem(wish.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto erased = dispatch::erase_person(tx, who.actor, wish->phone, wish->reason, who.now);
    if (!erased) return erased.error();
    call.entry.reason = dispatch::mask_numbers(wish->reason);
    return json_response(200, write(*erased));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

}  // namespace api
