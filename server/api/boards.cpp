#include <charconv>

#include "dispatch/permissions.h"
#include "dispatch/reach.h"
#include "models/day.h"
#include "server/api/codec_register.h"
#include "server/api/handlers.h"
#include "server/api/problem.h"
#include "server/api/shared_answers.h"
#include "server/events/hub.h"

namespace api {
namespace {

models::Result<std::optional<std::int64_t>> last_seen(const http::Request& request) {
  std::optional<std::string> text;
  if (const auto header = request.header("Last-Event-ID")) text = std::string(*header);
  if (!text || text->empty()) text = request.query("after");
  if (!text || text->empty()) return std::optional<std::int64_t>{};
  std::int64_t id = 0;
  const auto [end, code] = std::from_chars(text->data(), text->data() + text->size(), id);
  if (code != std::errc{} || end != text->data() + text->size() || id < 0)
    return models::invalid("Last-Event-ID", "bad_format",
                           "Last-Event-ID must be the id of an event of this stream.");
  return std::optional<std::int64_t>{id};
}

}  // namespace

Reply get_dashboard(Context& context, Call& call) {
  SharedRule rule = [&context](models::Transaction& tx, const Call& who) -> SharedAnswer {
    if (auto allowed = dispatch::require(who.actor, dispatch::Permission::dashboard_read); !allowed)
      return {allowed.error()};
    const auto start = models::start_of_day(who.now, context.settings.utc_offset_seconds);
    return {json_response(
        200, write(tx.dashboard().read(who.now, start, dispatch::reach_of(who.actor)), who.now))};
  };
  auto response = co_await answer_shared(context, call, std::move(rule), Reading::brief);
  co_return response;
}

Reply stream_events(Context& context, Call& call) {
  const auto after = last_seen(call.request);
  if (!after) co_return to_problem(after.error(), &call.request);
  if (auto allowed = dispatch::require(call.actor, dispatch::Permission::work_order_read); !allowed)
    co_return to_problem(allowed.error(), &call.request);
  const auto stream = context.hub.subscribe(call.actor);
  if (!stream)
    co_return to_problem(503, "Too many live listeners: try again later, or reload by hand.", &call.request);
  std::vector<http::Frame> past;
  std::function<void(models::Transaction&)> work = [&](models::Transaction& tx) {
    past = context.hub.past(tx, call.actor, *after);
  };
  std::exception_ptr failure;
  try {
    co_await run_read(context, std::move(work));
  } catch (...) {
    failure = std::current_exception();
  }
  if (failure) {
    stream->close();
    std::rethrow_exception(failure);
  }
  stream->prime(std::move(past));
  co_return http::Response::events(stream);
}

}  // namespace api
