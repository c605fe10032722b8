#include "server/storage/sql/cursor.h"
#include "server/storage/sql/reach.h"
#include "server/storage/sql/search_text.h"
#include "server/storage/sql/stores.h"
#include "server/storage/sql/table.h"

namespace sql {
namespace {

const Table& table() {
  static const Table reports(
      "reports",
      "token, channel, state, reporter_name, reporter_phone, wants_updates, village_code, address, latitude, "
      "longitude, position_source, facility, facility_class, fault_kind, description, frail_person, danger, "
      "external_reference, received_at, recorded_at, recorded_by, work_order, triage_reason, "
      "hand_over_service, "
      "hand_over_reference, hand_over_note, triaged_at, triaged_by, verdict_solved, verdict_comment, "
      "verdict_at, satisfaction, verdict_channel, verdict_by, callbacks_unanswered, "
      "simulated, backdating_reason, external_due_at, erasure_asked_at, anonymised_at, "
      "callbacks_put_off, call_back_at, version",
      true);
  return reports;
}

Values values_of(const models::Report& report) {
  Values values;
  values.add(report.token, report.channel, report.state, report.reporter.name, report.reporter.phone,
             report.reporter.wants_updates, report.place, report.facility, Reference{report.facility_class},
             Reference{report.fault_kind}, report.description, report.frail_person, report.danger,
             Reference{report.external_reference}, report.received_at, report.recorded_at, report.recorded_by,
             report.work_order, report.triage_reason);
  if (report.hand_over)
    values.add(report.hand_over->service, report.hand_over->reference, report.hand_over->note);
  else
    values.add(Reference{}, Reference{}, Reference{});
  values.add(report.triaged_at, report.triaged_by, report.verdict_solved, report.verdict_comment,
             report.verdict_at, report.satisfaction, report.verdict_channel, report.verdict_by,
             report.callbacks_unanswered, report.simulated, report.backdating_reason, report.external_due_at,
             report.erasure_asked_at, report.anonymised_at, report.callbacks_put_off, report.call_back_at,
             report.version);
  return values;
}

models::Report read_report(Statement& row) {
  models::Report report;
  row.get(report.id, report.token, report.channel, report.state, report.reporter.name, report.reporter.phone,
          report.reporter.wants_updates, report.place, report.facility, report.facility_class,
          report.fault_kind, report.description, report.frail_person, report.danger,
          report.external_reference, report.received_at, report.recorded_at, report.recorded_by,
          report.work_order, report.triage_reason);
  std::optional<std::string> service;
  models::HandOver hand_over;
  row.get(service, hand_over.reference, hand_over.note);
  if (service) {
    hand_over.service = std::move(*service);
    report.hand_over = std::move(hand_over);
  }
  row.get(report.triaged_at, report.triaged_by, report.verdict_solved, report.verdict_comment,
          report.verdict_at, report.satisfaction, report.verdict_channel, report.verdict_by,
          report.callbacks_unanswered, report.simulated, report.backdating_reason, report.external_due_at,
          report.erasure_asked_at, report.anonymised_at, report.callbacks_put_off, report.call_back_at,
          report.version);
  return report;
}

/// The index along which a list runs, newest first.
std::string_view index_for(const models::ReportQuery& query) {
  if (query.work_order) return "reports_by_work_order";
  if (query.state) return "reports_by_state";
  if (!query.village_code.empty()) return "reports_by_village";
  return "reports_by_time";
}

/// Everything asked for but the cursor.
Filter filter_of(const models::ReportQuery& query) {
  Filter filter;
  if (!query.external_reference.empty()) filter.add("external_reference = ?", query.external_reference);
  if (query.work_order) filter.add("work_order = ?", query.work_order);
  if (query.state) filter.add("state = ?", *query.state);
  if (!query.village_code.empty()) filter.add("village_code = ?", query.village_code);
  add_report_reach(filter, query.reach);
  for (const auto& word : search_words(query.text))
    filter.add(
        // A name or number counts as a whole only: nobody is to be guessed digit by digit.
        "(instr(lower(description || '\n' || address || '\n' || ifnull(external_reference, '')), ?) "
        "> 0 "
        "OR lower(reporter_name) = ? OR reporter_phone = ?)",
        word, word, word);
  return filter;
}

}  // namespace

models::ReportId ReportStore::insert(const models::Report& report) {
  return {table().insert(connection_, values_of(report))};
}

void ReportStore::update(const models::Report& report) {
  table().update(connection_, report.id.value, values_of(report));
}

std::optional<models::Report> ReportStore::find(models::ReportId id) {
  auto statement = connection_.prepare(table().select() + " WHERE id = ?");
  return first_row(statement.bind(id), read_report);
}

std::optional<models::Report> ReportStore::find_by_token(std::string_view token) {
  auto statement = connection_.prepare(table().select() + " WHERE token = ?");
  return first_row(statement.bind(token), read_report);
}

std::optional<models::Report> ReportStore::find_by_external_reference(std::string_view reference) {
  if (reference.empty()) return std::nullopt;
  auto statement = connection_.prepare(table().select() + " WHERE external_reference = ?");
  return first_row(statement.bind(reference), read_report);
}

std::vector<models::Report> ReportStore::of_work_order(models::WorkOrderId id) {
  auto statement = connection_.prepare(table().select() + " WHERE work_order = ? ORDER BY received_at, id");
  return rows(statement.bind(id), read_report);
}

int ReportStore::count_on(models::FacilityId facility, models::Time since, models::Time until) {
  auto statement = connection_.prepare(
      "SELECT count(*) FROM reports INDEXED BY reports_by_facility WHERE facility = ? AND received_at >= ? "
      "AND received_at <= ? AND state <> 'rejected'");
  statement.bind(facility, since, until).step();
  return static_cast<int>(statement.integer());
}

models::Page<models::Report> ReportStore::search(const models::ReportQuery& query) {
  auto filter = filter_of(query);
  const auto index = query.external_reference.empty() ? index_for(query) : std::string_view();
  if (const auto after = parse_cursor(query.cursor))
    filter.add("(received_at, id) < (?, ?)", after->key, after->id);
  const auto size = page_size(query.limit);
  auto statement =
      connection_.prepare(table().select() + (index.empty() ? "" : " INDEXED BY " + std::string(index)) +
                          filter.where() + " ORDER BY received_at DESC, id DESC LIMIT ?");
  models::Page<models::Report> page;
  page.items = rows(statement.bind_all(filter.values()).bind(size + 1), read_report);
  if (static_cast<int>(page.items.size()) > size) {
    page.items.pop_back();
    page.next = to_cursor(models::to_unix(page.items.back().received_at), page.items.back().id.value);
  }
  return page;
}

std::int64_t ReportStore::count_found(const models::ReportQuery& query) {
  const auto filter = filter_of(query);
  auto statement = connection_.prepare("SELECT count(*) FROM reports" + filter.where());
  statement.bind_all(filter.values()).step();
  return statement.integer();
}

std::vector<models::Report> ReportStore::of_phone(std::string_view phone, int limit) {
  if (phone.empty()) return {};
  auto statement =
      connection_.prepare(table().select() + " INDEXED BY reports_by_number WHERE reporter_phone <> '' AND " +
                          digits_of("reporter_phone") +
                          " = ? AND reporter_phone || '' = ? ORDER BY received_at DESC, id DESC LIMIT ?");
  return rows(statement.bind(digits_in(phone), phone, limit), read_report);
}

std::vector<models::ReportId> ReportStore::to_call_back(const models::Reach& reach, int limit) {
  Filter filter;
  filter.add(
      "w.state = 'resolved' AND r.reporter_phone <> '' AND (r.verdict_at IS NULL OR r.verdict_at < "
      "w.resolved_at)");
  add_place_reach(filter, reach, "r.");
  if (reach.recorded_by) filter.add("r.recorded_by = ?", reach.recorded_by);
  if (reach.crew || reach.in_hand) filter.add("r.id < 0");
  auto statement = connection_.prepare(
      "SELECT r.id FROM work_orders w INDEXED BY work_orders_by_state CROSS JOIN reports r INDEXED BY "
      "reports_to_call_back ON r.work_order = w.id" +
      filter.where() + " ORDER BY w.resolved_at, r.id LIMIT ?");
  return rows(statement.bind_all(filter.values()).bind(limit),
              [](Statement& row) { return row.value<models::ReportId>(); });
}

std::vector<models::Report> ReportStore::to_anonymise(models::Time kept_until, int limit) {
  // An index for each of the two causes: who asked, and what was received long ago (what was received later
  // cannot have ended earlier).
  std::vector<models::ReportId> ids;
  {
    auto statement = connection_.prepare(
        "SELECT r.id FROM reports r LEFT JOIN work_orders w ON w.id = r.work_order WHERE r.id IN ("
        "SELECT id FROM reports WHERE anonymised_at IS NULL AND erasure_asked_at IS NOT NULL UNION "
        "SELECT id FROM reports WHERE anonymised_at IS NULL AND received_at < ?1) "
        "AND r.state <> 'received' AND (w.id IS NULL OR w.state IN ('closed', 'cancelled')) AND "
        "(r.erasure_asked_at IS NOT NULL OR ifnull(w.changed_at, r.triaged_at) < ?1) "
        "ORDER BY r.id LIMIT ?2");
    ids =
        rows(statement.bind(kept_until, limit), [](Statement& row) { return row.value<models::ReportId>(); });
  }
  std::vector<models::Report> reports;
  reports.reserve(ids.size());
  for (const auto id : ids) reports.push_back(find(id).value());
  return reports;
}

}  // namespace sql
