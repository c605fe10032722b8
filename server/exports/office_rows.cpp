// What goes out and comes in without a person: deliveries, transfers, devices; and who may sign in.
#include "dispatch/masking.h"
#include "dispatch/permissions.h"
#include "models/names.h"
#include "models/reading.h"
#include "server/exports/paged_rows.h"

namespace exports {
namespace {

bool fill_delivery(models::Transaction& tx, const models::Delivery& one, Cells& cells) {
  const auto destination = tx.deliveries().find(one.destination);
  const auto order = one.work_order ? tx.work_orders().find(one.work_order) : std::nullopt;
  cells.add(one.id.text())
      .add(one.message)
      .add(destination ? destination->name : std::string())
      .add(destination ? models::name(destination->carrier) : std::string_view())
      .add(models::name(one.about))
      .add(order ? order->number : std::string())
      .add(models::name(one.state))
      .add(one.tries)
      .add(one.created_at)
      .add(one.tried_at)
      .add(one.next_at)
      .add(one.sent_at)
      .add(one.last_error);
  return true;
}

void fill_transfer(const models::Transfer& one, const models::WorkOrder& order, Cells& cells) {
  cells.add(one.id.text())
      .add(order.number)
      .add(one.destination_name)
      .add(one.service_code)
      .add(one.reference)
      .add(models::name(one.state))
      .add(one.their_id)
      .add(one.their_status)
      .add(one.their_words)
      .add(one.by_name)
      .add(one.at)
      .add(one.taken_at)
      .add(one.ended_at)
      .add(one.failures)
      .add(one.last_error)
      .add(one.end_words);
}

bool fill_account(models::Transaction& tx, const models::Account& one, Cells& cells) {
  const auto crew = one.crew ? tx.crews().find(one.crew) : std::nullopt;
  cells.add(one.username)
      .add(one.display_name)
      .add(models::name(one.role))
      .add(crew ? crew->code : std::string())
      .add(one.villages)
      .add(one.classes)
      .add(!one.disabled)
      .add(one.totp_confirmed)
      .add(one.created_at)
      .add(one.last_seen_at);
  return true;
}

/// One row for each measure of each device, by facility.
class ReadingRows final : public Rows {
 public:
  ReadingRows() : cells_(columns().size()) {}

  const std::vector<std::string>& columns() const override {
    static const std::vector<std::string> all{"facility", "class", "village", "latitude", "longitude",
                                              "measure",  "value", "at",      "readings", "rules"};
    return all;
  }
  std::optional<std::int64_t> count(models::Transaction&, std::int64_t) override { return std::nullopt; }

  bool next(models::Transaction& tx, const Take& take) override {
    const auto page = tx.readings().after(last_, page_rows);
    for (const auto& state : page) {
      last_ = state.facility;
      if (auto facility = tx.facilities().find(state.facility))
        give(dispatch::masked(*std::move(facility)), state, take);
    }
    return page.size() == static_cast<std::size_t>(page_rows);
  }

 private:
  void give(const models::Facility& facility, const models::ReadingState& state, const Take& take) {
    std::vector<std::string> met;
    for (const auto& [code, watch] : state.watches)
      if (watch.since || watch.report) met.push_back(code);
    for (const auto& [measure, measured] : state.last) {
      cells_.begin()
          .add(facility.code)
          .add(facility.facility_class)
          .add(facility.village_code)
          .add(facility.position)
          .add(measure)
          .add(std::optional(measured.value))
          .add(measured.at)
          .add(state.readings)
          .add(met);
      take(cells_.all());
    }
  }

  models::FacilityId last_;
  Cells cells_;
};

}  // namespace

std::unique_ptr<Rows> delivery_rows(models::DeliveryQuery query) {
  return paged_rows<models::Delivery>(
      {"id", "message", "destination", "carrier", "about", "work_order", "state", "tries", "created_at",
       "tried_at", "next_at", "sent_at", "last_error"},
      std::move(query), [](auto& tx, const auto& asked) { return tx.deliveries().search(asked); },
      fill_delivery);
}

std::unique_ptr<Rows> transfer_rows(models::TransferQuery query, models::Actor actor) {
  return paged_rows<models::Transfer>(
      {"id", "work_order", "destination", "service_code", "reference", "state", "their_id", "their_status",
       "their_words", "by", "at", "taken_at", "ended_at", "failures", "last_error", "end_words"},
      std::move(query), [](auto& tx, const auto& asked) { return tx.deliveries().transfers().search(asked); },
      [actor = std::move(actor)](auto& tx, const auto& one, auto& cells) {
        const auto order = tx.work_orders().find(one.work_order);
        if (!order || !dispatch::may_see(actor, *order)) return false;
        fill_transfer(one, *order, cells);
        return true;
      });
}

std::unique_ptr<Rows> account_rows(models::AccountQuery query) {
  return paged_rows<models::Account>(
      {"username", "display_name", "role", "crew", "villages", "classes", "active", "second_factor",
       "created_at", "last_seen_at"},
      std::move(query), [](auto& tx, const auto& asked) { return tx.accounts().search(asked); },
      fill_account);
}

std::unique_ptr<Rows> reading_rows() { return std::make_unique<ReadingRows>(); }

}  // namespace exports
