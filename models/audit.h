#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/actor.h"
#include "models/event.h"
#include "models/ids.h"
#include "models/page.h"
#include "models/time.h"

namespace models {

/// What sort of act a row of the audit log tells of.
enum class AuditKind {
  write,            ///< an acknowledged change through the API
  sign_in,          ///< somebody signed in
  sign_in_failed,   ///< a wrong name or password
  sign_out,         ///< somebody signed out
  refusal,          ///< a request that was refused: 401, 403, 404, 409, 412, 429
  refusals_summed,  ///< so many refusals of one sort, told in one row because there were too many
  unmasking,        ///< somebody looked at personal values in clear
  export_,          ///< data left the system as a file
  setting,          ///< a change of the town's rules, accounts or register
  command,          ///< an administrator's command on the machine
  program,          ///< the program's own act: watcher, planner, housekeeping
};

/// Why somebody needs a reporter's name, phone and address in clear.
enum class UnmaskReason { contact_reporter, call_back, find_place, compare_reports, complaint, other };

/// What a row says of who did what to what; what changed is added by the database.
///
/// Shape   act: `POST /api/v1/reports/{id}/…` or a word of the program; object: kind and id, may be empty;
///         agent ≤ 200 and reason ≤ 300 bytes, the rest ≤ 128, longer ones are cut; status: HTTP, 0 outside
///         it
struct AuditEntry {
  AuditKind kind = AuditKind::program;
  Time at{};
  AccountId account{};
  std::string role{};
  std::string name{};
  std::string address{};
  std::string agent{};
  std::string act{};
  std::string object_kind{};
  std::string object_id{};
  std::string reason{};
  int status = 0;
  std::string request_id{};
  std::string idempotency_key{};
  std::int64_t count = 1;  ///< acts told by this row
  bool always = false;     ///< also when nothing changed, for looks that must be on record
};

/// The entry of one of the program's own acts.
inline AuditEntry program_act(std::string_view act, Time now) {
  AuditEntry entry;
  entry.at = now;
  entry.role = "system";
  entry.name = "lamplighter";
  entry.act = act;
  return entry;
}

/// One value that a change replaced. Personal and secret values are named, never shown.
struct AuditChange {
  std::string table;
  std::string key;
  std::string column;  ///< empty: the whole row was added or removed
  std::string before;
  std::string after;
};

/// One row of the log, chained to the one before it.
///
/// Shape   events: those that the same transaction appended; hash: BLAKE2b-256 over the hash before and this
///         row, hex
struct AuditRow {
  AuditId id;
  AuditEntry entry;
  std::vector<AuditChange> changes;
  std::int64_t changes_in_all = 0;  ///< of which at most 48 are listed
  EventId first_event;
  EventId last_event;
  std::string hash;
};

/// Shape   newest first; act: part of it; name: part of it; cursor and limit page through; limit ≤ 200
struct AuditQuery {
  AccountId account;
  std::string name;
  std::optional<AuditKind> kind;
  std::string act;
  std::string object_kind;
  std::string object_id;
  std::optional<bool> refused;  ///< status 400 and above
  std::optional<Time> from;
  std::optional<Time> to;
  std::string cursor;
  int limit = 50;
};

/// Where the log stood at a moment, signed, to be kept elsewhere.
///
/// Shape   hash: of that row, hex; key: first 16 digits of the public key's BLAKE2b; signature: Ed25519, hex
struct AuditHead {
  AuditId last;
  std::string hash;
  Time at{};
  std::string key;
  std::string signature;
};

/// The append-only log. Its rows are written by the database in the transaction of the change they tell of.
class AuditStore {
 public:
  virtual ~AuditStore() = default;
  /// Says who makes the change under way; the last word counts. The database writes the row when the change
  /// is kept, with what changed; a change of which nothing was said is the program's.
  virtual void describe(const AuditEntry& entry) = 0;
  /// Writes a row of its own, beside that of the change under way.
  virtual AuditId append(const AuditEntry& entry) = 0;
  virtual std::optional<AuditRow> find(AuditId id) = 0;
  virtual Page<AuditRow> search(const AuditQuery& query) = 0;
  virtual std::int64_t count(AuditKind kind, AccountId account, Time since) = 0;
  virtual AuditHead last() = 0;  ///< not signed; id 0 while the log is empty
  virtual void save(const AuditHead& head) = 0;
  virtual std::optional<AuditHead> last_head() = 0;
};

}  // namespace models
