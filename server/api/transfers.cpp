#include "dispatch/transfers.h"

#include "dispatch/masking.h"
#include "dispatch/permissions.h"
#include "models/names.h"
#include "server/api/codec_transfer.h"
#include "server/api/list_queries.h"
#include "server/api/problem.h"
#include "server/api/transfer_handlers.h"

// Orders given to another office's system by Open311, and how they go there.
namespace api {
namespace {

using dispatch::Permission;

template <class Id>
Id id_of(const http::Request& request) {
  return Id::parse(request.param("id")).value_or(Id{});
}

TransferView view(models::Transaction& tx, models::Transfer transfer) {
  TransferView shown;
  if (const auto order = tx.work_orders().find(transfer.work_order)) shown.number = order->number;
  if (transfer.state == models::TransferState::waiting)
    shown.sending = tx.deliveries().find(transfer.delivery);
  shown.transfer = std::move(transfer);
  return shown;
}

bool at_home(models::Transaction& tx, const models::WorkOrder& order) {
  const auto facility = order.facility ? tx.facilities().find(order.facility) : std::nullopt;
  return facility && dispatch::in_a_home(*facility);
}

std::vector<TransferOffer> offers_for(models::Transaction& tx, const models::WorkOrder& order) {
  std::vector<TransferOffer> offers;
  for (auto& destination : tx.deliveries().destinations()) {
    if (destination.carrier != models::Carrier::open311 || !destination.active) continue;
    TransferOffer offer;
    offer.service_code = dispatch::service_for(destination, order.fault_kind);
    offer.offer = tx.deliveries().transfers().offer(destination.id);
    offer.destination = std::move(destination);
    offers.push_back(std::move(offer));
  }
  return offers;
}

Reply change(Context& context, Call& call,
             std::function<models::Result<models::Transfer>(models::Transaction&, const Call&)> work,
             int status = 200) {
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    auto transfer = work(tx, who);
    if (!transfer) return transfer.error();
    return json_response(status, write(view(tx, *std::move(transfer))));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

}  // namespace

models::Result<models::TransferQuery> transfer_query(const http::Request& request) {
  models::TransferQuery query;
  if (const auto word = request.query("state").value_or(""); !word.empty()) {
    const auto state = models::parse<models::TransferState>(word);
    if (!state)
      return models::invalid(
          "state", "unknown",
          "state must be waiting, pending, followed, untold, ended, checked or withdrawn.");
    query.states = {*state};
  }
  if (const auto page = read_page(request, query); !page) return page.error();
  return query;
}

Reply list_order_transfers(Context& context, Call& call) {
  const auto id = id_of<models::WorkOrderId>(call.request);
  Rule rule = [id](models::Transaction& tx, const Call& who) -> Answer {
    if (auto allowed = dispatch::require(who.actor, Permission::work_order_read); !allowed)
      return allowed.error();
    const auto order = tx.work_orders().find(id);
    if (!order || !dispatch::may_see(who.actor, *order))
      return models::not_found("There is no such work order.");
    OrderTransfers all;
    for (auto& one : tx.deliveries().transfers().of_work_order(id))
      all.items.push_back(view(tx, std::move(one)));
    all.at_home = at_home(tx, *order);
    if (dispatch::may(who.actor, Permission::request_decide)) {
      all.offers = offers_for(tx, *order);
      all.usual_words = dispatch::usual_words(tx, *order, "zh");
    }
    return json_response(200, write(all));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply transfer_order(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  if (auto allowed = dispatch::require(call.actor, Permission::request_decide); !allowed)
    co_return to_problem(allowed.error(), &call.request);
  auto input = parse_transfer(call.request.body);
  if (!input) co_return to_problem(input.error(), &call.request);
  input->work_order = id_of<models::WorkOrderId>(call.request);
  auto work = [&](models::Transaction& tx, const Call& who) {
    return dispatch::transfer_order(tx, who.actor, *input, who.now);
  };
  auto response = co_await change(context, call, std::move(work), 201);
  co_return response;
}

Reply list_transfers(Context& context, Call& call) {
  const auto query = transfer_query(call.request);
  if (!query) co_return to_problem(query.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    if (auto allowed = dispatch::require(who.actor, Permission::plan_read); !allowed) return allowed.error();
    auto found = tx.deliveries().transfers().search(*query);
    models::Page<TransferView> page;
    for (auto& one : found.items) {
      const auto order = tx.work_orders().find(one.work_order);
      if (order && dispatch::may_see(who.actor, *order)) page.items.push_back(view(tx, std::move(one)));
    }
    page.next = std::move(found.next);
    return json_response(200, write(page));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply check_transfer(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  if (auto allowed = dispatch::require(call.actor, Permission::request_decide); !allowed)
    co_return to_problem(allowed.error(), &call.request);
  const auto said = parse_transfer_check(call.request.body);
  if (!said) co_return to_problem(said.error(), &call.request);
  const auto id = id_of<models::TransferId>(call.request);
  auto work = [&](models::Transaction& tx, const Call& who) {
    return dispatch::check_transfer(tx, who.actor, id, said->done, said->words, who.now);
  };
  auto response = co_await change(context, call, std::move(work));
  co_return response;
}

Reply withdraw_transfer(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  if (auto allowed = dispatch::require(call.actor, Permission::request_decide); !allowed)
    co_return to_problem(allowed.error(), &call.request);
  const auto words = parse_transfer_withdrawal(call.request.body);
  if (!words) co_return to_problem(words.error(), &call.request);
  const auto id = id_of<models::TransferId>(call.request);
  auto work = [&](models::Transaction& tx, const Call& who) {
    return dispatch::withdraw_transfer(tx, who.actor, id, *words, who.now);
  };
  auto response = co_await change(context, call, std::move(work));
  co_return response;
}

Reply hurry_transfer(Context& context, Call& call) {
  const auto id = id_of<models::TransferId>(call.request);
  auto work = [id](models::Transaction& tx, const Call& who) {
    return dispatch::hurry_transfer(tx, who.actor, id, who.now);
  };
  auto response = co_await change(context, call, std::move(work));
  co_return response;
}

Reply list_foreign_services(Context& context, Call& call) {
  const auto id = id_of<models::DestinationId>(call.request);
  Rule rule = [id](models::Transaction& tx, const Call& who) -> Answer {
    if (auto allowed = dispatch::require(who.actor, Permission::register_write); !allowed)
      return allowed.error();
    const auto destination = tx.deliveries().find(id);
    if (!destination || destination->carrier != models::Carrier::open311)
      return models::not_found("There is no such system that takes orders by Open311.");
    return json_response(200, write(tx.deliveries().transfers().offer(id)));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

}  // namespace api
