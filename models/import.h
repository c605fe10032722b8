#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/export.h"
#include "models/ids.h"
#include "models/time.h"

/// Files that are taken into a register in the background, and the port to their storage. See store.h.
namespace models {

enum class ImportRegister { facilities, villages, crews, parts, stock };
enum class ImportState {
  queued,
  checking,   ///< reads row by row, writes nothing
  writing,    ///< one change, or none
  done,       ///< a dry run ends so too, when it is good
  refused,    ///< the file has bad rows, or cannot be read: nothing was written
  failed,     ///< nothing was written, for another reason
  cancelled,  ///< nothing was written
};

/// Why nothing came of it, besides the file.
enum class ImportProblem {
  none,
  interrupted,  ///< the program was stopped meanwhile
  failed,       ///< anything else; the log of the program says what
};

/// What is wrong with one cell, or one row.
///
/// Shape   line: of the file (row of the sheet, line where the feature begins), 0: the file as a whole;
///         column: its heading, empty: the row as a whole; code: a machine word
struct ImportFault {
  std::int64_t line = 0;
  std::string column;
  std::string code;
  std::string detail;
  bool operator==(const ImportFault&) const = default;
};

/// How many faults are kept in words; all are counted.
inline constexpr std::size_t most_import_faults = 1000;

/// One file on its way into a register, or there.
///
/// Shape   skip_bad: the good rows are taken, the bad ones left out; file: what its sender calls it; rows:
/// looked
///         at so far; rows_in_all: once the file was read to its end; made, changed, same: what the rows do,
///         or would do; bad: rows with a fault
struct Import {
  ImportId id;
  AccountId account;
  ImportRegister into = ImportRegister::facilities;
  ExportFormat format = ExportFormat::csv;
  std::string file;
  bool dry_run = false;
  bool skip_bad = false;
  ImportState state = ImportState::queued;
  ImportProblem problem = ImportProblem::none;
  std::int64_t bytes = 0;
  std::int64_t rows = 0;
  std::optional<std::int64_t> rows_in_all{};
  std::int64_t made = 0;
  std::int64_t changed = 0;
  std::int64_t same = 0;
  std::int64_t bad = 0;
  std::int64_t faults_in_all = 0;
  std::vector<ImportFault> faults{};  ///< by line, at most most_import_faults
  Time made_at{};
  std::optional<Time> started_at{};
  std::optional<Time> ended_at{};
  bool ended() const {
    return state != ImportState::queued && state != ImportState::checking && state != ImportState::writing;
  }
};

class ImportStore {
 public:
  virtual ~ImportStore() = default;
  virtual ImportId insert(const Import& one) = 0;
  virtual void update(const Import& one) = 0;  ///< by id: all that becomes of it
  virtual std::optional<Import> find(ImportId id) = 0;
  virtual void remove(ImportId id) = 0;  ///< also when there is none
  /// Newest first, without their faults.
  virtual std::vector<Import> of_account(AccountId account, int limit) = 0;
  virtual std::vector<Import> unfinished() = 0;                        ///< oldest first
  virtual std::vector<Import> ended_before(Time time, int limit) = 0;  ///< oldest end first, without faults
};

}  // namespace models
