#include <algorithm>

#include "server/storage/sql/stores.h"
#include "server/storage/sql/table.h"

// Rules, pins, absences, visits and overrides; publication_store.cpp has the publications.
namespace sql {
namespace {

constexpr std::string_view pin_columns = "work_order, crew, start_at, reason, by_account, by_name, at";

models::Pin read_pin(Statement& row) {
  models::Pin pin;
  row.get(pin.work_order, pin.crew, pin.start, pin.reason, pin.by, pin.by_name, pin.at);
  return pin;
}

constexpr std::string_view visit_columns =
    "work_order, crew, position, arrival, finish, announced, publication";

models::PlannedVisit read_visit(Statement& row) {
  models::PlannedVisit visit;
  row.get(visit.work_order, visit.crew, visit.position, visit.arrival, visit.finish, visit.announced,
          visit.publication);
  return visit;
}

bool same(const models::PlannedVisit& one, const models::PlannedVisit& other) {
  return one.crew == other.crew && one.position == other.position && one.arrival == other.arrival &&
         one.finish == other.finish && one.announced == other.announced &&
         one.publication == other.publication;
}

std::string select(std::string_view columns, std::string_view rest) {
  return "SELECT " + std::string(columns) + " FROM " + std::string(rest);
}

}  // namespace

std::vector<models::PlanningRule> PlanStore::rules() {
  auto statement = connection_.prepare(
      "SELECT village_code, facility_class, mode, reason, by_account, by_name, at FROM planning_rules "
      "ORDER BY village_code, facility_class");
  return rows(statement, [](Statement& row) {
    models::PlanningRule rule;
    row.get(rule.village_code, rule.facility_class, rule.mode, rule.reason, rule.by, rule.by_name, rule.at);
    return rule;
  });
}

void PlanStore::save(const models::PlanningRule& rule) {
  connection_
      .prepare(upsert("planning_rules", "village_code, facility_class",
                      "village_code, facility_class, mode, reason, by_account, by_name, at"))
      .bind(rule.village_code, rule.facility_class, rule.mode, rule.reason, rule.by, rule.by_name, rule.at)
      .run();
}

void PlanStore::remove_rule(std::string_view village_code, std::string_view facility_class) {
  connection_.prepare("DELETE FROM planning_rules WHERE village_code = ? AND facility_class = ?")
      .bind(village_code, facility_class)
      .run();
}

std::vector<models::Pin> PlanStore::pins() {
  static const std::string sql = select(
      pin_columns,
      "pins WHERE EXISTS (SELECT 1 FROM work_orders w WHERE w.id = work_order AND w.state NOT IN ('closed', "
      "'cancelled')) ORDER BY work_order");
  auto statement = connection_.prepare(sql);
  return rows(statement, read_pin);
}

std::optional<models::Pin> PlanStore::find_pin(models::WorkOrderId order) {
  static const std::string sql = select(pin_columns, "pins WHERE work_order = ?");
  auto statement = connection_.prepare(sql);
  return first_row(statement.bind(order), read_pin);
}

void PlanStore::save(const models::Pin& pin) {
  connection_
      .prepare(upsert("pins", "work_order", "work_order, crew, start_at, reason, by_account, by_name, at"))
      .bind(pin.work_order, pin.crew, pin.start, pin.reason, pin.by, pin.by_name, pin.at)
      .run();
}

void PlanStore::remove_pin(models::WorkOrderId order) {
  connection_.prepare("DELETE FROM pins WHERE work_order = ?").bind(order).run();
}

std::vector<models::CrewAbsence> PlanStore::absences() {
  auto statement = connection_.prepare(
      "SELECT crew, from_at, until_at, reason, by_account, by_name FROM crew_absences ORDER BY crew");
  return rows(statement, [](Statement& row) {
    models::CrewAbsence absence;
    row.get(absence.crew, absence.from, absence.until, absence.reason, absence.by, absence.by_name);
    return absence;
  });
}

void PlanStore::save(const models::CrewAbsence& absence) {
  connection_.prepare(upsert("crew_absences", "crew", "crew, from_at, until_at, reason, by_account, by_name"))
      .bind(absence.crew, absence.from, absence.until, absence.reason, absence.by, absence.by_name)
      .run();
}

void PlanStore::remove_absence(models::CrewId crew) {
  connection_.prepare("DELETE FROM crew_absences WHERE crew = ?").bind(crew).run();
}

std::vector<models::PlannedVisit> PlanStore::visits() {
  static const std::string sql = select(visit_columns, "planned_visits ORDER BY crew, position, work_order");
  auto statement = connection_.prepare(sql);
  return rows(statement, read_visit);
}

std::vector<models::PlannedVisit> PlanStore::visits_of(models::CrewId crew) {
  static const std::string sql =
      select(visit_columns, "planned_visits WHERE crew = ? ORDER BY position, work_order");
  auto statement = connection_.prepare(sql);
  return rows(statement.bind(crew), read_visit);
}

std::optional<models::PlannedVisit> PlanStore::find_visit(models::WorkOrderId order) {
  static const std::string sql = select(visit_columns, "planned_visits WHERE work_order = ?");
  auto statement = connection_.prepare(sql);
  return first_row(statement.bind(order), read_visit);
}

void PlanStore::save_day(models::CrewId crew, const std::vector<models::PlannedVisit>& visits) {
  const auto stored = visits_of(crew);
  const auto of_order = [](const auto& list, models::WorkOrderId order) {
    return std::find_if(list.begin(), list.end(), [&](const auto& one) { return one.work_order == order; });
  };
  for (const auto& old : stored)
    if (of_order(visits, old.work_order) == visits.end()) remove_visit(old.work_order);
  int position = 0;
  for (auto visit : visits) {
    visit.crew = crew;
    visit.position = position++;
    const auto old = of_order(stored, visit.work_order);
    if (old != stored.end() && same(*old, visit)) continue;
    connection_
        .prepare(upsert("planned_visits", "work_order",
                        "work_order, crew, position, arrival, finish, announced, publication"))
        .bind(visit.work_order, visit.crew, visit.position, visit.arrival, visit.finish, visit.announced,
              visit.publication)
        .run();
  }
}

void PlanStore::remove_visit(models::WorkOrderId order) {
  connection_.prepare("DELETE FROM planned_visits WHERE work_order = ?").bind(order).run();
}

void PlanStore::insert(const models::Override& one) {
  connection_
      .prepare(
          "INSERT INTO overrides (work_order, facility_class, village_code, engine_crew, crew, reason, "
          "by_account, by_name, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(one.work_order, one.facility_class, one.village_code, one.engine_crew, one.crew, one.reason,
            one.by, one.by_name, one.at)
      .run();
}

std::vector<models::Override> PlanStore::overrides(models::Time from, models::Time to) {
  auto statement = connection_.prepare(
      "SELECT work_order, facility_class, village_code, engine_crew, crew, reason, by_account, by_name, at "
      "FROM overrides WHERE at >= ? AND at < ? ORDER BY at, id");
  return rows(statement.bind(from, to), [](Statement& row) {
    models::Override one;
    row.get(one.work_order, one.facility_class, one.village_code, one.engine_crew, one.crew, one.reason,
            one.by, one.by_name, one.at);
    return one;
  });
}

}  // namespace sql
