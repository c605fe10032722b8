#pragma once
#include <string>

namespace bench {

/// Seconds of processor time: RUSAGE_SELF, or RUSAGE_CHILDREN for those that have ended.
double processor_of(int who);

/// A figure of /proc/self/status, e.g. `VmRSS:`, `VmHWM:`.
double kilobytes(const std::string& word);

/// From here on VmHWM is the most that was held since.
void forget_peak();

}  // namespace bench
