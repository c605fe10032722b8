#pragma once
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <tuple>
#include <vector>

#include "models/audit.h"

namespace api {

struct Context;

/// Refused requests on their way into the audit log: each a row of its own while there are few, so many in
/// one row while there are many, so that a flood can neither fill the disk nor slow the changes of others.
/// Nothing is left out: what got no row of its own is counted.
///
/// Shape   a row of its own for the first `each` of one source (account, else address) and `all` of
/// everybody,
///         in each minute; the rest is summed by source, act and status, and told at most once a minute;
///         beyond `sums` different ones under "others"
class Refusals {
 public:
  struct Limits {
    int each = 30;
    int all = 300;
    std::size_t sources = 4096;
    std::size_t sums = 256;
  };
  Refusals() : Refusals(Limits{}) {}
  explicit Refusals(Limits limits) : limits_(limits) {}

  /// Says whether this one gets a row of its own; if not, it was counted.
  bool take(const models::AuditEntry& entry);
  /// Counts one whose row could not be written.
  void count(const models::AuditEntry& entry);
  /// The sums to tell now: those of minutes that are over, or all of them. They are forgotten here.
  std::vector<models::AuditEntry> take_sums(models::Time now, bool all);

 private:
  using Key = std::tuple<std::int64_t, std::string, std::string, int>;
  void sum(const models::AuditEntry& entry);
  void turn(models::Time now);

  const Limits limits_;
  std::mutex mutex_;
  models::Time minute_{};
  int taken_ = 0;
  std::map<std::string, int> by_source_;
  std::map<Key, models::AuditEntry> sums_;
};

/// Writes down one refusal; the answer to it may go out when this is done. Never throws: what cannot be
/// written is counted and told later.
boost::asio::awaitable<void> record_refusal(Context& context, const models::AuditEntry& entry);

/// Tells the sums that are due; all of them at the end of the program.
boost::asio::awaitable<void> record_sums(Context& context, bool all);

}  // namespace api
