#pragma once
#include <span>
#include <vector>

#include "dispatch/assignment/plan.h"

/// Who could be there if an emergency came now, in a quarter of an hour, in an hour? And what is it worth
/// that a crew waits instead of leaving for something that can wait?
///
/// Source  docs/decisions/0014-waiting-where-it-will-matter.md
namespace dispatch::assignment {

/// Where and when emergencies are to be expected.
///
/// Units   per_hour: emergencies expected for each hour; seconds otherwise
/// Shape   one entry for each place and each kind of emergency that some crews can answer and others cannot
struct Expected {
  SkillSet skills;
  int area = -1;
  int place = 0;  ///< of the travel matrix: where it may happen
  double per_hour = 0;
  Seconds limit = 3600;  ///< from the call until somebody must be there
};

/// So long an emergency may take, with this probability.
struct LikelyDuration {
  Seconds duration = 0;
  double probability = 1;
};

/// When nothing else is known.
std::vector<LikelyDuration> one_hour();

struct CoverageOptions {
  std::vector<Expected> expected;  ///< empty: nobody waits for what may come
  std::vector<LikelyDuration> durations = one_hour();
  Seconds until = never;          ///< no emergency is expected after this time
  Seconds horizon = 5400;         ///< so far ahead is looked
  Seconds step = 900;             ///< in such steps
  Seconds wait = 1200;            ///< how long a crew would wait before it is asked again, in thought
  int idle_price_per_hour = 600;  ///< of a crew that waits with work to do, in seconds of travel
  double scarcity = 1.0;          ///< weight of the price of crews whose skills few others have
  double travel_ratio = 1.0;      ///< how long drives really take, beside the plan
  double travel_spread = 0.115;   ///< their standard deviation, beside the plan
};

/// When a crew will be free, as well as is known.
struct Outlook {
  double free_at = 0;
  double variance = 0;
  int place = 0;
  bool idle = false;
};

class Coverage {
 public:
  explicit Coverage(CoverageOptions options) : options_(std::move(options)) {}

  bool empty() const { return options_.expected.empty(); }
  const CoverageOptions& options() const { return options_; }

  /// Looks at everybody's next hours; idle crews are thought to wait.
  void look(const Plan& plan, const std::vector<Outlook>& outlooks, Seconds now);
  /// What the emergencies cost, on average, that are missed because the crew leaves now for these visits.
  Cost price_of_leaving(int crew, std::span<const int> stops);
  /// It does leave.
  void leaves(int crew, std::span<const int> stops);

  /// What a minute of a crew is worth because others lack its skills, in seconds of travel.
  static int scarcity_per_minute(const Problem& problem, int crew, const CoverageOptions& options);

 private:
  struct Kind {
    SkillSet skills;
    std::vector<float> rate;  ///< by zone: emergencies in one step of time
    std::vector<int> crews;
  };
  struct Point {
    double at;
    double doubt;
    int place;
    bool blocked;  ///< leaves for an emergency: not to be had
  };
  void group(const Problem& problem);
  void points(int crew, std::span<const int> stops, double departure);
  void chances(int crew, std::span<const int> stops, double departure, float* out);
  double weight(int step, std::size_t duration) const;
  Point point_for(double moment, double free_at, double leaves_at) const;

  CoverageOptions options_;
  const Plan* plan_ = nullptr;
  std::vector<Outlook> outlooks_;
  Seconds now_ = 0;
  int steps_ = 0;
  bool late_in_the_day_ = false;
  std::size_t durations_ = 1;
  std::size_t cells_ = 0;  ///< steps × durations × zones
  std::vector<int> zones_, zone_area_;
  std::vector<Seconds> zone_limit_;
  std::vector<Kind> kinds_;
  std::vector<float> chances_;  ///< by crew and cell: could it be there in time?
  std::vector<float> others_, fresh_;
  std::vector<Point> points_;
  Seconds shift_end_ = never;
};

}  // namespace dispatch::assignment
