#include "server/storage/sql/audit_proof.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <map>

#include "server/storage/sql/audit_row.h"

namespace sql {
namespace {

constexpr std::size_t most_faults = 20;
// n: number, o: number or absent, t: text, w: a word's number; the columns before the hash, as in hash_of().
constexpr std::string_view column_kinds =
    "ntnowwwwwwtt"
    "nttntnoo";

storage::AuditHash hash_of_columns(Statement& row, AuditWords& words, const storage::AuditHash& before,
                                   std::int64_t& id) {
  storage::AuditHasher hasher(before);
  for (std::size_t i = 0; i < column_kinds.size(); ++i) {
    if (column_kinds[i] == 't') {
      hasher.text(row.text());
      continue;
    }
    if (column_kinds[i] == 'w') {
      hasher.text(words.word_of(row.integer()));
      continue;
    }
    const bool absent = column_kinds[i] == 'o' && row.next_is_null();
    const auto value = row.integer();
    if (i == 0) id = value;
    hasher.number(absent ? storage::absent_number : value);
  }
  return hasher.finish();
}

class Verifier {
 public:
  Verifier(Connection& connection, const std::vector<storage::KeptHead>& kept,
           const std::vector<std::string>& public_keys)
      : connection_(connection), words_(connection), public_keys_(public_keys) {
    for (const auto& one : kept) add_head(one, "the head kept of ");
    auto heads = connection_.prepare("SELECT last, hash, at, key, signature FROM audit_heads ORDER BY id");
    while (heads.step()) {
      storage::KeptHead one;
      std::string hash;
      heads.get(one.head.last, hash, one.head.at, one.head.key, one.head.signature);
      one.head.hash = storage::to_hex(hash);
      add_head(one, "the signed head of ");
    }
  }

  storage::AuditVerdict run() {
    constexpr int rows_at_once = 4096;
    auto rows = connection_.prepare(std::string(select_audit_rows) + " WHERE id > ? ORDER BY id LIMIT ?");
    storage::AuditHash before{};
    std::int64_t expected = 1, seen = std::numeric_limits<std::int64_t>::min();
    for (int found = rows_at_once; found == rows_at_once;) {
      rows.again().bind(seen, rows_at_once);
      for (found = 0; rows.step(); ++found) {
        std::int64_t id = 0;
        const auto hash = hash_of_columns(rows, words_, before, id);
        const auto text = rows.text();
        storage::AuditHash stored{};
        if (text.size() == stored.size()) std::memcpy(stored.data(), text.data(), stored.size());
        if (id != expected) {
          fault(expected, id == expected + 1 ? "row " + std::to_string(expected) + " is missing"
                                             : "rows " + std::to_string(expected) + " to " +
                                                   std::to_string(id - 1) + " are missing");
        } else if (hash != stored) {
          fault(id, "row " + std::to_string(id) +
                        " is not what was written: it was changed, or stands in another "
                        "row's place");
        }
        compare_heads(id, stored);
        before = stored;
        expected = id + 1;
        ++verdict_.rows;
        verdict_.last.last = {id};
        seen = id;
      }
    }
    verdict_.last.hash = verdict_.rows > 0 ? storage::to_hex(storage::as_text(before)) : "";
    for (auto head = heads_.upper_bound(verdict_.last.last.value); head != heads_.end(); ++head)
      if (head->first > 0)
        fault(verdict_.last.last.value + 1, "the log was cut off after row " + verdict_.last.last.text() +
                                                ": " + head->second.name + " knows row " +
                                                std::to_string(head->first));
    return std::move(verdict_);
  }

 private:
  struct Head {
    std::string hash;
    std::string name;
  };

  void fault(std::int64_t row, std::string what) {
    ++verdict_.fault_count;
    if (verdict_.faults.size() < most_faults) verdict_.faults.push_back({row, std::move(what)});
  }

  void add_head(const storage::KeptHead& one, const std::string& what) {
    const auto name = what + models::to_rfc3339(one.head.at);
    ++verdict_.heads;
    const auto fits = [&](const std::string& key) { return storage::is_signed_by(one.head, key); };
    const bool known = !public_keys_.empty() ? std::ranges::any_of(public_keys_, fits)
                                             : !one.public_key.empty() && fits(one.public_key);
    if (!known) fault(one.head.last.value, name + " is not signed by a key that is known here");
    // A head whose signature does not hold still says something that must fit.
    heads_.emplace(one.head.last.value, Head{one.head.hash, name});
  }

  void compare_heads(std::int64_t id, const storage::AuditHash& stored) {
    const auto [from, to] = heads_.equal_range(id);
    for (auto head = from; head != to; ++head)
      if (head->second.hash != storage::to_hex(storage::as_text(stored)))
        fault(id,
              "row " + std::to_string(id) + " or one before it is not what " + head->second.name + " signed");
  }

  Connection& connection_;
  AuditWords words_;
  const std::vector<std::string>& public_keys_;
  std::multimap<std::int64_t, Head> heads_;
  storage::AuditVerdict verdict_;
};

}  // namespace

storage::AuditVerdict prove_audit(Connection& connection, const std::vector<storage::KeptHead>& kept,
                                  const std::vector<std::string>& public_keys) {
  return Verifier(connection, kept, public_keys).run();
}

models::AuditHead audit_head_of(Connection& connection) {
  models::AuditHead head;
  auto statement = connection.prepare("SELECT id, hash, at FROM audit_log ORDER BY id DESC LIMIT 1");
  if (!statement.step()) return head;
  std::string hash;
  statement.get(head.last, hash, head.at);
  head.hash = storage::to_hex(hash);
  return head;
}

}  // namespace sql
