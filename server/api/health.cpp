#include "server/api/handlers.h"
#include "server/api/metrics.h"
#include "server/api/problem.h"
#include "server/storage/database.h"

namespace api {

// Alive: the program answers. Nothing else is asked, so that a full disk does not get it restarted.
Reply get_health(Context&, Call&) { co_return http::Response::text(200, "ok\n"); }

// Ready: it can read, and a change would be stored.
Reply get_readiness(Context& context, Call& call) {
  Rule read = [](models::Transaction& tx, const Call&) -> Answer {
    tx.events().last();
    return http::Response::text(200, "ready\n");
  };
  auto response = co_await answer_read(context, call, std::move(read));
  if (response.status != 200) co_return response;
  if (!context.database.figures().failing) co_return response;
  // While nobody writes, only this question can find out that the disk is well again.
  Rule write = [](models::Transaction&, const Call&) -> Answer {
    return http::Response::text(200, "ready\n");
  };
  auto proof = co_await answer_write(context, call, std::move(write));
  if (proof.status == 200) co_return proof;
  co_return to_problem(503, "Changes cannot be stored at this moment: look at the disk.", &call.request);
}

Reply get_metrics(Context& context, Call&) {
  co_return http::Response::make(200, "text/plain; version=0.0.4; charset=utf-8", context.metrics.text());
}

}  // namespace api
