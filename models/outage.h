#pragma once
#include <optional>
#include <string>
#include <vector>

#include "models/ids.h"
#include "models/page.h"
#include "models/time.h"

namespace models {

enum class OutageReason { power_cut, water_cut, heat_source, flood, storm, damage, other };

/// One cause that broke many facilities at once: a power cut, a flood. The work is led by the parent; the
/// children keep their own clocks and are checked one by one.
///
/// Shape   words: what happened, told to everybody; expected_at: when it will be right, if known
struct Outage {
  OutageId id;
  OutageReason reason = OutageReason::other;
  std::string words;
  std::optional<Time> expected_at;
  WorkOrderId parent;
  std::vector<WorkOrderId> children;
  Time declared_at{};
  AccountId declared_by;
  std::string declared_by_name;
  std::optional<Time> ended_at;
  AccountId ended_by;
  std::string ended_by_name;
  std::string ending_words;
};

/// Shape   newest first; cursor and limit page through; limit ≤ 200
struct OutageQuery {
  bool running = false;
  std::string cursor;
  int limit = 50;
};

class OutageStore {
 public:
  virtual ~OutageStore() = default;
  virtual OutageId insert(const Outage& outage) = 0;  ///< with its orders
  virtual void update(const Outage& outage) = 0;      ///< its ending; the orders stay
  virtual std::optional<Outage> find(OutageId id) = 0;
  virtual std::optional<Outage> running_of(WorkOrderId order) = 0;  ///< that has not ended
  virtual Page<Outage> search(const OutageQuery& query) = 0;
};

}  // namespace models
