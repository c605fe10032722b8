#pragma once
#include <array>
#include <chrono>
#include <cstddef>
#include <string_view>
#include <vector>

namespace replay {

/// What a request was for; each has its own line of times.
enum class RequestKind {
  sign_in,
  set_up,
  report,
  public_report,
  find_report,
  duplicates,
  triage,
  assign,
  accept,
  contact,
  arrive,
  make_safe,
  pause,
  resume,
  note,
  resolve,
  close,
  reopen,
  cancel,
  read_order,
  check,
};
inline constexpr std::size_t request_kinds = static_cast<std::size_t>(RequestKind::check) + 1;
std::string_view name(RequestKind kind);

/// The value under which a share of all values lies (nearest rank); 0 when there are none.
double percentile(std::vector<float> values, double share);

/// How long each answer took.
///
/// Units   milliseconds from sending to the last byte; waiting for a free connection does not count
class Measures {
 public:
  void add(RequestKind kind, std::chrono::steady_clock::duration took);
  void count_retry() { ++retries_; }
  const std::vector<float>& of(RequestKind kind) const { return times_.at(static_cast<std::size_t>(kind)); }
  /// All that belongs to the replay itself: not signing in, setting up and checking afterwards.
  std::vector<float> all() const;
  std::size_t retries() const { return retries_; }

 private:
  std::array<std::vector<float>, request_kinds> times_;
  std::size_t retries_ = 0;
};

}  // namespace replay
