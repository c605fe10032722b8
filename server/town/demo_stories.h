#pragma once
#include <string>
#include <utility>
#include <vector>

#include "models/report.h"

namespace town {

enum class DemoStep {
  receive,
  open,
  merge,  ///< into the order of the story before
  reject,
  refer,
  accept,
  contact,
  arrive,
  make_safe,
  pause,
  resume,
  repair,
  patch,
  find_nothing,
  close,
  reopen,
  cancel,
  judge_solved,
  judge_unsolved,
};

/// How far a story gets.
enum class DemoPath {
  waiting,
  unassigned,
  assigned,
  accepted,
  contacted,
  under_way,
  made_safe,
  paused,
  resumed,
  resolved,
  closed,
  praised,
  reopened,
  judged_unsolved,
  patched,
  nothing_found,
  cancelled,
  merged,
  rejected,
  referred,
};

/// One invented report and what became of it.
///
/// Shape   facility: code, or empty for the village alone; what would lie after `now` does not happen
struct DemoStory {
  DemoPath path;
  int minutes_ago;
  models::Channel channel;
  std::string kind;
  std::string facility;
  std::string village;
  std::string words;
  bool frail = false;
  bool danger = false;
  std::string cause{};
  std::string action{};
};

/// The steps of a path and how many minutes after receipt each happens.
const std::vector<std::pair<DemoStep, int>>& demo_path(DemoPath path);
const std::vector<DemoStory>& demo_stories();

}  // namespace town
