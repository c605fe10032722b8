#include "dispatch/inheritance.h"
#include "dispatch/permissions.h"
#include "models/names.h"
#include "server/api/codec_district.h"
#include "server/api/district_handlers.h"
#include "server/api/problem.h"

namespace api {

Reply list_inherited_rules(Context& context, Call& call) {
  Rule rule = [&context](models::Transaction& tx, const Call& who) -> Answer {
    if (auto allowed = dispatch::require(who.actor, dispatch::Permission::register_read); !allowed)
      return allowed.error();
    return json_response(200, write_inherited_rules(context.inheritance, tx.catalog().inherited()));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply take_rule_back(Context& context, Call& call) {
  if (auto allowed = dispatch::require(call.actor, dispatch::Permission::register_write); !allowed)
    co_return to_problem(allowed.error(), &call.request);
  const auto kind = models::parse<models::RuleKind>(call.request.param("kind"));
  if (!kind || context.inheritance == nullptr)
    co_return to_problem(
        models::not_found(kind ? "This town is under no district." : "There is no such sort of rule."),
        &call.request);
  dispatch::DistrictRules rules;
  std::function<void(models::Transaction&)> work = [&](models::Transaction& tx) {
    rules = dispatch::read_district_rules(tx);
  };
  std::exception_ptr failure;
  try {
    co_await run_read(context.inheritance->neighbour(), std::move(work));
  } catch (...) {
    failure = std::current_exception();
  }
  if (failure)
    co_return to_problem(503, "The district's rules cannot be read now: try again soon.", &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto back =
        dispatch::take_back(tx, who.actor, rules, *kind, std::string(who.request.param("code")), who.now);
    if (!back) return back.error();
    return json_response(200, write(*back));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

}  // namespace api
