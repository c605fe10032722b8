#include <algorithm>
#include <charconv>
#include <map>

#include "dispatch/masking.h"
#include "models/names.h"
#include "server/exports/cells.h"
#include "server/exports/rows.h"

namespace exports {
namespace {

const std::vector<std::string>& order_columns() {
  static const std::vector<std::string> columns{
      "number",       "state",       "severity",  "class",    "fault_kind",    "village",     "village_name",
      "address",      "latitude",    "longitude", "facility", "facility_name", "crew",        "description",
      "reports",      "received_at", "opened_at", "due_at",   "assigned_at",   "accepted_at", "arrived_at",
      "made_safe_at", "resolved_at", "closed_at", "outcome",  "reopened"};
  return columns;
}

std::string masked_name(const models::OrderLine& line) {
  models::Facility facility;
  facility.name = line.facility_name;
  facility.household = line.facility_household;
  return dispatch::masked(std::move(facility)).name;
}

class OrderRows final : public Rows {
 public:
  explicit OrderRows(models::WorkOrderQuery query)
      : query_(std::move(query)), cells_(order_columns().size()) {}

  const std::vector<std::string>& columns() const override { return order_columns(); }

  std::optional<std::int64_t> count(models::Transaction& tx, std::int64_t most) override {
    return tx.exports().span(query_, most).rows;
  }

  // A stretch of ids each time, whatever the filter finds in it: none reads more than the others.
  bool next(models::Transaction& tx, const Take& take) override {
    if (!begun_) begin(tx);
    const models::WorkOrderId through{std::min(last_.value, after_.value + page_ids)};
    tx.exports().each_line(query_, after_, through, [&](const models::OrderLine& line) { give(line, take); });
    after_ = through;
    return after_ < last_;
  }

 private:
  void begin(models::Transaction& tx) {
    last_ = tx.exports().span(query_, 0).last;
    for (const auto& village : tx.villages().list()) villages_.emplace(village.code, village.name);
    for (const auto& crew : tx.crews().list()) crews_.emplace(crew.id, crew.code);
    begun_ = true;
  }

  void give(const models::OrderLine& line, const Take& take) {
    const bool home = !line.facility_household.empty();
    const bool public_place = !line.facility_code.empty() && !home;
    const auto village = villages_.find(line.village_code);
    const auto crew = crews_.find(line.crew);
    static const std::string none;
    cells_.begin()
        .add(line.number)
        .add(models::name(line.state))
        .add(models::name(line.severity))
        .add(line.facility_class)
        .add(line.fault_kind)
        .add(line.village_code)
        .add(village == villages_.end() ? none : village->second);
    public_place ? cells_.add(line.address) : cells_.add(dispatch::mask_address(line.address));
    cells_.add(line.latitude).add(line.longitude).add(line.facility_code);
    home ? cells_.add(masked_name(line)) : cells_.add(line.facility_name);
    cells_.add(crew == crews_.end() ? none : crew->second)
        .add(dispatch::mask_numbers(line.description))
        .add(line.report_count)
        .add(line.received_at)
        .add(line.opened_at)
        .add(line.due)
        .add(line.assigned_at)
        .add(line.accepted_at)
        .add(line.arrived_at)
        .add(line.made_safe_at)
        .add(line.resolved_at)
        .add(line.closed_at)
        .add(line.outcome ? models::name(*line.outcome) : std::string_view())
        .add(line.reopened);
    take(cells_.all());
  }

  models::WorkOrderQuery query_;
  Cells cells_;
  bool begun_ = false;
  models::WorkOrderId after_, last_;
  std::map<std::string, std::string, std::less<>> villages_;
  std::map<models::CrewId, std::string> crews_;
};

}  // namespace

Cells& Cells::add(const std::optional<double>& number) {
  if (!number) return add("");
  char text[40];
  const auto [end, code] = std::to_chars(text, text + sizeof text, *number);
  return add(code == std::errc{} ? std::string_view(text, static_cast<std::size_t>(end - text))
                                 : std::string_view());
}

std::unique_ptr<Rows> order_rows(models::WorkOrderQuery query) {
  return std::make_unique<OrderRows>(std::move(query));
}

}  // namespace exports
