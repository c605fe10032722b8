#include "server/storage/audit_verify.h"

#include <algorithm>
#include <cstring>
#include <map>

#include "server/storage/sqlite/audit_row.h"
#include "server/storage/sqlite/connection.h"

namespace storage {
namespace {

constexpr std::size_t most_faults = 20;
// n: number, o: number or absent, t: text, w: a word's number; the columns before the hash, as in hash_of().
constexpr std::string_view column_kinds =
    "ntnowwwwwwtt"
    "nttntnoo";

AuditHash hash_of_columns(sqlite::Statement& row, sqlite::AuditWords& words, const AuditHash& before,
                          std::int64_t& id) {
  AuditHasher hasher(before);
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
    hasher.number(absent ? absent_number : value);
  }
  return hasher.finish();
}

class Verifier {
 public:
  Verifier(sqlite::Connection& connection, const std::vector<KeptHead>& kept,
           const std::vector<std::string>& public_keys)
      : connection_(connection), words_(connection), public_keys_(public_keys) {
    for (const auto& one : kept) add_head(one, "the head kept of ");
    auto heads = connection_.prepare("SELECT last, hash, at, key, signature FROM audit_heads ORDER BY id");
    while (heads.step()) {
      KeptHead one;
      std::string hash;
      heads.get(one.head.last, hash, one.head.at, one.head.key, one.head.signature);
      one.head.hash = to_hex(hash);
      add_head(one, "the signed head of ");
    }
  }

  AuditVerdict run() {
    auto rows = connection_.prepare(std::string(sqlite::select_audit_rows) + " ORDER BY id");
    AuditHash before{};
    std::int64_t expected = 1;
    while (rows.step()) {
      std::int64_t id = 0;
      const auto hash = hash_of_columns(rows, words_, before, id);
      const auto text = rows.text();
      AuditHash stored{};
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
    }
    verdict_.last.hash = verdict_.rows > 0 ? to_hex(as_text(before)) : "";
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

  void add_head(const KeptHead& one, const std::string& what) {
    const auto name = what + models::to_rfc3339(one.head.at);
    ++verdict_.heads;
    const auto fits = [&](const std::string& key) { return is_signed_by(one.head, key); };
    const bool known = !public_keys_.empty() ? std::ranges::any_of(public_keys_, fits)
                                             : !one.public_key.empty() && fits(one.public_key);
    if (!known) fault(one.head.last.value, name + " is not signed by a key that is known here");
    // A head whose signature does not hold still says something that must fit.
    heads_.emplace(one.head.last.value, Head{one.head.hash, name});
  }

  void compare_heads(std::int64_t id, const AuditHash& stored) {
    const auto [from, to] = heads_.equal_range(id);
    for (auto head = from; head != to; ++head)
      if (head->second.hash != to_hex(as_text(stored)))
        fault(id,
              "row " + std::to_string(id) + " or one before it is not what " + head->second.name + " signed");
  }

  sqlite::Connection& connection_;
  sqlite::AuditWords words_;
  const std::vector<std::string>& public_keys_;
  std::multimap<std::int64_t, Head> heads_;
  AuditVerdict verdict_;
};

constexpr std::chrono::seconds patience{5};

}  // namespace

AuditVerdict verify_audit(const std::filesystem::path& directory, const std::vector<KeptHead>& kept,
                          const std::vector<std::string>& public_keys, std::string_view key) {
  sqlite::Connection connection(directory / "lamplighter.db", sqlite::Connection::Mode::inspector, patience,
                                key);
  connection.execute("PRAGMA query_only = ON; BEGIN");
  auto verdict = Verifier(connection, kept, public_keys).run();
  connection.execute("COMMIT");
  return verdict;
}

models::AuditHead read_audit_head(const std::filesystem::path& directory, std::string_view key) {
  sqlite::Connection connection(directory / "lamplighter.db", sqlite::Connection::Mode::inspector, patience,
                                key);
  models::AuditHead head;
  auto statement = connection.prepare("SELECT id, hash, at FROM audit_log ORDER BY id DESC LIMIT 1");
  if (!statement.step()) return head;
  std::string hash;
  statement.get(head.last, hash, head.at);
  head.hash = to_hex(hash);
  return head;
}

}  // namespace storage
