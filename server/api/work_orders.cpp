#include "dispatch/lifecycle.h"
#include "dispatch/masking.h"
#include "dispatch/permissions.h"
#include "dispatch/reach.h"
#include "models/names.h"
#include "server/api/codec_work_order.h"
#include "server/api/field_step.h"
#include "server/api/handlers.h"
#include "server/api/list_queries.h"
#include "server/api/problem.h"
#include "server/api/shared_answers.h"

namespace api {
namespace {

models::WorkOrderId id_of(const http::Request& request) {
  return models::WorkOrderId::parse(request.param("id")).value_or(models::WorkOrderId{});
}

// What one may not see is answered as if it were not there.
models::Result<models::WorkOrder> find_visible(models::Transaction& tx, const Call& call) {
  if (auto allowed = dispatch::require(call.actor, dispatch::Permission::work_order_read); !allowed)
    return allowed.error();
  auto order = tx.work_orders().find(id_of(call.request));
  if (!order || !dispatch::may_see(call.actor, *order))
    return models::not_found("There is no such work order.");
  return std::move(*order);
}

// Nobody may close what they resolved themselves: allowed_actions() is another list for them.
void note_resolver(SharedAnswer& made, const models::WorkOrder& order) {
  if (order.resolution) made.others.push_back(order.resolution->by);
}

models::Result<std::vector<models::WorkOrderState>> states_of(const std::string& text) {
  using models::WorkOrderState;
  std::vector<WorkOrderState> states;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto end = std::min(text.find(',', at), text.size());
    const auto word = text.substr(at, end - at);
    at = end + 1;
    if (word == "active") {
      states.insert(states.end(), {WorkOrderState::open, WorkOrderState::assigned, WorkOrderState::accepted,
                                   WorkOrderState::under_way, WorkOrderState::resolved});
    } else if (const auto state = models::parse<WorkOrderState>(word)) {
      states.push_back(*state);
    } else {
      return models::invalid(
          "state", "unknown",
          "state must be active or some of open, assigned, accepted, under_way, resolved, closed, "
          "cancelled, separated by commas.");
    }
  }
  return states;
}

}  // namespace

models::Result<models::WorkOrderQuery> work_order_query(const http::Request& request,
                                                        const models::Actor& actor) {
  models::WorkOrderQuery query;
  const auto states = states_of(request.query("state").value_or(""));
  if (!states) return states.error();
  query.states = *states;
  query.village_code = request.query("village").value_or("");
  query.facility_class = request.query("class").value_or("");
  query.text = request.query("q").value_or("");
  const auto crew = query_id<models::CrewId>(request, "crew");
  if (!crew) return crew.error();
  query.crew = *crew;
  const auto facility = query_id<models::FacilityId>(request, "facility");
  if (!facility) return facility.error();
  query.facility = *facility;
  const auto due = query_time(request, "due_before");
  if (!due) return due.error();
  query.due_before = *due;
  // A crew's list is its own, whatever it asked for.
  if (dispatch::is_crew(actor.role)) query.crew = actor.crew;
  query.reach = dispatch::reach_of(actor);
  if (const auto page = read_page(request, query); !page) return page.error();
  return query;
}

Reply list_work_orders(Context& context, Call& call) {
  if (auto allowed = dispatch::require(call.actor, dispatch::Permission::work_order_read); !allowed)
    co_return to_problem(allowed.error(), &call.request);
  const auto query = work_order_query(call.request, call.actor);
  if (!query) co_return to_problem(query.error(), &call.request);
  SharedRule rule = [&](models::Transaction& tx, const Call& who) -> SharedAnswer {
    models::Page<WorkOrderView> page;
    auto found = tx.work_orders().search(*query);
    Names names(tx, who.now);
    SharedAnswer made{http::Response{}};
    for (auto& order : found.items) {
      note_resolver(made, order);
      page.items.push_back(view(names, std::move(order), who.actor));
    }
    page.next = std::move(found.next);
    made.answer = json_response(200, write(page));
    return made;
  };
  auto response = co_await answer_shared(context, call, std::move(rule), Reading::any);
  co_return response;
}

Reply get_work_order(Context& context, Call& call) {
  SharedRule rule = [](models::Transaction& tx, const Call& who) -> SharedAnswer {
    auto order = find_visible(tx, who);
    if (!order) return {order.error()};
    SharedAnswer made{http::Response{}};
    note_resolver(made, *order);
    const auto version = order->version;
    auto response = json_response(200, write(detail(tx, std::move(*order), who.actor, who.now)));
    response.header("ETag", etag(version));
    made.answer = std::move(response);
    return made;
  };
  auto response = co_await answer_shared(context, call, std::move(rule), Reading::brief);
  co_return response;
}

Reply list_work_order_events(Context& context, Call& call) {
  Rule rule = [](models::Transaction& tx, const Call& who) -> Answer {
    const auto order = find_visible(tx, who);
    if (!order) return order.error();
    models::EventQuery query;
    query.work_order = order->id;
    query.limit = 1000;
    return json_response(200, write(visible_events(tx.events().list(query), *order, who.actor)));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply list_notes(Context& context, Call& call) {
  Rule rule = [](models::Transaction& tx, const Call& who) -> Answer {
    const auto order = find_visible(tx, who);
    if (!order) return order.error();
    auto notes = tx.notes().of_work_order(order->id);
    for (auto& note : notes) note.text = dispatch::mask_numbers(note.text);
    return json_response(200, write(notes));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply add_note(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto text = parse_note(call.request.body);
  if (!text) co_return to_problem(text.error(), &call.request);
  const auto said = field_time(call);
  if (!said) co_return to_problem(said.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto step = field_step(tx, {who.actor, id_of(who.request), std::nullopt, who.now}, *said,
                                 models::WorkOrderAction::note);
    const auto note = dispatch::add_note(tx, step, *text);
    if (!note) return note.error();
    auto shown = *note;
    shown.text = dispatch::mask_numbers(shown.text);
    return json_response(201, write(shown));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

}  // namespace api
