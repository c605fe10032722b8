#include "dispatch/transfers.h"

#include <algorithm>

#include "dispatch/change.h"
#include "dispatch/masking.h"
#include "dispatch/outbox_facts.h"
#include "dispatch/permissions.h"
#include "models/names.h"

namespace dispatch {
namespace {

using models::Destination;
using models::Result;
using models::Transfer;
using models::TransferState;
using models::WorkOrder;

constexpr std::string_view service_option = "service.";
constexpr std::size_t most_services = 500;

bool is_over(const Transfer& one) {
  return one.state == TransferState::checked || one.state == TransferState::withdrawn;
}

// Whoever decides what others ask of an order decides, too, whether another office gets it.
Result<Transfer> find_transfer(models::Transaction& tx, const models::Actor& actor, models::TransferId id) {
  if (const auto allowed = require(actor, Permission::request_decide); !allowed) return allowed.error();
  auto transfer = tx.deliveries().transfers().find(id);
  const auto order = transfer ? tx.work_orders().find(transfer->work_order) : std::nullopt;
  if (!order || !may_see(actor, *order)) return models::not_found("there is no such transfer");
  return *std::move(transfer);
}

Result<WorkOrder> find_order(models::Transaction& tx, const models::Actor& actor, models::WorkOrderId id) {
  if (const auto allowed = require(actor, Permission::request_decide); !allowed) return allowed.error();
  auto order = tx.work_orders().find(id);
  if (!order || !may_see(actor, *order)) return models::not_found("there is no such work order");
  if (order->ended() || order->state == models::WorkOrderState::resolved)
    return models::conflict("the work order is " + std::string(models::name(order->state)) +
                            ": only one that still runs is given to another office");
  const auto before = tx.deliveries().transfers().of_work_order(id);
  if (before.size() >= most_transfers)
    return models::conflict("the work order was given to other offices ten times, the most there may be");
  if (!before.empty() && !is_over(before.back()))
    return models::conflict("the work order is with " + before.back().destination_name +
                            " already: withdraw that first");
  return *std::move(order);
}

std::string village_name(models::Transaction& tx, const WorkOrder& order) {
  const auto village = tx.villages().find(order.place.village_code);
  return village ? village->name : "";
}

bool stands_in_a_home(models::Transaction& tx, const WorkOrder& order) {
  if (!order.facility) return false;
  const auto facility = tx.facilities().find(order.facility);
  return facility && in_a_home(*facility);
}

// A home is shown where its village is, unless a person says that the exact place must be told.
void put_place(models::Transaction& tx, const WorkOrder& order, bool whole, Transfer& transfer) {
  const auto village = tx.villages().find(order.place.village_code);
  if (whole || !stands_in_a_home(tx, order)) {
    transfer.position = order.place.position;
    transfer.address = order.place.address;
  }
  if (!transfer.position && village) transfer.position = village->position;
  if (transfer.address.empty()) transfer.address = village_name(tx, order);
}

void check_answers(Fields& fields, const std::vector<std::pair<std::string, std::string>>& answers) {
  if (answers.size() > most_answers) fields.add("answers", "too_long", "there are at most 30 answers");
  for (std::size_t i = 0; i < answers.size() && i < most_answers; ++i) {
    const auto field = "answers[" + std::to_string(i) + "].";
    fields.required_text(field + "code", answers[i].first, longest_foreign_code);
    fields.required_text(field + "value", answers[i].second, longest_reason, Lines::many);
  }
}

std::optional<Destination> find_destination(models::Transaction& tx, models::DestinationId id,
                                            Fields& fields) {
  auto destination = tx.deliveries().find(id);
  if (!destination || destination->carrier != models::Carrier::open311) {
    fields.add("destination_id", "unknown", "destination_id names no system that takes orders by Open311");
    return std::nullopt;
  }
  if (!destination->active)
    fields.add("destination_id", "not_allowed", destination->name + " is switched off");
  return destination;
}

models::DeliveryId owe_transfer(models::Transaction& tx, const Destination& destination,
                                const WorkOrder& order, const std::string& reference, models::Time now) {
  models::Delivery delivery;
  delivery.destination = destination.id;
  delivery.message = "transfer_" + reference + "_" + destination.id.text();
  delivery.work_order = order.id;
  delivery.about = models::EventKind::note_added;
  delivery.facts = facts_of(tx, order, destination.language);
  const std::string_view words = destination.language == "en" ? "Order {number} given away: {fault}"
                                                              : "【转办】{number} {village} {fault}";
  delivery.facts.emplace_back("summary", fill(words, delivery.facts));
  delivery.created_at = now;
  delivery.next_at = now;
  return tx.deliveries().insert(delivery);
}

Result<std::string> checked_words(const std::string& given) {
  const auto words = trimmed(given);
  Fields fields;
  fields.required_text("words", words, longest_reason, Lines::many);
  if (!fields.good()) return fields.error();
  return words;
}

}  // namespace

std::string service_for(const Destination& destination, std::string_view fault_kind) {
  const auto found = destination.options.find(std::string(service_option) + std::string(fault_kind));
  return found == destination.options.end() ? "" : found->second;
}

void put_service(Destination& destination, const std::string& fault_kind, const std::string& code) {
  destination.options[std::string(service_option) + fault_kind] = code;
}

std::vector<std::pair<std::string, std::string>> services_of(const Destination& destination) {
  std::vector<std::pair<std::string, std::string>> all;
  for (const auto& [name, value] : destination.options)
    if (name.starts_with(service_option)) all.emplace_back(name.substr(service_option.size()), value);
  return all;
}

void check_open311(models::Transaction& tx, Fields& fields, const Destination& one) {
  const auto option = [&](const std::string& name) {
    const auto found = one.options.find(name);
    return found == one.options.end() ? std::string{} : found->second;
  };
  fields.text("jurisdiction_id", option("jurisdiction"), longest_foreign_code);
  if (const auto format = option("format"); !format.empty() && format != "json" && format != "xml")
    fields.add("format", "unknown", "format is json or xml");
  if (one.digest_above > 0)
    fields.add("digest_above", "not_allowed", "orders are given one by one, never as a summary");
  const auto services = services_of(one);
  if (services.size() > most_services)
    fields.add("services", "too_long", "there are at most 500 lines in the table of services");
  for (const auto& [kind, code] : services) {
    if (!tx.catalog().find_kind(kind)) fields.add("services", "unknown", "there is no fault kind " + kind);
    fields.required_text("services", code, longest_foreign_code);
  }
}

std::string usual_words(models::Transaction& tx, const WorkOrder& order, const std::string& language) {
  const auto kind = tx.catalog().find_kind(order.fault_kind);
  const auto facility = order.facility ? tx.facilities().find(order.facility) : std::nullopt;
  const bool english = language == "en";
  auto words = (kind ? text_in(kind->name, language) : order.fault_kind);
  words += (english ? ", " : "，") + village_name(tx, order);
  // The code of what stands in a home leads to the home.
  if (facility && !in_a_home(*facility)) words += (english ? ", facility " : "，设施编号 ") + facility->code;
  return words + (english ? "." : "。");
}

Result<Transfer> transfer_order(models::Transaction& tx, const models::Actor& actor, const NewTransfer& input,
                                models::Time now) {
  auto order = find_order(tx, actor, input.work_order);
  if (!order) return order.error();
  Fields fields;
  const auto destination = find_destination(tx, input.destination, fields);
  Transfer transfer;
  transfer.service_code = trimmed(input.service_code);
  if (transfer.service_code.empty() && destination)
    transfer.service_code = service_for(*destination, order->fault_kind);
  if (transfer.service_code.empty() && destination)
    fields.add("service_code", "required",
               "say as which of their services: their table has none for " + order->fault_kind);
  fields.text("service_code", transfer.service_code, longest_foreign_code);
  transfer.description = trimmed(input.description);
  if (transfer.description.empty() && destination)
    transfer.description = usual_words(tx, *order, destination->language);
  fields.text("description", transfer.description, longest_account, Lines::many);
  check_answers(fields, input.answers);
  put_place(tx, *order, input.whole_place, transfer);
  if (!transfer.position && transfer.address.empty())
    fields.add("whole_place", "required", "nothing is known of where it is but the home itself: tell that");
  if (!fields.good()) return fields.error();
  transfer.work_order = order->id;
  transfer.destination = destination->id;
  transfer.destination_name = destination->name;
  transfer.reference =
      order->number + "/" + std::to_string(tx.deliveries().transfers().of_work_order(order->id).size() + 1);
  transfer.answers = input.answers;
  transfer.by = actor.account;
  transfer.by_name = actor.name;
  transfer.at = now;
  transfer.delivery = owe_transfer(tx, *destination, *order, transfer.reference, now);
  transfer.id = tx.deliveries().transfers().insert(transfer);
  note_transfer(tx, actor, transfer, TransferFact::given, transfer.description, now);
  return transfer;
}

Result<Transfer> check_transfer(models::Transaction& tx, const models::Actor& actor, models::TransferId id,
                                bool done, const std::string& given, models::Time now) {
  auto transfer = find_transfer(tx, actor, id);
  if (!transfer) return transfer;
  if (transfer->state != TransferState::ended && transfer->state != TransferState::untold)
    return models::conflict("the transfer is " + std::string(models::name(transfer->state)) +
                            ": there is nothing to look at");
  const auto words = checked_words(given);
  if (!words) return words.error();
  transfer->end_words = *words;
  if (done) {
    transfer->state = TransferState::checked;
    transfer->next_at.reset();
  } else if (transfer->state == TransferState::ended) {
    transfer->state = TransferState::followed;
    transfer->next_at = now + next_ask(*transfer, now);
  }
  tx.deliveries().transfers().update(*transfer);
  note_transfer(tx, actor, *transfer, done ? TransferFact::checked : TransferFact::not_done, *words, now);
  return transfer;
}

Result<Transfer> withdraw_transfer(models::Transaction& tx, const models::Actor& actor, models::TransferId id,
                                   const std::string& given, models::Time now) {
  auto transfer = find_transfer(tx, actor, id);
  if (!transfer) return transfer;
  if (is_over(*transfer))
    return models::conflict("the transfer is " + std::string(models::name(transfer->state)) + " already");
  const auto words = checked_words(given);
  if (!words) return words.error();
  transfer->state = TransferState::withdrawn;
  transfer->end_words = *words;
  transfer->next_at.reset();
  tx.deliveries().transfers().update(*transfer);
  note_transfer(tx, actor, *transfer, TransferFact::withdrawn, *words, now);
  return transfer;
}

Result<Transfer> hurry_transfer(models::Transaction& tx, const models::Actor& actor, models::TransferId id,
                                models::Time now) {
  auto transfer = find_transfer(tx, actor, id);
  if (!transfer) return transfer;
  if (!goes_on(tx, *transfer)) return models::conflict("the transfer is over");
  if (transfer->state == TransferState::waiting) {
    auto delivery = tx.deliveries().find(transfer->delivery);
    if (!delivery) return models::conflict("its message is gone: withdraw it and give the order anew");
    if (delivery->state == models::DeliveryState::dead) {
      delivery->state = models::DeliveryState::waiting;
      delivery->tries = 0;
    }
    delivery->next_at = now;
    tx.deliveries().update(*delivery);
    return transfer;
  }
  if (!transfer->next_at) return models::conflict("the other system says nothing more of it");
  if (transfer->asked_at && now - *transfer->asked_at < least_between_asks)
    return models::conflict("it was asked about a moment ago: wait five seconds");
  transfer->next_at = now;
  tx.deliveries().transfers().update(*transfer);
  return transfer;
}

bool goes_on(models::Transaction& tx, const Transfer& transfer) {
  if (is_over(transfer)) return false;
  const auto order = tx.work_orders().find(transfer.work_order);
  return order && !order->ended();
}

}  // namespace dispatch
