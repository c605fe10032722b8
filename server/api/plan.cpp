#include "dispatch/assignment/planning.h"

#include "dispatch/permissions.h"
#include "models/names.h"
#include "server/api/codec_plan.h"
#include "server/api/codec_work_order.h"
#include "server/api/handlers.h"
#include "server/api/plan_labels.h"
#include "server/api/problem.h"

namespace api {
namespace {

models::PublicationId id_of(const http::Request& request) {
  return models::PublicationId::parse(request.param("id")).value_or(models::PublicationId{});
}

dispatch::Effort effort_of(const NewPlan& input, models::PlanTrigger trigger) {
  dispatch::Effort effort;
  effort.seed = input.seed;
  effort.steps = input.steps;
  effort.scope = dispatch::PlanScope::everything;
  effort.trigger = trigger;
  return effort;
}

// What a person agreed to is what is done: a plan that came out otherwise is shown first.
models::Result<models::Publication> make_plan(models::Transaction& tx, const Call& who, const NewPlan& input,
                                              models::PlanTrigger trigger) {
  auto plan = dispatch::preview_plan(tx, who.actor, effort_of(input, trigger), who.now);
  if (plan && !input.fingerprint.empty() && input.fingerprint != fingerprint_of(*plan))
    return models::conflict("The plan came out otherwise than when you looked at it: preview it again.");
  return plan;
}

http::Response publication_response(models::Transaction& tx, int status,
                                    const models::Publication& publication) {
  auto response = json_response(status, write(publication, labels_of(tx, publication)));
  if (publication.id) response.header("Location", "/api/v1/plan/publications/" + publication.id.text());
  return response;
}

using Decide = models::Result<models::Publication> (*)(models::Transaction&, const models::Actor&,
                                                       models::PublicationId, const std::string&,
                                                       models::Time);

// Discarding and undoing: a publication, a reason, what came of it.
Reply decide(Context& context, Call& call, int status, Decide verb) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto reason = parse_reason(call.request.body);
  if (!reason) co_return to_problem(reason.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto done = verb(tx, who.actor, id_of(who.request), *reason, who.now);
    if (!done) return done.error();
    return publication_response(tx, status, *done);
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

models::Result<models::PublicationQuery> query_of(const http::Request& request) {
  models::PublicationQuery query;
  if (const auto state = request.query("state"); state && !state->empty()) {
    query.state = models::parse<models::PublicationState>(*state);
    if (!query.state)
      return models::invalid("state", "unknown", "state must be proposed, published or discarded.");
  }
  const auto order = query_id<models::WorkOrderId>(request, "work_order");
  if (!order) return order.error();
  query.work_order = *order;
  if (const auto page = read_page(request, query); !page) return page.error();
  return query;
}

}  // namespace

Reply get_plan_board(Context& context, Call& call) {
  Rule rule = [](models::Transaction& tx, const Call& who) -> Answer {
    auto board = dispatch::plan_board(tx, who.actor, who.now);
    if (!board) return board.error();
    Names names(tx, who.now);
    for (auto& waiting : board->waiting) mask(names, waiting.order, who.actor);
    for (auto& crew : board->crews)
      for (auto* list : {&crew.on_site, &crew.visits})
        for (auto& one : *list) mask(names, one.order, who.actor);
    return json_response(200, write(*board, labels_of(tx, *board)));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply preview_plan(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto input = parse_new_plan(call.request.body);
  if (!input) co_return to_problem(input.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    // Crews may read their own day; the whole town's plan is for those who may change it.
    if (auto allowed = dispatch::require(who.actor, dispatch::Permission::plan_change); !allowed)
      return allowed.error();
    const auto plan = make_plan(tx, who, *input, models::PlanTrigger::previewed);
    if (!plan) return plan.error();
    return publication_response(tx, 200, *plan);
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply propose_plan(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto input = parse_new_plan(call.request.body);
  if (!input) co_return to_problem(input.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    auto plan = make_plan(tx, who, *input, models::PlanTrigger::previewed);
    if (!plan) return plan.error();
    const auto kept = dispatch::propose(tx, who.actor, std::move(*plan), who.now);
    if (!kept) return kept.error();
    return publication_response(tx, 201, *kept);
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply list_publications(Context& context, Call& call) {
  const auto query = query_of(call.request);
  if (!query) co_return to_problem(query.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto page = dispatch::list_publications(tx, who.actor, *query);
    if (!page) return page.error();
    return json_response(200, write(*page, labels_of(tx, *page)));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply get_publication(Context& context, Call& call) {
  Rule rule = [](models::Transaction& tx, const Call& who) -> Answer {
    const auto publication = dispatch::read_publication(tx, who.actor, id_of(who.request));
    if (!publication) return publication.error();
    return publication_response(tx, 200, *publication);
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply publish_plan(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto input = parse_new_publication(call.request.body);
  if (!input) co_return to_problem(input.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    if (input->proposal) {
      const auto published = dispatch::publish(tx, who.actor, *input->proposal, input->reason, who.now);
      if (!published) return published.error();
      return publication_response(tx, 201, *published);
    }
    auto plan = make_plan(tx, who, input->plan, models::PlanTrigger::published_by_hand);
    if (!plan) return plan.error();
    plan->reason = input->reason;
    const auto published = dispatch::publish_now(tx, who.actor, std::move(*plan), who.now);
    if (!published) return published.error();
    return publication_response(tx, 201, *published);
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply discard_publication(Context& context, Call& call) {
  return decide(context, call, 200, dispatch::discard);
}

Reply undo_publication(Context& context, Call& call) { return decide(context, call, 201, dispatch::undo); }

}  // namespace api
