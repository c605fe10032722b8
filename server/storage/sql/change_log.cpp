#include "server/storage/sql/change_log.h"

#include <algorithm>
#include <array>

namespace sql {
namespace {

constexpr std::size_t most_changes = 48;
constexpr std::size_t most_bytes = 160;

// The town's rules: every value may be read by everybody who audits.
constexpr std::array described{"facility_classes", "fault_kinds",       "sla_policies",
                               "calendars",        "escalation_chains", "request_reasons",
                               "planning_rules",   "cold_waves",        "villages"};
// Words that are no person's and no secret, by column, in whatever table.
constexpr std::array shown{"about",
                           "announced",
                           "brought_about_by",
                           "cause",
                           "channel",
                           "circuit",
                           "code",
                           "display_name",
                           "facility_class",
                           "fault_kind",
                           "kind",
                           "media_type",
                           "mode",
                           "number",
                           "official_name",
                           "outcome",
                           "policy",
                           "position_source",
                           "role",
                           "satisfaction",
                           "severity",
                           "skill",
                           "skills",
                           "state",
                           "step",
                           "target",
                           "trigger_word",
                           "username",
                           "verdict_channel",
                           "village_code",
                           "who",
                           "hand_over_service",
                           "calendar",
                           "verdict_method",
                           "closure_method"};
// Made from other columns on every write, or told by the row itself.
constexpr std::array left_out{"version",     "changed_at", "due",         "soon_at", "late_at",
                              "pause_count", "priority",   "search_text", "warn_at", "next_at"};
constexpr std::array uncounted{"duty", "schema_version", "audit_log", "audit_words", "audit_by_account",
                               "audit_by_object", "audit_spans", "audit_heads", "checks",
                               // The shadow tables of an index: what it finds is counted where it stands.
                               "facility_grams_config", "facility_grams_data", "facility_grams_docsize",
                               "facility_grams_idx", "facility_grams",
                               // What is told by the orders themselves.
                               "figure_sums", "figure_shares", "figure_waiting", "figure_rolling"};
constexpr std::array unlisted{"idempotency_keys", "number_sequences", "photo_bands", "publication_orders",
                              "notifications"};

template <class List>
bool among(const List& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

// Cut between two characters.
std::string bounded(std::string_view text) {
  if (text.size() <= most_bytes) return std::string(text);
  auto end = most_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "…";
}

}  // namespace

void ChangeLog::forget_tables() { tables_.clear(); }

void ChangeLog::add_table(const std::string& name, const std::vector<ColumnDefinition>& columns) {
  Table table;
  table.counts = !among(uncounted, name);
  table.listed = !among(unlisted, name);
  const bool rules = among(described, name);
  table.described = rules || name == "accounts" || name == "crews";
  for (const auto& definition : columns) {
    Column column{definition.name, Showing::hidden, definition.in_key};
    column.showing = among(left_out, column.name)                                 ? Showing::left_out
                     : rules || definition.is_number || among(shown, column.name) ? Showing::shown
                                                                                  : Showing::hidden;
    const auto place = static_cast<int>(table.columns.size());
    if (column.in_key) table.key.push_back(place);
    if (name == "events" && column.name == "kind") table.kind_of_event = place;
    if (definition.is_number && column.in_key && column.name == "id") table.key_is_row = true;
    table.columns.push_back(std::move(column));
  }
  table.key_is_row = table.key_is_row && table.key.size() == 1;
  tables_.insert_or_assign(name, std::move(table));
}

bool ChangeLog::counts(std::string_view table) { return !among(uncounted, table); }
bool ChangeLog::lists(std::string_view table) { return !among(unlisted, table); }

void ChangeLog::begin() {
  counted_ = 0;
  in_all_ = 0;
  changes_.clear();
  first_event_ = {};
  last_event_ = {};
  last_removed_ = {};
}

std::vector<models::AuditChange> ChangeLog::take_changes() { return std::move(changes_); }

// A table that is not known is counted and named.
void ChangeLog::row_changed(Change change, std::string_view table, std::int64_t old_row,
                            std::int64_t new_row) {
  const auto found = tables_.find(table);
  if (found == tables_.end()) {
    ++counted_;
    add({std::string(table), std::to_string(new_row), "", "", ""});
    return;
  }
  if (!found->second.counts) return;
  const auto& name = found->first;
  // Enough is listed: from here on rows are counted, which costs next to nothing however large the change
  // is.
  if (changes_.size() >= most_changes && name != "sessions") {
    ++counted_;
    ++in_all_;
    if (name == "events" && change == Change::inserted) last_event_ = {new_row};
    if (name == "events" && !first_event_) first_event_ = {new_row};
    return;
  }
  if (change == Change::updated) {
    updated(name, found->second, old_row);
    return;
  }
  ++counted_;
  if (name == "events" && change == Change::inserted) {
    if (!first_event_) first_event_ = {new_row};
    last_event_ = {new_row};
  }
  if (!found->second.listed) return;
  if (change == Change::inserted)
    inserted(name, found->second, new_row);
  else
    removed(name, found->second, old_row);
}

void ChangeLog::only_counted(std::int64_t rows, models::EventId first, models::EventId last) {
  counted_ += rows;
  in_all_ += rows;
  if (!first_event_) first_event_ = first;
  if (last) last_event_ = last;
}

std::vector<std::string> ChangeLog::values_of(const Table& table, bool old) const {
  std::vector<std::string> values;
  values.reserve(table.columns.size());
  for (int i = 0; i < static_cast<int>(table.columns.size()); ++i) values.push_back(value(i, old));
  return values;
}

std::string ChangeLog::key_of(const Table& table, std::int64_t row, bool old) const {
  // Most tables have a number as their key, which is the row's own: it need not be read.
  if (table.key_is_row) return std::to_string(row);
  std::string key;
  for (const int i : table.key) {
    const auto& column = table.columns[static_cast<std::size_t>(i)];
    auto text = value(i, old);
    // The id of a row that is being made is not in its column yet.
    if (text.empty() && column.name == "id") text = std::to_string(row);
    key.append(key.empty() ? "" : "/").append(column.showing == Showing::hidden ? hidden_value : text);
  }
  return bounded(key);
}

void ChangeLog::add(models::AuditChange change) {
  ++in_all_;
  if (changes_.size() < most_changes) changes_.push_back(std::move(change));
}

void ChangeLog::inserted(const std::string& name, const Table& table, std::int64_t row) {
  const auto key = key_of(table, row, false);
  // What replaces a row of the same key comes as its removal and its insertion.
  if (last_removed_.table == name && last_removed_.key == key) {
    const auto before = std::move(last_removed_.values);
    last_removed_ = {};
    if (!changes_.empty() && changes_.back().table == name && changes_.back().key == key) {
      changes_.pop_back();
      --in_all_;
    }
    differences(name, table, key, before, values_of(table, false));
    return;
  }
  if (table.described) {
    differences(name, table, key, {}, values_of(table, false));
    return;
  }
  add({name, key, "", "", table.kind_of_event >= 0 ? value(table.kind_of_event, false) : "+"});
}

// Most columns of a wide row stay as they were: only those that differ are made words of.
void ChangeLog::updated(const std::string& name, const Table& table, std::int64_t row) {
  std::vector<int> differences;
  for (int i = 0; i < static_cast<int>(table.columns.size()); ++i)
    if (differs(i)) differences.push_back(i);
  const auto column_of = [&](int i) -> const Column& { return table.columns[static_cast<std::size_t>(i)]; };
  // A session seen again is no act.
  if (name == "sessions" && std::all_of(differences.begin(), differences.end(),
                                        [&](int i) { return column_of(i).name == "last_seen_at"; }))
    return;
  ++counted_;
  if (!table.listed) return;
  const auto key = key_of(table, row, true);
  for (const int i : differences) {
    const auto& column = column_of(i);
    if (column.showing == Showing::left_out) continue;
    const auto show = [&](const std::string& text) {
      return text.empty() || column.showing == Showing::shown ? bounded(text) : std::string(hidden_value);
    };
    auto old = show(value(i, true)), now = show(value(i, false));
    if (old.empty() && now.empty()) continue;  // nothing there, said in two ways
    add({name, key, column.name, std::move(old), std::move(now)});
  }
}

void ChangeLog::removed(const std::string& name, const Table& table, std::int64_t row) {
  const auto key = key_of(table, row, true);
  last_removed_ = {name, key, values_of(table, true)};
  add({name, key, "", "+", ""});
}

void ChangeLog::differences(const std::string& name, const Table& table, const std::string& key,
                            const std::vector<std::string>& before, const std::vector<std::string>& after) {
  const std::string nothing;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const auto& column = table.columns[i];
    const auto& old = before.empty() ? nothing : before[i];
    if (column.showing == Showing::left_out || old == after[i]) continue;
    if (before.empty() && column.in_key) continue;
    const auto show = [&](const std::string& value) {
      return value.empty() || column.showing == Showing::shown ? bounded(value) : std::string(hidden_value);
    };
    add({name, key, column.name, show(old), show(after[i])});
  }
}

}  // namespace sql
