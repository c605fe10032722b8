#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "models/report.h"
#include "models/work_order.h"
#include "server/simulation/simulation.h"

/// What a simulated year would have written down: reports, calls, visits, closings, second thoughts.
namespace simulation {

enum class HistoryStep {
  receive,
  open,
  merge,   ///< into the story's order; refused when that has ended
  reject,  ///< words: why
  refer,   ///< to the fire brigade
  contact,
  send,          ///< crew; by the plan
  send_by_hand,  ///< crew, words; by the dispatcher
  accept,
  arrive,
  make_safe,
  pause,  ///< words: the reason's code; more: a note
  resume,
  resolve,        ///< outcome; words: cause, more: action
  close,          ///< words: method, more: note, yes: confirmed
  close_patched,  ///< as close, of the order that the spare unit ended
  reopen,         ///< words: what the caller says
  judge,          ///< by the resident; yes: solved, words: comment
  cancel,         ///< words: why
};

/// One step of one story at its time.
struct HistoryMoment {
  models::Time at;
  int story = 0;
  HistoryStep step = HistoryStep::receive;
  int report = 0;  ///< receive, merge, reject, refer, judge: which of the story's
  std::string crew;
  std::string words;
  std::string more;
  bool yes = true;
  models::Outcome outcome = models::Outcome::repaired;
};

struct HistoryReport {
  models::Channel channel = models::Channel::hotline;
  std::string facility;  ///< code; empty: the village alone
  std::string village;
  std::string kind;
  std::string words;
  bool frail_person = false;
  bool danger = false;
};

struct HistoryPlan {
  std::vector<std::vector<HistoryReport>> stories;  ///< the reports of each
  std::vector<HistoryMoment> moments;               ///< by time
};

/// Shape   one story for each order of the world and for what never became one; each goes only as far as the
///         simulation went, so what is not over at the world's end stays open
HistoryPlan plan_history(const Town& town, const World& world, const Roster& roster, const Outcome& outcome,
                         models::Time now);

}  // namespace simulation
