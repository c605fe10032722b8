#pragma once
#include <ostream>
#include <string>

#include "server/replay/ledger.h"
#include "server/replay/measures.h"
#include "server/replay/plan.h"

namespace replay {

/// Everything a run has to tell.
///
/// Units   seconds: of the sending part, without setting up and checking
struct Outcome {
  std::string title;
  std::string run;
  double seconds = 0;
  double seconds_behind = 0;  ///< the most an order was seen to after its moment
  std::size_t turned_away = 0;
  double deadline_scale = 1;
  Verdict verdict;
};

/// Shape   one line for each group: reports, orders, merged, rejected, in time, late, unfinished; then times
/// for each
///         kind of request; then the verdict
void print_table(std::ostream& out, const Outcome& outcome, const Ledger& ledger, const Observed& observed,
                 const Measures& measures);

/// The last line of a run.
std::string json_line(const Outcome& outcome, const Observed& observed, const Ledger& ledger,
                      const Measures& measures);

/// How an order kept its promise to be right in time.
enum class Promise { kept, missed, open, none };
Promise promise_of(const SeenOrder& order, double deadline_scale);

}  // namespace replay
