#pragma once
#include <optional>
#include <string>

#include "models/actor.h"
#include "models/ids.h"
#include "models/time.h"

namespace models {

/// A repair drawn by lot that a checker must look at on the spot before the order can be closed.
///
/// Shape   round: how often the order had come back when it was drawn; passed: nothing until somebody looked.
///         A result is never changed
struct Recheck {
  RecheckId id;
  WorkOrderId work_order;
  int round = 0;
  Time drawn_at{};
  std::optional<bool> passed;
  std::string note;
  AccountId by;
  std::string by_name;
  std::optional<Time> done_at;
};

/// Shape   oldest first; cursor and limit page through; limit ≤ 200; open: nobody looked yet, and the order
///         still waits for it
struct RecheckQuery {
  bool open = false;
  std::string cursor;
  int limit = 50;
  Reach reach{};
};

}  // namespace models
