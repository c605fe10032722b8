#include "dispatch/spares.h"
#include "dispatch/work_proof.h"
#include "server/api/codec_field_work.h"
#include "server/api/field_step.h"
#include "server/api/field_work_handlers.h"
#include "server/api/problem.h"

// What crews bring back from a visit beside its steps, and what their vans carry.
namespace api {
namespace {

models::WorkOrderId order_of(const http::Request& request) {
  return models::WorkOrderId::parse(request.param("id")).value_or(models::WorkOrderId{});
}

models::CrewId crew_of(models::Transaction& tx, const http::Request& request) {
  const auto crew = tx.crews().find_by_code(request.param("code"));
  return crew ? crew->id : models::CrewId{};
}

/// Takes in a fact of the field with its own time, beside the order's steps.
template <class Input, class Fact>
Reply record(Context& context, Call& call, models::Result<Input> input,
             models::Result<Fact> (*rule_of)(models::Transaction&, const dispatch::Step&, const Input&)) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  if (!input) co_return to_problem(input.error(), &call.request);
  const auto said = field_time(call);
  if (!said) co_return to_problem(said.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const dispatch::Step step{who.actor, order_of(who.request), std::nullopt, who.now};
    const auto fact = rule_of(tx, field_step(tx, step, *said, models::WorkOrderAction::photo), *input);
    if (!fact) return fact.error();
    return json_response(201, write(*fact));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

}  // namespace

Reply list_work_proofs(Context& context, Call& call) {
  Rule rule = [](models::Transaction& tx, const Call& who) -> Answer {
    const auto proofs = dispatch::read_work_proofs(tx, who.actor, order_of(who.request));
    if (!proofs) return proofs.error();
    return json_response(200, write(*proofs));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply add_work_proof(Context& context, Call& call) {
  auto response =
      co_await record(context, call, parse_work_proof(call.request.body), dispatch::add_work_proof);
  co_return response;
}

Reply get_stock(Context& context, Call& call) {
  Rule rule = [](models::Transaction& tx, const Call& who) -> Answer {
    const auto stock = dispatch::read_stock(tx, who.actor, crew_of(tx, who.request));
    if (!stock) return stock.error();
    return json_response(200, write(*stock));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply count_stock(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto lines = parse_stock(call.request.body);
  if (!lines) co_return to_problem(lines.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto stock = dispatch::count_stock(tx, who.actor, crew_of(tx, who.request), *lines);
    if (!stock) return stock.error();
    return json_response(200, write(*stock));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply lend_spare(Context& context, Call& call) {
  auto response = co_await record(context, call, parse_spare(call.request.body), dispatch::lend_spare);
  co_return response;
}

Reply take_spare_back(Context& context, Call& call) {
  Rule rule = [](models::Transaction& tx, const Call& who) -> Answer {
    const auto loan =
        dispatch::take_spare_back(tx, who.actor, std::string(who.request.param("code")), who.now);
    if (!loan) return loan.error();
    return json_response(200, write(*loan));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply list_spares(Context& context, Call& call) {
  Rule rule = [](models::Transaction& tx, const Call& who) -> Answer {
    const auto loans = dispatch::read_spares(tx, who.actor);
    if (!loans) return loans.error();
    return json_response(200, write(*loans));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

}  // namespace api
