#pragma once
#include <memory>
#include <stdexcept>
#include <string>

#include "server/storage/database.h"

namespace storage {

/// There is no such schema in the database, or nothing of ours in it.
class NoSuchSchema : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Another schema of the same database, which can be read and nothing else. It need not be there, nor the
/// database answer: each read finds out for itself, and says so.
class Neighbour {
 public:
  virtual ~Neighbour() = default;
  /// Calls `done` exactly once, as storage::Database::read.
  ///
  /// Errors  given to `done`: NoSuchSchema, Refused (we may not look), WrongSchema (of another version),
  ///         Unreachable and Busy (the database does not answer)
  virtual void read(Database::ReadWork work, Database::Done done) = 0;
  /// The same, waiting; rethrows.
  void read_now(const Database::ReadWork& work);
};

/// Shape   shown: what a town shows its district, by views of the same names, and no more; rules: a
///         district's rules for its towns
enum class NeighbourPart { shown, rules };
std::unique_ptr<Neighbour> open_neighbour(const DatabaseLimits& own, const std::string& schema,
                                          NeighbourPart part);

}  // namespace storage
