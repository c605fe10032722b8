#pragma once
#include <functional>
#include <optional>
#include <queue>
#include <tuple>
#include <vector>

#include "server/simulation/day_plan.h"

/// The inside of simulate(): the queue of events and what they do.
namespace simulation {

inline constexpr Seconds day_opens = 5 * hour;  ///< the quietest hour: what is left over is planned anew
inline constexpr Seconds longest_make_safe = 15 * 60;  ///< or a third of the work, if that is less

class Engine {
 public:
  Engine(Town& town, const World& world, const Roster& roster, Policy& policy, const RunOptions& options);
  Outcome run();

 private:
  enum class Kind { open_day, receive, release, give_up, arrive, finish, begin_duty, tick, foretell };
  struct Event {
    Seconds at;
    std::int64_t serial;
    Kind kind;
    int index;
    bool operator>(const Event& other) const {
      return std::tie(at, serial) > std::tie(other.at, other.serial);
    }
  };
  struct RunningOrder {
    models::WorkOrder order;  // clocks and pauses only
    OrderState state = OrderState::waiting;
    bool received = false;
    int visits = 0;
    bool part_fetched = false;
    Seconds needs = 0;
    Seconds expected = 0;
    Seconds finished = -1;
    int stop = -1;
    std::vector<models::SlaTarget> promises;  // of that stop, in the order of its targets
    int planned_duty = -1;
  };
  struct RunningPerson {
    int visit = -1;  // -1: free
    bool arrived = false;
  };

  void push(Seconds at, Kind kind, int index) { events_.push({at, serial_++, kind, index}); }
  RunningOrder& order(int index) { return orders_[static_cast<std::size_t>(index)]; }
  const WorldOrder& truth(int index) const { return world_.orders[static_cast<std::size_t>(index)]; }
  const Duty& duty(int index) const { return roster_.duties[static_cast<std::size_t>(index)]; }

  bool happen(const Event& event);  // whether there is something to think about anew

  // engine_plan.cpp
  void open_day(int day);
  void add_crew(int index, dispatch::assignment::Problem& problem);
  dispatch::assignment::Stop make_stop(int index) const;
  DayPlan::Place place_of(int index) const;
  int put_stop(dispatch::assignment::Problem& problem, dispatch::assignment::Stop stop, int index);
  void add_busy(const RunningPerson& who, Opening& opening);
  void add_expected(const Emergency& emergency, Opening& opening);
  void add_stop(int index);

  // engine_visits.cpp
  void send_idle();
  bool something_waits() const;
  bool is_idle(int index) const;
  bool allowed(const Sending& sending) const;
  void depart(const Sending& sending);
  void arrive(int index);
  void finish(int index);
  Seconds wait(int index, Seconds length);  // until when

  void receive(int index);
  void release(int index);
  bool give_up(int index);
  bool begin_duty(int index);
  Outcome finish_up();

  // engine_forecast.cpp
  void foretell();
  void count_lately(dispatch::assignment::ForecastOptions& asked) const;
  void note_promises(int index);
  void note_chances(int index, const std::vector<double>& late);
  std::vector<dispatch::assignment::Arrivals> arrivals_of_last_days() const;
  void see_what_came();

  Town& town_;
  const World& world_;
  const Roster& roster_;
  Policy& policy_;
  const RunOptions& options_;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
  std::int64_t serial_ = 0;
  Seconds now_ = 0, next_tick_ = 0, postponed_ = 0;
  std::vector<RunningOrder> orders_;
  std::vector<RunningPerson> people_;
  std::vector<std::optional<models::Position>> duty_place_;  // of the last visit
  std::vector<bool> ill_;                                    // by duty
  DayPlan plan_;
  Outcome outcome_;
};

}  // namespace simulation
