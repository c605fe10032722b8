#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "models/ids.h"

namespace sql {

class Connection;

/// What finds the rows of the log by account, by object and by time. With each row they would be two more
/// pages in every commit; a thousand neighbours share theirs (decision 56), and each commit writes a few of
/// them, so that nobody waits for all (decision 80). Searches trust them up to the last row of audit_spans.
class AuditFinders {
 public:
  explicit AuditFinders(Connection& connection) : connection_(connection) {}

  /// Before the commit, when the group's rows are stored.
  ///
  /// Shape   newest: the last of them; fresh: how many they are
  void write(models::AuditId newest, std::size_t fresh);

 private:
  struct OfObject {
    std::int64_t kind = 0;
    std::string object;
    std::int64_t id = 0;
  };
  struct OfAccount {
    std::int64_t account = 0;
    std::int64_t id = 0;
  };
  void write_all(models::AuditId newest);
  void read_span(std::int64_t newest);
  void write_some(std::size_t most);
  void end_span();

  Connection& connection_;
  std::int64_t found_to_ = -1;  ///< the last row of audit_spans; -1: not read yet
  std::int64_t first_ = 0, last_ = 0, earliest_ = 0,
               latest_ = 0;          ///< of the span that is being written; 0: none
  std::vector<OfAccount> accounts_;  ///< of that span, in the order of the table, as far as not yet written
  std::vector<OfObject> objects_;
};

}  // namespace sql
