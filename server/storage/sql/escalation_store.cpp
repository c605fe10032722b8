#include "server/storage/sql/codec_columns.h"
#include "server/storage/sql/cursor.h"
#include "server/storage/sql/reach.h"
#include "server/storage/sql/stores.h"
#include "server/storage/sql/table.h"

namespace sql {
namespace {

std::optional<int> from_of(const std::optional<models::QuietHours>& quiet) {
  return quiet ? std::optional(quiet->from_minute) : std::nullopt;
}
std::optional<int> to_of(const std::optional<models::QuietHours>& quiet) {
  return quiet ? std::optional(quiet->to_minute) : std::nullopt;
}

std::optional<models::QuietHours> read_quiet(Statement& row) {
  std::optional<int> from, to;
  row.get(from, to);
  if (!from || !to) return std::nullopt;
  return models::QuietHours{*from, *to};
}

models::EscalationChain read_chain(Statement& row) {
  models::EscalationChain chain;
  row.get(chain.code, chain.name, chain.trigger, chain.severity, chain.facility_class, chain.village_code);
  from_json_text(row.text(), chain.steps);
  chain.quiet = read_quiet(row);
  row.get(chain.then);
  return chain;
}

const Table& runs() {
  static const Table table("escalation_runs",
                           "work_order, chain, trigger_word, target, started_at, steps, quiet_from, "
                           "quiet_to, done, next_at, stopped_at, stopped_because");
  return table;
}

Values values_of(const models::EscalationRun& run) {
  return Values().add(run.work_order, run.chain, run.trigger, run.target, run.started_at,
                      to_json_text(run.steps), from_of(run.quiet), to_of(run.quiet), run.done, run.next_at,
                      run.stopped_at, run.stopped_because);
}

models::EscalationRun read_run(Statement& row) {
  models::EscalationRun run;
  row.get(run.id, run.work_order, run.chain, run.trigger, run.target, run.started_at);
  from_json_text(row.text(), run.steps);
  run.quiet = read_quiet(row);
  row.get(run.done, run.next_at, run.stopped_at, run.stopped_because);
  return run;
}

const Table& alerts() {
  static const Table table("alerts",
                           "run, work_order, trigger_word, target, step, who, crew, village_code, at, "
                           "acknowledged_at, acknowledged_by, acknowledged_by_name, note");
  return table;
}

Values values_of(const models::Alert& alert) {
  return Values().add(alert.run, alert.work_order, alert.trigger, alert.target, alert.step, alert.who,
                      alert.crew, alert.village_code, alert.at, alert.acknowledged_at, alert.acknowledged_by,
                      alert.acknowledged_by_name, alert.note);
}

models::Alert read_alert(Statement& row) {
  models::Alert alert;
  row.get(alert.id, alert.run, alert.work_order, alert.trigger, alert.target, alert.step, alert.who,
          alert.crew, alert.village_code, alert.at, alert.acknowledged_at, alert.acknowledged_by,
          alert.acknowledged_by_name, alert.note);
  return alert;
}

}  // namespace

void EscalationStore::save(const models::EscalationChain& chain) {
  connection_
      .prepare(upsert("escalation_chains", "code",
                      "code, name_zh, name_en, trigger_word, severity, facility_class, village_code, steps, "
                      "quiet_from, quiet_to, next_chain"))
      .bind(chain.code, chain.name, chain.trigger, chain.severity, chain.facility_class, chain.village_code,
            to_json_text(chain.steps), from_of(chain.quiet), to_of(chain.quiet), chain.then)
      .run();
}

std::vector<models::EscalationChain> EscalationStore::chains() {
  auto statement = connection_.prepare(
      "SELECT code, name_zh, name_en, trigger_word, severity, facility_class, village_code, steps, "
      "quiet_from, quiet_to, next_chain FROM escalation_chains ORDER BY code");
  return rows(statement, read_chain);
}

models::EscalationRunId EscalationStore::insert(const models::EscalationRun& run) {
  return {runs().insert(connection_, values_of(run))};
}

void EscalationStore::update(const models::EscalationRun& run) {
  runs().update(connection_, run.id.value, values_of(run));
}

std::optional<models::EscalationRun> EscalationStore::find_run(models::EscalationRunId id) {
  auto statement = connection_.prepare(runs().select() + " WHERE id = ?");
  return first_row(statement.bind(id), read_run);
}

std::vector<models::EscalationRun> EscalationStore::running(models::WorkOrderId id) {
  auto statement =
      connection_.prepare(runs().select() + " WHERE work_order = ? AND stopped_at IS NULL ORDER BY id");
  return rows(statement.bind(id), read_run);
}

std::vector<models::EscalationRun> EscalationStore::due_runs(models::Time now, int limit) {
  auto statement = connection_.prepare(
      runs().select() +
      " WHERE next_at IS NOT NULL AND stopped_at IS NULL AND next_at <= ? ORDER BY next_at, id LIMIT ?");
  return rows(statement.bind(now, limit), read_run);
}

std::optional<models::Time> EscalationStore::next_run() {
  auto statement = connection_.prepare(
      "SELECT min(next_at) FROM escalation_runs WHERE next_at IS NOT NULL AND stopped_at IS NULL");
  statement.step();
  return statement.value<std::optional<models::Time>>();
}

models::AlertId EscalationStore::insert(const models::Alert& alert) {
  return {alerts().insert(connection_, values_of(alert))};
}

void EscalationStore::update(const models::Alert& alert) {
  alerts().update(connection_, alert.id.value, values_of(alert));
}

std::optional<models::Alert> EscalationStore::find_alert(models::AlertId id) {
  auto statement = connection_.prepare(alerts().select() + " WHERE id = ?");
  return first_row(statement.bind(id), read_alert);
}

models::Page<models::Alert> EscalationStore::search(const models::AlertQuery& query) {
  Filter filter;
  if (query.open) filter.add("acknowledged_at IS NULL");
  if (query.work_order) filter.add("work_order = ?", query.work_order);
  if (query.crew) filter.add("crew = ?", query.crew);
  if (!query.readers.empty()) {
    std::string marks;
    for (const auto who : query.readers)
      marks.append(marks.empty() ? "'" : ", '").append(models::name(who)).append("'");
    filter.add("who IN (" + marks + ")");
  }
  add_reach_of_order(filter, query.reach, "alerts");
  if (const auto after = parse_cursor(query.cursor)) filter.add("id < ?", after->id);
  const auto size = page_size(query.limit);
  auto statement = connection_.prepare(alerts().select() + filter.where() + " ORDER BY id DESC LIMIT ?");
  models::Page<models::Alert> page;
  page.items = rows(statement.bind_all(filter.values()).bind(size + 1), read_alert);
  if (static_cast<int>(page.items.size()) > size) {
    page.items.pop_back();
    page.next = to_cursor(0, page.items.back().id.value);
  }
  return page;
}

}  // namespace sql
