#include <algorithm>
#include <string>
#include <utility>

#include "server/storage/sql/codec_columns.h"
#include "server/storage/sql/codec_field_work.h"
#include "server/storage/sql/remembered.h"
#include "server/storage/sql/stores.h"
#include "server/storage/sql/table.h"

namespace sql {
namespace {

models::FacilityClass read_class(Statement& row) {
  models::FacilityClass result;
  row.get(result.code, result.name, result.icon, result.merges_by_circuit);
  get_remembered(row, result.attributes);
  row.get(result.verify_after_dusk, result.recheck_percent);
  return result;
}

models::FaultKind read_kind(Statement& row) {
  models::FaultKind kind;
  row.get(kind.code, kind.facility_class, kind.name);
  get_remembered(row, kind.wording);
  row.get(kind.policy, kind.danger);
  get_remembered(row, kind.questions);
  row.get(kind.advice, kind.skill, kind.refer_to, kind.estimate, kind.evidence);
  get_remembered(row, kind.checklist);
  return kind;
}

std::string season_text(const std::optional<models::Season>& season) {
  return season ? to_json_text(*season) : "";
}

void get_season(Statement& row, std::optional<models::Season>& season) {
  if (const auto text = row.text(); !text.empty()) from_json_text(text, season.emplace());
}

models::SlaPolicy read_policy(Statement& row) {
  models::SlaPolicy policy;
  row.get(policy.code, policy.version, policy.facility_class, policy.severity, policy.name);
  get_remembered(row, policy.limits);
  row.get(policy.urgent_policy, policy.danger_policy, policy.fallback, policy.basis, policy.raised_policy);
  get_season(row, policy.season);
  row.get(policy.off_season_policy);
  get_remembered(row, policy.warnings);
  row.get(policy.valid_from);
  return policy;
}

models::Calendar read_calendar(Statement& row) {
  models::Calendar calendar;
  row.get(calendar.code, calendar.version, calendar.name, calendar.utc_offset_seconds, calendar.zone);
  get_remembered(row, calendar.spans);
  get_remembered(row, calendar.exceptions);
  get_season(row, calendar.season);
  row.get(calendar.working_day_minutes);
  return calendar;
}

const std::string class_columns =
    "code, name_zh, name_en, icon, merges_by_circuit, attributes, verify_after_dusk, recheck_percent";
const std::string kind_columns =
    "code, facility_class, name_zh, name_en, wording, policy, danger_zh, danger_en, questions, advice_zh, "
    "advice_en, skill, refer_to, estimate_seconds, evidence, checklist";
const std::string policy_columns =
    "code, version, facility_class, severity, name_zh, name_en, limits, urgent_policy, danger_policy, "
    "fallback_zh, fallback_en, basis, raised_policy, season, off_season_policy, warnings, valid_from";
const std::string calendar_columns =
    "code, version, name_zh, name_en, utc_offset_seconds, zone, spans, exceptions, season, "
    "working_day_minutes";

/// INSERT of all columns that replaces the row of the same code, without deleting it: others refer to it.
std::string without(std::string columns, const std::string& one) {
  return columns.erase(columns.find(one), one.size());
}

/// Everything but the version, which save() chooses.
Values policy_values(const models::SlaPolicy& policy) {
  return Values().add(policy.code, Reference{policy.facility_class}, policy.severity, policy.name,
                      to_json_text(policy.limits), policy.urgent_policy, policy.danger_policy,
                      policy.fallback, policy.basis, policy.raised_policy, season_text(policy.season),
                      policy.off_season_policy, to_json_text(policy.warnings), policy.valid_from);
}

Values calendar_values(const models::Calendar& calendar) {
  return Values().add(calendar.name, calendar.utc_offset_seconds, calendar.zone, to_json_text(calendar.spans),
                      to_json_text(calendar.exceptions), season_text(calendar.season),
                      calendar.working_day_minutes);
}

std::string newest_of(const std::string& columns, const std::string& table) {
  return "SELECT " + columns + " FROM " + table + " p WHERE version = (SELECT max(version) FROM " + table +
         " n WHERE n.code = p.code) ORDER BY code";
}

}  // namespace

void CatalogStore::save(const models::FacilityClass& value) {
  static const std::string sql = upsert("facility_classes", "code", class_columns);
  connection_.prepare(sql)
      .bind(value.code, value.name, value.icon, value.merges_by_circuit, to_json_text(value.attributes),
            value.verify_after_dusk, value.recheck_percent)
      .run();
}

void CatalogStore::save(const models::FaultKind& kind) {
  forget();
  static const std::string sql = upsert("fault_kinds", "code", kind_columns);
  connection_.prepare(sql)
      .bind(kind.code, Reference{kind.facility_class}, kind.name, to_json_text(kind.wording), kind.policy,
            kind.danger, to_json_text(kind.questions), kind.advice, kind.skill, kind.refer_to, kind.estimate,
            kind.evidence, to_json_text(kind.checklist))
      .run();
}

void CatalogStore::save(const models::SlaPolicy& policy) {
  const auto stored = find_policy(policy.code);
  const auto values = policy_values(policy);
  if (stored && policy_values(*stored).all() == values.all()) return;
  const int version = stored ? stored->version + 1 : std::max(1, policy.version);
  connection_
      .prepare("INSERT INTO sla_policies (version, " + without(policy_columns, "version, ") +
               ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(version)
      .bind_all(values)
      .run();
}

void CatalogStore::save(const models::Calendar& calendar) {
  const auto stored = find_calendar(calendar.code);
  const auto values = calendar_values(calendar);
  if (stored && calendar_values(*stored).all() == values.all()) return;
  const int version = stored ? stored->version + 1 : std::max(1, calendar.version);
  connection_
      .prepare("INSERT INTO calendars (" + calendar_columns + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(calendar.code, version)
      .bind_all(values)
      .run();
}

std::optional<models::FacilityClass> CatalogStore::find_class(std::string_view code) {
  auto statement = connection_.prepare("SELECT " + class_columns + " FROM facility_classes WHERE code = ?");
  return first_row(statement.bind(code), read_class);
}

// Each report asks for its kind, whose row is the longest of all it reads.
std::optional<models::FaultKind> CatalogStore::find_kind(std::string_view code) {
  const bool remembers = connection_.writes_alone();
  if (remembers) {
    if (const auto known = kinds_.find(std::string(code)); known != kinds_.end()) return known->second;
  }
  auto statement = connection_.prepare("SELECT " + kind_columns + " FROM fault_kinds WHERE code = ?");
  auto kind = first_row(statement.bind(code), read_kind);
  if (remembers && kind) {
    if (kinds_.size() >= most_remembered) kinds_.clear();
    kinds_.emplace(code, *kind);
  }
  return kind;
}

std::optional<models::SlaPolicy> CatalogStore::find_policy(std::string_view code) {
  auto statement = connection_.prepare("SELECT " + policy_columns +
                                       " FROM sla_policies WHERE code = ? ORDER BY version DESC LIMIT 1");
  return first_row(statement.bind(code), read_policy);
}

std::optional<models::SlaPolicy> CatalogStore::find_policy(std::string_view code, int version) {
  auto statement =
      connection_.prepare("SELECT " + policy_columns + " FROM sla_policies WHERE code = ? AND version = ?");
  return first_row(statement.bind(code, version), read_policy);
}

std::optional<models::SlaPolicy> CatalogStore::find_policy(std::string_view code, models::Time at) {
  auto statement = connection_.prepare("SELECT " + policy_columns +
                                       " FROM sla_policies WHERE code = ?1 ORDER BY valid_from <= ?2 DESC, "
                                       "CASE WHEN valid_from <= ?2 THEN -version ELSE version END LIMIT 1");
  return first_row(statement.bind(code, at), read_policy);
}

std::optional<models::Calendar> CatalogStore::find_calendar(std::string_view code) {
  auto statement = connection_.prepare("SELECT " + calendar_columns +
                                       " FROM calendars WHERE code = ? ORDER BY version DESC LIMIT 1");
  return first_row(statement.bind(code), read_calendar);
}

std::optional<models::Calendar> CatalogStore::find_calendar(std::string_view code, int version) {
  auto statement =
      connection_.prepare("SELECT " + calendar_columns + " FROM calendars WHERE code = ? AND version = ?");
  return first_row(statement.bind(code, version), read_calendar);
}

models::ColdWaveId CatalogStore::insert(const models::ColdWave& wave) {
  return {connection_.insert(
      "INSERT INTO cold_waves (from_at, to_at, note, declared_by, declared_at) VALUES (?, ?, ?, ?, ?)",
      Values().add(wave.from, wave.to, wave.note, wave.declared_by, wave.declared_at))};
}

void CatalogStore::update(const models::ColdWave& wave) {
  connection_
      .prepare(
          "UPDATE cold_waves SET from_at = ?2, to_at = ?3, note = ?4, declared_by = ?5, declared_at = ?6 "
          "WHERE id = ?1")
      .bind(wave.id, wave.from, wave.to, wave.note, wave.declared_by, wave.declared_at)
      .run();
}

std::vector<models::ColdWave> CatalogStore::cold_waves(models::Time since) {
  auto statement = connection_.prepare(
      "SELECT id, from_at, to_at, note, declared_by, declared_at FROM cold_waves WHERE to_at > ? "
      "ORDER BY from_at, id");
  return rows(statement.bind(since), [](Statement& row) {
    models::ColdWave wave;
    row.get(wave.id, wave.from, wave.to, wave.note, wave.declared_by, wave.declared_at);
    return wave;
  });
}

void CatalogStore::save(const models::InheritedRule& rule) {
  static const std::string sql = upsert("inherited_rules", "kind, code", "kind, code, own");
  connection_.prepare(sql).bind(rule.kind, rule.code, rule.own).run();
}

std::vector<models::InheritedRule> CatalogStore::inherited() {
  auto statement = connection_.prepare("SELECT kind, code, own FROM inherited_rules ORDER BY kind, code");
  return rows(statement, [](Statement& row) {
    models::InheritedRule rule;
    row.get(rule.kind, rule.code, rule.own);
    return rule;
  });
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
  static const std::string sql = newest_of(policy_columns, "sla_policies");
  auto statement = connection_.prepare(sql);
  return rows(statement, read_policy);
}

std::vector<models::Calendar> CatalogStore::calendars() {
  static const std::string sql = newest_of(calendar_columns, "calendars");
  auto statement = connection_.prepare(sql);
  return rows(statement, read_calendar);
}

}  // namespace sql
