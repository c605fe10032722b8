#include "dispatch/duplicates.h"

#include <algorithm>
#include <map>
#include <utility>

namespace dispatch {
namespace {

using models::DuplicateCandidate;
using models::WorkOrder;

constexpr int same_facility = 60, same_circuit = 50, near_by = 30, same_phone = 25, same_kind = 20,
              same_village = 10, same_class = 5;
constexpr int lowest_told = 30, highest = 100;
constexpr double near_metres = 50;
constexpr int most_hits = 200;

/// The question with what its facility and kind say of it.
struct Sought {
  DuplicateQuestion question;
  std::string circuit;  ///< only of a class that merges by circuit
};

Sought complete(models::Transaction& tx, const DuplicateQuestion& asked) {
  Sought sought{asked, {}};
  auto& question = sought.question;
  if (const auto kind = tx.catalog().find_kind(question.fault_kind); kind && question.facility_class.empty())
    question.facility_class = kind->facility_class;
  const auto facility = question.facility ? tx.facilities().find(question.facility) : std::nullopt;
  if (!facility) return sought;
  if (question.facility_class.empty()) question.facility_class = facility->facility_class;
  if (question.village_code.empty()) question.village_code = facility->village_code;
  if (!question.position) question.position = facility->position;
  const auto facility_class = tx.catalog().find_class(facility->facility_class);
  if (facility_class && facility_class->merges_by_circuit) sought.circuit = facility->circuit;
  return sought;
}

DuplicateCandidate score(const Sought& sought, const WorkOrder& order, bool phone) {
  const auto& question = sought.question;
  DuplicateCandidate candidate{order.id, 0, {}};
  const auto count = [&](bool same, int points, const char* reason) {
    if (!same) return;
    candidate.score += points;
    if (*reason) candidate.reasons.emplace_back(reason);
  };
  count(question.facility && question.facility == order.facility, same_facility, "facility");
  count(!sought.circuit.empty() && sought.circuit == order.circuit, same_circuit, "circuit");
  count(phone, same_phone, "phone");
  count(question.position && order.place.position &&
            models::distance_metres(*question.position, *order.place.position) <= near_metres,
        near_by, "place");
  count(!question.village_code.empty() && question.village_code == order.place.village_code, same_village,
        "village");
  count(!question.fault_kind.empty() && question.fault_kind == order.fault_kind, same_kind, "kind");
  count(!question.facility_class.empty() && question.facility_class == order.facility_class, same_class, "");
  candidate.score = std::min(candidate.score, highest);
  return candidate;
}

}  // namespace

std::vector<DuplicateCandidate> find_duplicates(models::Transaction& tx, const DuplicateQuestion& asked,
                                                models::Time, int limit) {
  const auto sought = complete(tx, asked);
  std::map<models::WorkOrderId, models::DuplicateHit> hits;
  const auto look = [&](const models::DuplicateQuery& query) {
    for (auto& hit : tx.work_orders().find_duplicates(query)) {
      const auto [place, is_new] = hits.try_emplace(hit.work_order.id, hit);
      if (!is_new && hit.same_phone) place->second.same_phone = true;
    }
  };

  // Two questions, so that a village full of open orders cannot crowd out the one on the same facility.
  models::DuplicateQuery close;
  close.facility = sought.question.facility;
  close.circuit = sought.circuit;
  close.phone = sought.question.phone;
  close.position = sought.question.position;
  close.reach = asked.reach;
  close.within_metres = near_metres;
  close.limit = most_hits;
  if (close.facility || !close.circuit.empty() || !close.phone.empty() || close.position) look(close);
  models::DuplicateQuery village;
  village.village_code = sought.question.village_code;
  village.reach = asked.reach;
  village.limit = most_hits;
  if (!village.village_code.empty()) look(village);

  std::vector<DuplicateCandidate> candidates;
  for (const auto& [id, hit] : hits) {
    auto candidate = score(sought, hit.work_order, hit.same_phone);
    if (candidate.score >= lowest_told) candidates.push_back(std::move(candidate));
  }
  std::sort(candidates.begin(), candidates.end(), [](const auto& one, const auto& other) {
    return std::pair{-one.score, one.work_order} < std::pair{-other.score, other.work_order};
  });
  if (candidates.size() > static_cast<std::size_t>(std::max(limit, 0)))
    candidates.resize(static_cast<std::size_t>(std::max(limit, 0)));
  return candidates;
}

DuplicateQuestion question_of(const models::Report& report) {
  return {report.facility,   report.place.village_code, report.facility_class,
          report.fault_kind, report.reporter.phone,     report.place.position};
}

}  // namespace dispatch
