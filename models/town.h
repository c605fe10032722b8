#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/page.h"
#include "models/place.h"
#include "models/work_order.h"

namespace models {

/// A town of a district: an installation of its own on a schema of the same database.
///
/// Shape   code: small letters, digits and _; url: where its own pages are, https://HOST
struct Town {
  std::string code;
  LocalizedText name;
  std::string schema;
  std::string url;
  bool operator==(const Town&) const = default;
};

/// What a district counts in a town beside the town's own board.
///
/// Shape   late_soon: not late yet, late by `until` while things stay; waiting: orders that no crew has
struct TownCount {
  std::int64_t late_soon = 0;
  std::int64_t waiting = 0;
  std::optional<Time> waiting_since{};  ///< receipt of the oldest of them
};

/// An order as a district sees it: nothing of a person, no place nearer than the village.
///
/// Shape   due: when its next promise is broken, or the first one was
struct TownOrder {
  WorkOrderId id;
  std::string number;
  std::string facility_class;
  LocalizedText class_name;
  std::string village_code;
  std::string village_name;
  Severity severity = Severity::normal;
  WorkOrderState state = WorkOrderState::open;
  Time due{};
  bool has_crew = false;
};

/// Shape   late: those whose promise is broken; else those whose promise will be by `until`
struct TownOrderQuery {
  Time now{};
  Time until{};
  bool late = true;
  std::string cursor{};
  int limit = 50;
};

/// The towns that a district looks at, none where the installation is no district's; and what a district
/// reads in one of them.
class TownStore {
 public:
  virtual ~TownStore() = default;
  virtual void save(const Town& town) = 0;  ///< by code, new or changed
  virtual std::optional<Town> find(std::string_view code) = 0;
  virtual std::vector<Town> list() = 0;  ///< by code
  virtual void remove(std::string_view code) = 0;

  /// Of the town whose transaction this is.
  virtual TownCount count(Time now, Time until) = 0;
  virtual Page<TownOrder> orders(const TownOrderQuery& query) = 0;  ///< what is due first, first
};

}  // namespace models
