#include "server/api/codec_transfer.h"

#include "server/api/codec_body.h"
#include "server/api/codec_writer.h"

namespace api {
namespace {

constexpr std::size_t most_listed_services = 300;

OrderedJson json_of(const TransferView& view) {
  const auto& one = view.transfer;
  OrderedJson sending = nullptr;
  if (view.sending)
    sending = {{"delivery_id", view.sending->id.text()},
               {"state", models::name(view.sending->state)},
               {"tries", view.sending->tries},
               {"next_at", api::json_of(view.sending->next_at)}};
  return {{"id", one.id.text()},
          {"work_order_id", one.work_order.text()},
          {"work_order_number", view.number},
          {"destination_id", one.destination.text()},
          {"destination_name", one.destination_name},
          {"service_code", one.service_code},
          {"description", one.description},
          {"address", or_null(one.address)},
          {"position", api::json_of(one.position)},
          {"reference", one.reference},
          {"state", models::name(one.state)},
          {"their_id", or_null(one.their_id)},
          {"their_status", or_null(one.their_status)},
          {"their_words", or_null(one.their_words)},
          {"by_name", one.by_name},
          {"at", models::to_rfc3339(one.at)},
          {"taken_at", api::json_of(one.taken_at)},
          {"ended_at", api::json_of(one.ended_at)},
          {"asked_at", api::json_of(one.asked_at)},
          {"next_at", api::json_of(one.next_at)},
          {"failures", one.failures},
          {"last_error", or_null(one.last_error)},
          {"end_words", or_null(one.end_words)},
          {"sending", std::move(sending)}};
}

OrderedJson json_of(const models::ForeignService& one) {
  auto required = OrderedJson::array();
  for (const auto& question : one.required) {
    auto values = OrderedJson::array();
    for (const auto& [key, name] : question.values) values.push_back({{"key", key}, {"name", name}});
    required.push_back({{"code", question.code},
                        {"question", question.question},
                        {"several", question.several},
                        {"values", std::move(values)}});
  }
  return {{"code", one.code},
          {"name", one.name},
          {"group", or_null(one.group)},
          {"type", or_null(one.type)},
          {"required", std::move(required)}};
}

OrderedJson services_of(const std::optional<models::ForeignOffer>& offer, std::size_t most) {
  auto services = OrderedJson::array();
  if (!offer) return services;
  for (const auto& one : offer->services)
    if (services.size() < most) services.push_back(json_of(one));
  return services;
}

}  // namespace

models::Result<dispatch::NewTransfer> parse_transfer(const std::string& body) {
  return parse_body<dispatch::NewTransfer>(body, [](codec::ObjectReader& reader) {
    dispatch::NewTransfer one;
    one.destination = reader.id<models::DestinationTag>("destination_id");
    if (!one.destination) reader.text("destination_id", true, 20);
    one.service_code = reader.text("service_code", false, dispatch::longest_foreign_code);
    one.description = reader.text("description", false, dispatch::longest_account);
    one.whole_place = reader.flag("whole_place", false);
    for (auto& item : reader.objects("answers", false, dispatch::most_answers)) {
      auto code = item.text("code", true, dispatch::longest_foreign_code);
      auto value = item.text("value", true, dispatch::longest_reason);
      item.finish();
      one.answers.emplace_back(std::move(code), std::move(value));
    }
    return one;
  });
}

models::Result<TransferWords> parse_transfer_check(const std::string& body) {
  return parse_body<TransferWords>(body, [](codec::ObjectReader& reader) {
    TransferWords said;
    said.done = reader.flag("done", false, true);
    said.words = reader.text("words", true, dispatch::longest_reason);
    return said;
  });
}

models::Result<std::string> parse_transfer_withdrawal(const std::string& body) {
  return parse_body<std::string>(
      body, [](codec::ObjectReader& reader) { return reader.text("words", true, dispatch::longest_reason); });
}

std::string write(const TransferView& view) { return json_of(view).dump(); }

std::string write(const models::Page<TransferView>& page) {
  auto items = OrderedJson::array();
  for (const auto& one : page.items) items.push_back(json_of(one));
  return OrderedJson{{"items", std::move(items)}, {"next", or_null(page.next)}}.dump();
}

std::string write(const OrderTransfers& transfers) {
  auto items = OrderedJson::array(), offers = OrderedJson::array();
  for (const auto& one : transfers.items) items.push_back(json_of(one));
  for (const auto& one : transfers.offers)
    offers.push_back({{"destination_id", one.destination.id.text()},
                      {"name", one.destination.name},
                      {"service_code", or_null(one.service_code)},
                      {"services", services_of(one.offer, most_listed_services)}});
  return OrderedJson{{"items", std::move(items)},
                     {"offers", std::move(offers)},
                     {"usual_words", transfers.usual_words},
                     {"at_home", transfers.at_home}}
      .dump();
}

std::string write(const std::optional<models::ForeignOffer>& offer) {
  OrderedJson read_at = nullptr;
  if (offer) read_at = models::to_rfc3339(offer->read_at);
  return OrderedJson{{"items", services_of(offer, offer ? offer->services.size() : 0)},
                     {"updates", offer && offer->updates},
                     {"read_at", std::move(read_at)}}
      .dump();
}

}  // namespace api
