#include "server/storage/sql/audit_finders.h"

#include <algorithm>
#include <functional>
#include <tuple>

#include "server/storage/sql/connection.h"

namespace sql {
namespace {

constexpr std::int64_t span_least = 1024, span_most = 4096;
// Twice what comes in, so that a span is written long before the next one is full.
constexpr std::size_t at_once_least = 64, times_fresh = 2;

}  // namespace

void AuditFinders::write(models::AuditId newest, std::size_t fresh) {
  // Where others write as well each statement is a way to the database and back, and spans are theirs, too.
  const bool alone = connection_.writes_alone();
  if (last_ == 0 && (found_to_ < 0 || newest.value - found_to_ >= span_least)) {
    auto known = connection_.prepare("SELECT ifnull(max(last), 0) FROM audit_spans");
    known.step();
    found_to_ = known.integer();
  }
  if (!alone) {
    if (newest.value - found_to_ >= span_least) write_all(newest);
    return;
  }
  if (last_ == 0 && newest.value - found_to_ >= span_least) read_span(newest.value);
  if (last_ != 0) write_some(std::max(at_once_least, times_fresh * fresh));
}

// A town that moved here may have brought what another program began.
void AuditFinders::write_all(models::AuditId newest) {
  for (const auto* sql :
       {"INSERT INTO audit_by_account SELECT account, id FROM audit_log WHERE id > ? AND account IS NOT NULL "
        "ORDER BY 1, 2 ON CONFLICT DO NOTHING",
        "INSERT INTO audit_by_object SELECT object_kind, object_id, id FROM audit_log WHERE id > ? AND "
        "object_id <> '' ORDER BY 1, 2, 3 ON CONFLICT DO NOTHING",
        "INSERT INTO audit_spans SELECT max(id), min(id), min(at), max(at) FROM audit_log WHERE id > ?"})
    connection_.prepare(sql).bind(found_to_).run();
  found_to_ = newest.value;
}

void AuditFinders::read_span(std::int64_t newest) {
  first_ = found_to_ + 1;
  last_ = std::min(newest, found_to_ + span_most);
  auto rows = connection_.prepare(
      "SELECT id, account, object_kind, object_id, at FROM audit_log WHERE id BETWEEN ? AND ? ORDER BY id");
  rows.bind(first_, last_);
  bool none = true;
  while (rows.step()) {
    const auto id = rows.integer();
    if (rows.next_is_null())
      rows.skip();
    else
      accounts_.push_back({rows.integer(), id});
    OfObject object{rows.integer(), std::string(rows.text()), id};
    if (!object.object.empty()) objects_.push_back(std::move(object));
    const auto at = rows.integer();
    earliest_ = none ? at : std::min(earliest_, at);
    latest_ = none ? at : std::max(latest_, at);
    none = false;
  }
  // Neighbours in the tables lie on the same pages; taken from the end.
  std::ranges::sort(accounts_, std::greater<>(),
                    [](const auto& one) { return std::tie(one.account, one.id); });
  std::ranges::sort(objects_, std::greater<>(),
                    [](const auto& one) { return std::tie(one.kind, one.object, one.id); });
}

// What a crash left of a span that was never ended is there already when it is written anew.
void AuditFinders::write_some(std::size_t most) {
  std::size_t written = 0;
  if (!accounts_.empty()) {
    auto insert = connection_.prepare("INSERT INTO audit_by_account VALUES (?, ?) ON CONFLICT DO NOTHING");
    for (; !accounts_.empty() && written < most; ++written, accounts_.pop_back())
      insert.again().bind(accounts_.back().account, accounts_.back().id).run();
  }
  if (!objects_.empty() && written < most) {
    auto insert = connection_.prepare("INSERT INTO audit_by_object VALUES (?, ?, ?) ON CONFLICT DO NOTHING");
    for (; !objects_.empty() && written < most; ++written, objects_.pop_back()) {
      const auto& [kind, object, id] = objects_.back();
      insert.again().bind(kind, object, id).run();
    }
  }
  if (accounts_.empty() && objects_.empty()) end_span();
}

void AuditFinders::end_span() {
  connection_.prepare("INSERT INTO audit_spans (last, first, earliest, latest) VALUES (?, ?, ?, ?)")
      .bind(last_, first_, earliest_, latest_)
      .run();
  found_to_ = last_;
  last_ = 0;
}

}  // namespace sql
