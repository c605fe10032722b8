#include <algorithm>

#include "server/storage/sqlite/codec_columns.h"
#include "server/storage/sqlite/stores.h"
#include "server/storage/sqlite/table.h"

namespace sqlite {
namespace {

template <class T>
void get_json(Statement& row, T& value) {
  from_json_text(row.text(), value);
}

models::FacilityClass read_class(Statement& row) {
  models::FacilityClass result;
  row.get(result.code, result.name, result.icon, result.merges_by_circuit);
  get_json(row, result.attributes);
  row.get(result.verify_after_dusk, result.recheck_percent);
  return result;
}

models::FaultKind read_kind(Statement& row) {
  models::FaultKind kind;
  row.get(kind.code, kind.facility_class, kind.name);
  get_json(row, kind.wording);
  row.get(kind.policy, kind.danger);
  get_json(row, kind.questions);
  row.get(kind.advice, kind.skill, kind.refer_to, kind.estimate, kind.evidence);
  return kind;
}

models::SlaPolicy read_policy(Statement& row) {
  models::SlaPolicy policy;
  row.get(policy.code, policy.version, policy.facility_class, policy.severity, policy.name);
  get_json(row, policy.limits);
  row.get(policy.urgent_policy, policy.danger_policy, policy.fallback, policy.basis);
  return policy;
}

models::Calendar read_calendar(Statement& row) {
  models::Calendar calendar;
  row.get(calendar.code, calendar.name, calendar.utc_offset_seconds);
  get_json(row, calendar.spans);
  return calendar;
}

const std::string class_columns =
    "code, name_zh, name_en, icon, merges_by_circuit, attributes, verify_after_dusk, recheck_percent";
const std::string kind_columns =
    "code, facility_class, name_zh, name_en, wording, policy, danger_zh, danger_en, questions, advice_zh, "
    "advice_en, skill, refer_to, estimate_seconds, evidence";
const std::string policy_columns =
    "code, version, facility_class, severity, name_zh, name_en, limits, urgent_policy, danger_policy, "
    "fallback_zh, fallback_en, basis";
const std::string calendar_columns = "code, name_zh, name_en, utc_offset_seconds, spans";

/// INSERT of all columns that replaces the row of the same code, without deleting it: others refer to it.
std::string save_sql(const std::string& table, const std::string& columns) {
  std::string marks = "?";
  std::string sets;
  std::string column;
  const auto finish = [&] {
    if (column != "code") sets += (sets.empty() ? "" : ", ") + column + " = excluded." + column;
    column.clear();
  };
  for (const char c : columns) {
    if (c == ',') {
      finish();
      marks += ", ?";
    } else if (c != ' ') {
      column += c;
    }
  }
  finish();
  return "INSERT INTO " + table + " (" + columns + ") VALUES (" + marks +
         ") ON CONFLICT (code) DO UPDATE SET " + sets;
}

const std::string newest = " WHERE version = (SELECT max(version) FROM sla_policies n WHERE n.code = p.code)";

/// Everything but the version, which save() chooses.
Values policy_values(const models::SlaPolicy& policy) {
  return Values().add(policy.code, Reference{policy.facility_class}, policy.severity, policy.name,
                      to_json_text(policy.limits), policy.urgent_policy, policy.danger_policy,
                      policy.fallback, policy.basis);
}

}  // namespace

void CatalogStore::save(const models::FacilityClass& value) {
  static const std::string sql = save_sql("facility_classes", class_columns);
  connection_.prepare(sql)
      .bind(value.code, value.name, value.icon, value.merges_by_circuit, to_json_text(value.attributes),
            value.verify_after_dusk, value.recheck_percent)
      .run();
}

void CatalogStore::save(const models::FaultKind& kind) {
  static const std::string sql = save_sql("fault_kinds", kind_columns);
  connection_.prepare(sql)
      .bind(kind.code, Reference{kind.facility_class}, kind.name, to_json_text(kind.wording), kind.policy,
            kind.danger, to_json_text(kind.questions), kind.advice, kind.skill, kind.refer_to, kind.estimate,
            kind.evidence)
      .run();
}

void CatalogStore::save(const models::SlaPolicy& policy) {
  const auto stored = find_policy(policy.code);
  if (stored && policy_values(*stored).all() == policy_values(policy).all()) return;
  const int version = stored ? stored->version + 1 : std::max(1, policy.version);
  connection_
      .prepare("INSERT INTO sla_policies (" + policy_columns +
               ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(policy.code, version, Reference{policy.facility_class}, policy.severity, policy.name,
            to_json_text(policy.limits), policy.urgent_policy, policy.danger_policy, policy.fallback,
            policy.basis)
      .run();
}

void CatalogStore::save(const models::Calendar& calendar) {
  static const std::string sql = save_sql("calendars", calendar_columns);
  connection_.prepare(sql)
      .bind(calendar.code, calendar.name, calendar.utc_offset_seconds, to_json_text(calendar.spans))
      .run();
}

std::optional<models::FacilityClass> CatalogStore::find_class(std::string_view code) {
  auto statement = connection_.prepare("SELECT " + class_columns + " FROM facility_classes WHERE code = ?");
  return first_row(statement.bind(code), read_class);
}

std::optional<models::FaultKind> CatalogStore::find_kind(std::string_view code) {
  auto statement = connection_.prepare("SELECT " + kind_columns + " FROM fault_kinds WHERE code = ?");
  return first_row(statement.bind(code), read_kind);
}

std::optional<models::SlaPolicy> CatalogStore::find_policy(std::string_view code) {
  auto statement = connection_.prepare("SELECT " + policy_columns +
                                       " FROM sla_policies WHERE code = ? ORDER BY version DESC LIMIT 1");
  return first_row(statement.bind(code), read_policy);
}

std::optional<models::Calendar> CatalogStore::find_calendar(std::string_view code) {
  auto statement = connection_.prepare("SELECT " + calendar_columns + " FROM calendars WHERE code = ?");
  return first_row(statement.bind(code), read_calendar);
}

std::vector<models::FacilityClass> CatalogStore::classes() {
  auto statement = connection_.prepare("SELECT " + class_columns + " FROM facility_classes ORDER BY code");
  return rows(statement, read_class);
}

std::vector<models::FaultKind> CatalogStore::kinds() {
  auto statement =
      connection_.prepare("SELECT " + kind_columns + " FROM fault_kinds ORDER BY facility_class, code");
  return rows(statement, read_kind);
}

std::vector<models::SlaPolicy> CatalogStore::policies() {
  auto statement =
      connection_.prepare("SELECT " + policy_columns + " FROM sla_policies p" + newest + " ORDER BY code");
  return rows(statement, read_policy);
}

std::vector<models::Calendar> CatalogStore::calendars() {
  auto statement = connection_.prepare("SELECT " + calendar_columns + " FROM calendars ORDER BY code");
  return rows(statement, read_calendar);
}

}  // namespace sqlite
