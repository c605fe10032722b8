#include <algorithm>
#include <tuple>

#include "tests/support/memory_parts.h"

namespace support {

std::vector<models::PlanningRule> MemoryPlans::rules() { return values_of(data_.planning_rules); }
void MemoryPlans::save(const models::PlanningRule& rule) {
  data_.planning_rules[{rule.village_code, rule.facility_class}] = rule;
}
void MemoryPlans::remove_rule(std::string_view village_code, std::string_view facility_class) {
  data_.planning_rules.erase({std::string(village_code), std::string(facility_class)});
}
std::vector<models::Pin> MemoryPlans::pins() {
  auto pins = values_of(data_.pins);
  std::erase_if(pins, [&](const auto& pin) { return data_.orders.at(pin.work_order).ended(); });
  return pins;
}
std::optional<models::Pin> MemoryPlans::find_pin(models::WorkOrderId order) {
  return find_in(data_.pins, order);
}
void MemoryPlans::save(const models::Pin& pin) { data_.pins[pin.work_order] = pin; }
void MemoryPlans::remove_pin(models::WorkOrderId order) { data_.pins.erase(order); }
std::vector<models::CrewAbsence> MemoryPlans::absences() { return values_of(data_.absences); }
void MemoryPlans::save(const models::CrewAbsence& absence) { data_.absences[absence.crew] = absence; }
void MemoryPlans::remove_absence(models::CrewId crew) { data_.absences.erase(crew); }

std::vector<models::PlannedVisit> MemoryPlans::visits() {
  auto visits = values_of(data_.visits);
  std::sort(visits.begin(), visits.end(), [](const auto& one, const auto& other) {
    return std::tie(one.crew, one.position, one.work_order) <
           std::tie(other.crew, other.position, other.work_order);
  });
  return visits;
}
std::vector<models::PlannedVisit> MemoryPlans::visits_of(models::CrewId crew) {
  auto visits = this->visits();
  std::erase_if(visits, [&](const auto& visit) { return visit.crew != crew; });
  return visits;
}
std::optional<models::PlannedVisit> MemoryPlans::find_visit(models::WorkOrderId order) {
  return find_in(data_.visits, order);
}
void MemoryPlans::save_day(models::CrewId crew, const std::vector<models::PlannedVisit>& visits) {
  std::erase_if(data_.visits, [&](const auto& row) { return row.second.crew == crew; });
  int position = 0;
  for (auto visit : visits) {
    visit.crew = crew;
    visit.position = position++;
    data_.visits[visit.work_order] = visit;
  }
}
void MemoryPlans::remove_visit(models::WorkOrderId order) { data_.visits.erase(order); }

models::PublicationId MemoryPlans::insert(const models::Publication& publication) {
  return insert_into(data_.publications, publication);
}
void MemoryPlans::update(const models::Publication& publication) {
  auto& stored = data_.publications.at(publication.id);
  stored.state = publication.state;
  stored.reason = publication.reason;
  stored.at = publication.at;
  stored.by = publication.by;
  stored.by_name = publication.by_name;
  stored.changes = publication.changes;
  stored.undone = publication.undone;
}
std::optional<models::Publication> MemoryPlans::find(models::PublicationId id) {
  return find_in(data_.publications, id);
}
models::Page<models::Publication> MemoryPlans::search(const models::PublicationQuery& query) {
  std::vector<models::Publication> found;
  for (const auto& [id, publication] : data_.publications) {
    if (query.state && *query.state != publication.state) continue;
    const auto& changes = publication.changes;
    if (query.work_order && std::none_of(changes.begin(), changes.end(), [&](const auto& change) {
          return change.work_order == query.work_order;
        }))
      continue;
    found.push_back(publication);
    found.back().snapshot.clear();
  }
  std::reverse(found.begin(), found.end());
  return page_of(std::move(found), query.cursor, query.limit);
}

int MemoryPlans::forget_snapshots(models::Time made_before) {
  int forgotten = 0;
  for (auto& [id, publication] : data_.publications) {
    if (publication.made_at >= made_before || publication.snapshot.empty()) continue;
    publication.snapshot.clear();
    ++forgotten;
  }
  return forgotten;
}

void MemoryPlans::insert(const models::Override& one) { data_.overrides.push_back(one); }
std::vector<models::Override> MemoryPlans::overrides(models::Time from, models::Time to) {
  auto found = data_.overrides;
  std::erase_if(found, [&](const auto& one) { return one.at < from || one.at >= to; });
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& one, const auto& other) { return one.at < other.at; });
  return found;
}

}  // namespace support
