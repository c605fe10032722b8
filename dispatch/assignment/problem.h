#pragma once
#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "dispatch/assignment/cost_function.h"
#include "dispatch/travel.h"

/// The planning problem: who could go where by when, in whole seconds and plain integers. Made from the
/// register by snapshot.h, from a file by the benchmarks, from chance by the simulator; everything that
/// searches reads only this.
namespace dispatch::assignment {

/// How much one thing weighs against another.
///
/// Units   seconds of travel: "how much driving is this worth"
/// Source  docs/decisions/0011-the-objective-of-the-plan.md
struct Prices {
  std::array<int, 3> late_per_minute{360, 30, 1};          ///< by Level
  std::array<int, 3> missed{25000, 4000, 3000};            ///< once, when a limit is passed; by Level
  std::array<int, 3> postponed{1500, 1500, 600};           ///< left for the next shift; by Level
  std::array<int, 3> moved_to_another_crew{60, 900, 900};  ///< after publication; by Level
  std::array<int, 3> sooner_per_minute{1, 1, 1};           ///< each minute until a visit begins; by Level
  int given_to_a_crew = 200;                               ///< after it was published that nobody comes
  int overtime_per_second = 4;
  int other_crew_than_preferred = 300;
  int shifted_per_minute = 20;      ///< an announced arrival that moves by more than `shift_free`
  Seconds shift_free = 15 * 60;     ///< so much an announced arrival may move unnoticed
  int waiting_per_ten_seconds = 1;  ///< of a crew that is early
};

/// How bad it is when a limit is missed; the first is the worst.
enum class Level : std::uint8_t { danger, urgent, normal };

/// Skills with levels, as bits: a crew has all that a stop asks.
class SkillSet {
 public:
  static constexpr int most_skills = 64;
  static constexpr int most_levels = 4;

  /// A crew's skill at a level has all levels below it too; a stop asks for one.
  ///
  /// Units   skill 0–63, level 1–4; what lies outside is left out by `add` and can be asked with `fits`
  static bool fits(int skill, int level) {
    return skill >= 0 && skill < most_skills && level >= 1 && level <= most_levels;
  }
  void add(int skill, int level) {
    for (int i = 1; fits(skill, i) && i <= level; ++i)
      words_[static_cast<std::size_t>(i - 1)] |= 1ULL << skill;
  }
  void require(int skill, int level) {
    if (fits(skill, level)) words_[static_cast<std::size_t>(level - 1)] |= 1ULL << skill;
  }
  /// Also everything that the other set has, with the levels below.
  void add_all(const SkillSet& other) {
    std::uint64_t above = 0;
    for (std::size_t i = words_.size(); i-- > 0;) words_[i] |= above |= other.words_[i];
  }
  bool covers(const SkillSet& wanted) const {
    std::uint64_t missing = 0;
    for (std::size_t i = 0; i < words_.size(); ++i) missing |= wanted.words_[i] & ~words_[i];
    return missing == 0;
  }
  /// The same skills at level 1: does the crew know the trade at all?
  bool covers_trade(const SkillSet& wanted) const {
    std::uint64_t asked = 0;
    for (const auto word : wanted.words_) asked |= word;
    return (asked & ~words_[0]) == 0;
  }
  bool operator==(const SkillSet&) const = default;

 private:
  std::array<std::uint64_t, most_levels> words_{};
};

/// A promise about one stop.
///
/// Units   due: seconds after the problem's epoch; after_start: how long after the start of the visit it is
///         kept (0 for arrival, the estimate for the resolution)
struct Target {
  Seconds due = 0;
  Seconds after_start = 0;
  Seconds doubt = 0;  ///< it may begin so much earlier or later than planned; being close to the limit costs
};

/// So many of a spare part; parts are numbered by the problem's maker.
struct PartCount {
  int part = 0;
  int count = 1;
};

inline constexpr int nobody = -1;
inline constexpr Seconds never = std::numeric_limits<Seconds>::max() / 2;

/// One place where one or more work orders are done in one visit: one order, or the dark lamps of a circuit.
///
/// Units   seconds; times count from the problem's epoch
struct Stop {
  std::vector<std::int64_t> work_orders;  ///< ids; the first gives the stop its name
  int place = 0;                          ///< of the travel matrix
  Level level = Level::normal;
  Seconds release = 0;   ///< not to be started before
  Seconds duration = 0;  ///< expected
  Seconds spread = 0;    ///< standard deviation of the duration
  std::vector<Target> targets;
  SkillSet skills;
  int area = -1;            ///< the village's number; -1: not known, so every crew may go
  int warranty_owner = -1;  ///< only this owner's crews may touch it
  std::vector<PartCount> parts;
  int crews_needed = 1;          ///< 1 or 2; LivePlan makes two stops of an order for two crews
  int partner = -1;              ///< the other of the two: not for the same crew, and they begin together
  int pinned_crew = nobody;      ///< a person says who
  Seconds pinned_start = -1;     ///< a person says when; -1: free
  int published_crew = nobody;   ///< who was told to go
  Seconds announced_start = -1;  ///< when people were told it begins; -1: not told
  int preferred_crew = nobody;
  bool told_nobody = false;         ///< it was published that nobody comes yet
  Seconds postponed_start = never;  ///< when it begins if this plan leaves it out: the next shift's opening
  bool open = true;                 ///< false: done or cancelled; its number stays
};

/// A stretch in which a crew neither drives nor works.
struct Break {
  Seconds from = 0;
  Seconds to = 0;
};

struct CrewSkill {
  int skill = 0;
  int level = 1;
};

/// People who go out together, from the moment when they are free.
///
/// Units   seconds from the problem's epoch
struct Crew {
  std::int64_t id = 0;
  int place = 0;        ///< where it is when free
  Seconds free_at = 0;  ///< earliest next departure: after the frozen visits (on site, under way)
  int end_place = -1;   ///< where the shift must end; -1: anywhere
  Seconds shift_end = never;
  Seconds most_overtime = 0;  ///< beyond shift_end; hard
  std::vector<Break> breaks;  ///< in order, apart from each other, after free_at or across it
  SkillSet skills;
  std::vector<bool> areas;   ///< by area; empty: all
  int owner = -1;            ///< contractor; -1: the town's own
  std::vector<int> stock;    ///< by part; shorter: none of the rest
  int capacity = 1000;       ///< stops
  int price_per_minute = 0;  ///< what a minute of it is worth elsewhere, in seconds of travel: see coverage.h
  bool available = true;     ///< false: ill, off, inactive
  bool on_call = false;      ///< outside its shift: only danger and urgent stops

  /// Whether it goes to that village; who has no list goes to all, and a place without a village is
  /// everybody's.
  bool serves(int area) const {
    const auto at = static_cast<std::size_t>(area);
    return area < 0 || areas.empty() || (at < areas.size() && areas[at]);
  }
};

struct Problem {
  TravelMatrix travel;
  std::vector<Stop> stops;
  std::vector<Crew> crews;
  Prices prices;
};

/// The rules that can keep a crew from a stop, in the order in which a person would ask.
enum class Rule : std::uint8_t {
  none,
  unavailable,
  pinned_elsewhere,
  skill,        ///< does not know the trade
  skill_level,  ///< knows it, but not so well
  area,
  warranty,
  on_call,  ///< is on call only, and this can wait
  parts,    ///< the van does not carry what is needed
  capacity,
  partner,  ///< it is one of the two crews already
  shift,    ///< no place in the shift, overtime included
};
inline constexpr int rule_count = 12;

/// A machine word for each rule: `skill`, `shift`, …
const char* name(Rule rule);

/// The first rule that does not depend on the rest of the plan; `none` when the crew may go.
Rule first_rule_against(const Crew& crew, int crew_index, const Stop& stop);

/// All such rules, as bits 1 << rule.
unsigned rules_against(const Crew& crew, int crew_index, const Stop& stop);

/// What a stop costs by when it begins, in real time: lateness of its targets and moved announcements.
CostFunction start_cost(const Stop& stop, const Prices& prices);

/// The same without the doubt: what it costs if it really begins then.
CostFunction certain_cost(const Stop& stop, const Prices& prices);

/// What is wrong with a problem: empty when nothing is.
///
/// Shape   one sentence each, naming the stop or crew; at most 50
std::vector<std::string> faults(const Problem& problem);

}  // namespace dispatch::assignment
