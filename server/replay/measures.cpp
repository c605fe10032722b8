#include "server/replay/measures.h"

#include <algorithm>
#include <cmath>

namespace replay {

std::string_view name(RequestKind kind) {
  constexpr std::array<std::string_view, request_kinds> names{
      "sign in", "set up",  "report",  "public report", "find report", "duplicates", "triage",
      "assign",  "accept",  "contact", "arrive",        "make safe",   "pause",      "resume",
      "note",    "resolve", "close",   "reopen",        "cancel",      "read order", "check"};
  return names.at(static_cast<std::size_t>(kind));
}

double percentile(std::vector<float> values, double share) {
  if (values.empty()) return 0;
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
  const auto place =
      values.begin() + static_cast<std::ptrdiff_t>(std::clamp<std::size_t>(rank, 1, values.size()) - 1);
  std::nth_element(values.begin(), place, values.end());
  return static_cast<double>(*place);
}

void Measures::add(RequestKind kind, std::chrono::steady_clock::duration took) {
  const std::chrono::duration<float, std::milli> milliseconds = took;
  times_.at(static_cast<std::size_t>(kind)).push_back(milliseconds.count());
}

std::vector<float> Measures::all() const {
  std::vector<float> values;
  for (std::size_t kind = 0; kind < request_kinds; ++kind) {
    const auto which = static_cast<RequestKind>(kind);
    if (which == RequestKind::sign_in || which == RequestKind::set_up || which == RequestKind::check)
      continue;
    values.insert(values.end(), times_[kind].begin(), times_[kind].end());
  }
  return values;
}

}  // namespace replay
