#include "dispatch/masking.h"
#include "dispatch/permissions.h"
#include "dispatch/reach.h"
#include "models/names.h"
#include "server/exports/paged_rows.h"

namespace exports {
namespace {

void fill_city_order(models::Transaction& tx, const models::CityOrder& one, const models::Report& report,
                     Cells& cells) {
  const auto order = report.work_order ? tx.work_orders().find(report.work_order) : std::nullopt;
  cells.add(one.number)
      .add(one.kind)
      .add(dispatch::mask_numbers(one.title))
      .add(one.taken_at)
      .add(one.taken_by_name)
      .add(models::name(one.told))
      .add(one.told_at)
      .add(models::name(report.state))
      .add(report.external_due_at)
      .add(report.place.village_code)
      .add(order ? order->number : std::string())
      .add(order ? models::name(order->state) : std::string_view())
      .add(order ? order->resolved_at : std::nullopt)
      .add(order ? order->closed_at : std::nullopt);
}

class EventRows final : public Rows {
 public:
  explicit EventRows(models::Actor actor) : actor_(std::move(actor)), cells_(columns().size()) {}

  const std::vector<std::string>& columns() const override {
    static const std::vector<std::string> all{"id",      "at",        "kind",          "by",
                                              "role",    "report_id", "work_order_id", "state",
                                              "village", "class",     "crew_id",       "details"};
    return all;
  }

  std::optional<std::int64_t> count(models::Transaction&, std::int64_t) override { return std::nullopt; }

  bool next(models::Transaction& tx, const Take& take) override {
    if (!last_) last_ = tx.events().last();
    models::EventQuery query;
    query.after = after_;
    query.limit = page_rows;
    auto found = tx.events().list(query);
    for (auto& event : found) {
      after_ = event.id;
      if (event.id <= last_ && dispatch::may_hear(actor_, event)) give(std::move(event), take);
    }
    return !found.empty() && after_ < last_;
  }

 private:
  void give(models::Event given, const Take& take) {
    const auto event = dispatch::masked(std::move(given));
    std::string details;
    for (const auto& [key, value] : event.details)
      details.append(details.empty() ? "" : "; ").append(key).append("=").append(value);
    cells_.begin()
        .add(event.id.text())
        .add(event.at)
        .add(models::name(event.kind))
        .add(event.by_name)
        .add(event.by_role)
        .add(event.report ? event.report.text() : "")
        .add(event.work_order ? event.work_order.text() : "")
        .add(event.state)
        .add(event.village_code)
        .add(event.facility_class)
        .add(event.crew ? event.crew.text() : "")
        .add(details);
    take(cells_.all());
  }

  models::Actor actor_;
  Cells cells_;
  models::EventId after_, last_;
};

}  // namespace

std::unique_ptr<Rows> city_order_rows(models::CityOrderQuery query, models::Actor actor) {
  return paged_rows<models::CityOrder>(
      {"number", "kind", "title", "taken_at", "taken_by", "told", "told_at", "report_state",
       "external_due_at", "village", "work_order", "work_order_state", "resolved_at", "closed_at"},
      std::move(query), [](auto& tx, const auto& asked) { return tx.city_orders().search(asked); },
      [actor = std::move(actor)](auto& tx, const auto& one, auto& cells) {
        const auto report = tx.reports().find(one.report);
        if (!report || !dispatch::may_see(actor, *report)) return false;
        fill_city_order(tx, one, *report, cells);
        return true;
      });
}
std::unique_ptr<Rows> event_rows(models::Actor actor) {
  return std::make_unique<EventRows>(std::move(actor));
}
std::unique_ptr<Rows> audit_rows(models::AuditQuery query) {
  return paged_rows<models::AuditRow>(
      audit_columns(), std::move(query), [](auto& tx, const auto& asked) { return tx.audit().search(asked); },
      [](auto&, const auto& row, auto& cells) {
        for (const auto& cell : audit_cells(row)) cells.add(cell);
        return true;
      });
}

const std::vector<std::string>& audit_columns() {
  static const std::vector<std::string> all{
      "id",      "at",          "kind",      "name",   "role",   "account", "address",    "agent",
      "act",     "object_kind", "object_id", "reason", "status", "count",   "request_id", "idempotency_key",
      "changes", "hash"};
  return all;
}

std::vector<std::string> audit_cells(const models::AuditRow& row) {
  const auto& entry = row.entry;
  std::string changes;
  for (const auto& change : row.changes) {
    changes.append(changes.empty() ? "" : "; ").append(change.table).append(" ").append(change.key);
    if (!change.column.empty()) changes.append(" ").append(change.column);
    changes.append(": ").append(change.before).append(" → ").append(change.after);
  }
  return {row.id.text(),
          models::to_rfc3339(entry.at),
          std::string(models::name(entry.kind)),
          entry.name,
          entry.role,
          entry.account ? entry.account.text() : "",
          entry.address,
          entry.agent,
          entry.act,
          entry.object_kind,
          entry.object_id,
          entry.reason,
          std::to_string(entry.status),
          std::to_string(entry.count),
          entry.request_id,
          entry.idempotency_key,
          std::move(changes),
          row.hash};
}

}  // namespace exports
