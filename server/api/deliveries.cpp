#include "dispatch/month_report.h"
#include "dispatch/outbox.h"
#include "dispatch/permissions.h"
#include "models/names.h"
#include "server/api/codec_delivery.h"
#include "server/api/delivery_handlers.h"
#include "server/api/list_queries.h"
#include "server/api/problem.h"
#include "server/auth/tokens.h"
#include "server/delivery/signing.h"

// Where messages go, in which words, and what became of each.
namespace api {
namespace {

using dispatch::Permission;

models::Error unknown_kind() {
  return models::not_found("There is no such kind of fact: GET /message-templates lists them.");
}

std::vector<models::MessageTemplate> all_templates(models::Transaction& tx) {
  const auto own = tx.deliveries().templates();
  std::vector<models::MessageTemplate> all;
  for (const auto kind : dispatch::tellable_kinds())
    all.push_back({kind, {dispatch::template_of(own, kind, "zh"), dispatch::template_of(own, kind, "en")}});
  return all;
}

DeliveryView view(models::Transaction& tx, const std::vector<models::MessageTemplate>& own,
                  models::Delivery delivery) {
  DeliveryView shown;
  const auto destination = tx.deliveries().find(delivery.destination);
  shown.destination_name = destination->name;
  for (const auto& [name, value] : delivery.facts) {
    if (name == "number") shown.number = value;
    if (name == "summary") shown.text = value;
  }
  if (shown.text.empty())
    shown.text =
        dispatch::fill(dispatch::template_of(own, delivery.about, destination->language), delivery.facts);
  shown.delivery = std::move(delivery);
  return shown;
}

Reply list(Context& context, Call& call, std::string (*make)(models::Transaction&)) {
  Rule rule = [make](models::Transaction& tx, const Call& who) -> Answer {
    if (auto allowed = dispatch::require(who.actor, Permission::register_write); !allowed)
      return allowed.error();
    return json_response(200, make(tx));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

// What another office's system offers is read as soon as it is known, and whenever it changes.
void read_services(models::Transaction& tx, const Call& who, const models::Destination& saved,
                   const std::string& message) {
  if (saved.carrier == models::Carrier::open311 && saved.active)
    static_cast<void>(dispatch::test_destination(tx, who.actor, saved.id, message, who.now));
}

// The key of an idempotent answer would keep a new secret in the database.
void forget_idempotency_key(http::Request& request) {
  std::erase_if(request.headers,
                [](const auto& header) { return http::same_name(header.first, "Idempotency-Key"); });
}

}  // namespace

models::Result<models::DeliveryQuery> delivery_query(const http::Request& request) {
  models::DeliveryQuery query;
  if (const auto word = request.query("state"); word && !word->empty()) {
    query.state = models::parse<models::DeliveryState>(*word);
    query.failed = *word == "failed";
    if (!query.state && !query.failed)
      return models::invalid("state", "unknown",
                             "state must be waiting, failed, handed_over, sent, dead or merged.");
  }
  const auto destination = query_id<models::DestinationId>(request, "destination");
  if (!destination) return destination.error();
  query.destination = *destination;
  const auto order = query_id<models::WorkOrderId>(request, "work_order");
  if (!order) return order.error();
  query.work_order = *order;
  if (const auto page = read_page(request, query); !page) return page.error();
  return query;
}

Reply list_destinations(Context& context, Call& call) {
  return list(context, call,
              [](models::Transaction& tx) { return write(dispatch::written_destinations(tx)); });
}

Reply list_message_templates(Context& context, Call& call) {
  return list(context, call, [](models::Transaction& tx) {
    return write_templates(all_templates(tx), dispatch::template_variables());
  });
}

Reply create_destination(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  auto input = parse_destination(call.request.body);
  if (!input) co_return to_problem(input.error(), &call.request);
  std::string made;
  if (input->carrier == models::Carrier::webhook && input->secret.empty()) {
    made = delivery::new_webhook_secret();
    input->secret = made;
  }
  const auto message = auth::new_request_id();
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    auto destination = *input;
    dispatch::begin_month_reports(tx, destination, who.now);
    const auto saved = dispatch::save_destination(tx, who.actor, std::move(destination));
    if (!saved) return saved.error();
    read_services(tx, who, *saved, message);
    auto response = json_response(201, write_new(*saved, made));
    response.header("Location", "/api/v1/destinations/" + saved->id.text());
    return response;
  };
  if (!made.empty()) forget_idempotency_key(call.request);
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply save_destination(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  auto input = parse_destination(call.request.body);
  if (!input) co_return to_problem(input.error(), &call.request);
  const auto id = models::DestinationId::parse(call.request.param("id"));
  const auto message = auth::new_request_id();
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    if (auto allowed = dispatch::require(who.actor, Permission::register_write); !allowed)
      return allowed.error();
    if (!id) return models::not_found("There is no such destination.");
    auto destination = *input;
    destination.id = *id;
    dispatch::begin_month_reports(tx, destination, who.now);
    const auto saved = dispatch::save_destination(tx, who.actor, std::move(destination));
    if (!saved) return saved.error();
    read_services(tx, who, *saved, message);
    return json_response(200, write(*saved));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply save_message_template(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto about = models::parse<models::EventKind>(call.request.param("about"));
  const auto input =
      parse_message_template(call.request.body, about.value_or(models::EventKind::report_received));
  if (!input) co_return to_problem(input.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    if (auto allowed = dispatch::require(who.actor, Permission::register_write); !allowed)
      return allowed.error();
    if (!about) return unknown_kind();
    const auto saved = dispatch::save_template(tx, who.actor, *input);
    if (!saved) return saved.error();
    const auto own = tx.deliveries().templates();
    return json_response(
        200,
        write(models::MessageTemplate{
            *about, {dispatch::template_of(own, *about, "zh"), dispatch::template_of(own, *about, "en")}}));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply list_deliveries(Context& context, Call& call) {
  const auto query = delivery_query(call.request);
  if (!query) co_return to_problem(query.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    if (auto allowed = dispatch::require(who.actor, Permission::register_write); !allowed)
      return allowed.error();
    auto found = tx.deliveries().search(*query);
    const auto own = tx.deliveries().templates();
    models::Page<DeliveryView> page;
    for (auto& delivery : found.items) page.items.push_back(view(tx, own, std::move(delivery)));
    page.next = std::move(found.next);
    return json_response(200, write(page, tx.deliveries().counts()));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply send_delivery_again(Context& context, Call& call) {
  const auto id = models::DeliveryId::parse(call.request.param("id")).value_or(models::DeliveryId{});
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    auto delivery = dispatch::send_again(tx, who.actor, id, who.now);
    if (!delivery) return delivery.error();
    return json_response(200, write(view(tx, tx.deliveries().templates(), *std::move(delivery))));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply send_deliveries_again(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto destination = parse_resending(call.request.body);
  if (!destination) co_return to_problem(destination.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto count = dispatch::send_all_again(tx, who.actor, *destination, who.now);
    if (!count) return count.error();
    return json_response(200, write_count(*count));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply test_destination(Context& context, Call& call) {
  const auto id = models::DestinationId::parse(call.request.param("id")).value_or(models::DestinationId{});
  const auto message = auth::new_request_id();
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    auto delivery = dispatch::test_destination(tx, who.actor, id, message, who.now);
    if (!delivery) return delivery.error();
    return json_response(201, write(view(tx, tx.deliveries().templates(), *std::move(delivery))));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

}  // namespace api
