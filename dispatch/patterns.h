#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/crew.h"
#include "models/figures.h"
#include "models/work_order.h"

/// Where, when and for whom faults keep coming: counted from the orders received in a period.
namespace dispatch {

/// What an order tells of that.
///
/// Shape   late: past its resolve limit, or resolved after it
struct PatternOrder {
  models::WorkOrderId id;
  std::string village_code;
  std::string facility_class;
  models::FacilityId facility;
  std::string circuit;
  models::CrewId crew;
  models::Time received_at{};
  std::optional<models::Time> arrived_at;
  bool resolved = false;
  bool late = false;
  int reopened = 0;
};

/// Joins what the figures know of an order to what its own row says. Orders that are left out of every figure
/// are left out here too, and so is what was received outside the period.
///
/// Shape   both by any order; only ids that stand in both
std::vector<PatternOrder> pattern_orders(const std::vector<models::OrderFacts>& facts,
                                         const std::vector<models::WorkOrder>& orders,
                                         const models::FiguresQuery& period);

/// Which hour of the week a moment lies in.
///
/// Shape   weekday: ISO, 1 Monday … 7 Sunday
/// Units   the town's time
struct HourOfWeek {
  int weekday = 1;
  int hour = 0;
};
HourOfWeek hour_of_week(models::Time moment, int utc_offset_seconds);

/// Orders by the hour in which their first report was received.
///
/// Shape   count[weekday - 1][hour]
struct WeekGrid {
  std::array<std::array<std::int64_t, 24>, 7> count{};
};
WeekGrid by_hour_of_week(const std::vector<PatternOrder>& orders, int utc_offset_seconds);

struct VillageCount {
  std::string village_code;
  std::string facility_class;
  std::int64_t count = 0;
};
/// By village, then class.
std::vector<VillageCount> by_village_and_class(const std::vector<PatternOrder>& orders);

/// A facility or a circuit with more than one order in the period.
///
/// Shape   either facility or circuit; came_back: reopened after a resolution; last: when the latest was
/// opened
struct Repeater {
  models::FacilityId facility;
  std::string circuit;
  std::string village_code;
  std::string facility_class;
  std::int64_t orders = 0;
  std::int64_t came_back = 0;
  models::Time last{};
};
/// The worst first: most orders, then the latest; at most `limit`.
std::vector<Repeater> repeaters(const std::vector<PatternOrder>& orders, std::size_t limit);

/// What one crew had to do.
///
/// Shape   per_shift: orders for every 8 hours on shift, nothing without any; at_night: reached between 22
/// and
///         6 o'clock, at_weekend: on a Saturday or Sunday; late: past the resolve limit
/// Units   on_shift: scheduled, within the period and not after now
struct CrewLoad {
  models::CrewId crew;
  std::int64_t orders = 0;
  std::int64_t resolved = 0;
  std::int64_t late = 0;
  std::int64_t at_night = 0;
  std::int64_t at_weekend = 0;
  models::Duration on_shift{0};
  std::optional<double> per_shift;
};
/// The numbers of a load that are part of its orders.
enum class LoadPart : int { resolved, late, at_night, at_weekend };
std::optional<LoadPart> parse_load_part(std::string_view word);
bool in_load_part(LoadPart part, const PatternOrder& order, int utc_offset_seconds);

/// Active crews, and those that had orders.
std::vector<CrewLoad> crew_loads(const std::vector<PatternOrder>& orders,
                                 const std::vector<models::Crew>& crews, const models::FiguresQuery& period);

/// How evenly the crews of one skill share the work: (Σx)² ÷ (n · Σx²) of their orders for each shift. 1: all
/// alike, 1/n: one does everything.
///
/// Source  R. Jain, D. Chiu, W. Hawe: A quantitative measure of fairness, DEC TR-301 (1984)
struct Fairness {
  std::string skill;
  std::vector<models::CrewId> crews;
  double index = 1;
};
/// By skill; only skills that two or more crews on shift have, with at least one order.
std::vector<Fairness> fairness_of(const std::vector<CrewLoad>& loads, const std::vector<models::Crew>& crews);

}  // namespace dispatch
