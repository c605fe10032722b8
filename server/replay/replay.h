#pragma once
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>

namespace replay {

/// What `lamplighter replay` is asked to do.
///
/// Shape   either `file` or `winter_week`; at most one of `reports_per_second` and `compress` is above 0
struct ReplayOptions {
  std::string file;          ///< CSV of service requests
  bool winter_week = false;  ///< no file: a simulated winter week on the town's own register
  std::string url = "http://127.0.0.1:8080";
  std::string user = "admin";
  std::string password = "lamplighter-demo";
  double reports_per_second = 0;  ///< --speed N; 0 is --speed max
  double compress = 0;            ///< --compress FACTOR: real time divided by it; 0 for a winter week: 2016
  std::size_t limit = 0;          ///< only so many rows; 0: all
  int connections = 16;
  std::uint64_t seed = 1;
  bool json = false;          ///< nothing but the JSON line
  bool skip_bad = false;      ///< bad rows are told but do not end the run
  int merge_score = 80;       ///< duplicates from this score on are merged
  int crews = 0;              ///< simulated crews; 0: as many as the reports need
  int give_up_seconds = 120;  ///< a server that does not answer for so long is unreachable
  double horizon_days =
      7;  ///< --compress: what really ended later than this after the last report stays open
};

inline constexpr double winter_week_compress = 2016;  ///< a week in five minutes

inline constexpr int exit_good = 0;
inline constexpr int exit_broken = 1;  ///< something was lost, doubled or refused, or a history is broken
inline constexpr int exit_usage = 2;   ///< wrong options or bad rows
inline constexpr int exit_unreachable = 3;  ///< no server, or none any more

/// Sends recorded or simulated reports to a running server, plays the people who deal with them, and proves
/// from outside what became of each.
///
/// Shape   a table on `out` whose last line is one JSON object; what went wrong on `err`
/// Errors  returned as an exit code, nothing is thrown
int run_replay(const ReplayOptions& options, std::ostream& out, std::ostream& err);

}  // namespace replay
