#include <unordered_map>

#include "dispatch/masking.h"
#include "models/names.h"
#include "server/exports/cells.h"
#include "server/exports/rows.h"

namespace exports {
namespace {

constexpr std::size_t most_remembered = 10'000;  // facilities, so that a street is looked up once

const std::vector<std::string>& report_columns() {
  static const std::vector<std::string> columns{"id",
                                                "channel",
                                                "state",
                                                "village",
                                                "address",
                                                "latitude",
                                                "longitude",
                                                "class",
                                                "fault_kind",
                                                "facility",
                                                "facility_name",
                                                "reporter",
                                                "phone",
                                                "description",
                                                "frail_person",
                                                "danger",
                                                "external_reference",
                                                "received_at",
                                                "recorded_at",
                                                "triaged_at",
                                                "triage_reason",
                                                "work_order_id",
                                                "simulated"};
  return columns;
}

struct Named {
  std::string code;
  std::string name;
  bool home = false;
};

class ReportRows final : public Rows {
 public:
  explicit ReportRows(models::ReportQuery query) : query_(std::move(query)), cells_(report_columns().size()) {
    query_.cursor.clear();
    query_.limit = page_rows;
  }

  const std::vector<std::string>& columns() const override { return report_columns(); }

  std::optional<std::int64_t> count(models::Transaction& tx, std::int64_t) override {
    return tx.reports().count_found(query_);
  }

  bool next(models::Transaction& tx, const Take& take) override {
    auto page = tx.reports().search(query_);
    for (auto& report : page.items) give(tx, std::move(report), take);
    query_.cursor = std::move(page.next);
    return !query_.cursor.empty();
  }

 private:
  const Named& facility(models::Transaction& tx, models::FacilityId id) {
    if (const auto known = facilities_.find(id); known != facilities_.end()) return known->second;
    if (facilities_.size() >= most_remembered) facilities_.clear();
    Named named;
    if (auto found = id ? tx.facilities().find(id) : std::nullopt) {
      named.home = dispatch::in_a_home(*found);
      named.code = found->code;
      named.name = dispatch::masked(*std::move(found)).name;
    }
    return facilities_.emplace(id, std::move(named)).first->second;
  }

  void give(models::Transaction& tx, models::Report given, const Take& take) {
    const auto& at = facility(tx, given.facility);
    const auto report = dispatch::masked(std::move(given), !at.code.empty() && !at.home);
    cells_.begin()
        .add(report.id.text())
        .add(models::name(report.channel))
        .add(models::name(report.state))
        .add(report.place.village_code)
        .add(report.place.address)
        .add(report.place.position)
        .add(report.facility_class)
        .add(report.fault_kind)
        .add(at.code)
        .add(at.name)
        .add(report.reporter.name)
        .add(report.reporter.phone)
        .add(report.description)
        .add(report.frail_person)
        .add(report.danger)
        .add(report.external_reference)
        .add(report.received_at)
        .add(report.recorded_at)
        .add(report.triaged_at)
        .add(report.triage_reason)
        .add(report.work_order ? report.work_order.text() : "")
        .add(report.simulated);
    take(cells_.all());
  }

  models::ReportQuery query_;
  Cells cells_;
  std::unordered_map<models::FacilityId, Named> facilities_;
};

}  // namespace

std::unique_ptr<Rows> report_rows(models::ReportQuery query) {
  return std::make_unique<ReportRows>(std::move(query));
}

}  // namespace exports
