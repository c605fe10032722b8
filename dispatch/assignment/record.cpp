#include "dispatch/assignment/record.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <map>

#include "dispatch/assignment/decide.h"
#include "dispatch/assignment/decision.h"

namespace dispatch::assignment {
namespace {

constexpr std::int64_t format = 1;
constexpr std::int64_t most_things = 100'000;  // of one sort in one record

class Writer {
 public:
  Writer& put(std::int64_t value) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    text_.append(digits, end).push_back(' ');
    return *this;
  }
  Writer& put(double value) {
    char digits[40];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    text_.append(digits, end).push_back(' ');
    return *this;
  }
  void line() { text_.back() = '\n'; }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

class Reader {
 public:
  explicit Reader(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}
  bool good() const { return good_; }
  std::int64_t number() { return read<std::int64_t>(); }
  Seconds seconds() { return static_cast<Seconds>(bounded(-2'000'000'000, 2'000'000'000)); }
  int index(int count) { return static_cast<int>(bounded(-1, count - 1)); }
  int count() { return static_cast<int>(bounded(0, most_things)); }
  double real() { return read<double>(); }

 private:
  std::int64_t bounded(std::int64_t least, std::int64_t most) {
    const auto value = number();
    if (value < least || value > most) good_ = false;
    return good_ ? value : std::max<std::int64_t>(least, 0);
  }
  template <class Number>
  Number read() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n')) ++at_;
    Number value{};
    const auto [after, code] = std::from_chars(at_, end_, value);
    if (code != std::errc{}) good_ = false;
    at_ = after;
    return good_ ? value : Number{};
  }
  const char* at_;
  const char* end_;
  bool good_ = true;
};

/// Which of a snapshot's crews and stops bear on what was decided, with their new numbers.
struct Selection {
  std::vector<int> crews, stops;
  std::map<int, int> crew_number, stop_number, place_number;
  std::vector<int> places;
  int place(int old) {
    const auto [found, fresh] = place_number.emplace(old, static_cast<int>(places.size()));
    if (fresh) places.push_back(old);
    return found->second;
  }
  int crew(int old) const {
    const auto found = crew_number.find(old);
    return found == crew_number.end() ? nobody : found->second;
  }
};

Selection select(const Snapshot& snapshot, bool whole) {
  Selection chosen;
  const auto& problem = snapshot.problem;
  for (int crew = 0; crew < static_cast<int>(problem.crews.size()); ++crew) {
    if (!whole && first_rule_against(problem.crews[static_cast<std::size_t>(crew)], crew,
                                     problem.stops[static_cast<std::size_t>(snapshot.focus)]) != Rule::none)
      continue;
    chosen.crew_number[crew] = static_cast<int>(chosen.crews.size());
    chosen.crews.push_back(crew);
  }
  const auto take = [&](int stop) {
    chosen.stop_number[stop] = static_cast<int>(chosen.stops.size());
    chosen.stops.push_back(stop);
  };
  if (whole) {
    for (int stop = 0; stop < static_cast<int>(problem.stops.size()); ++stop) take(stop);
    return chosen;
  }
  for (const int crew : chosen.crews)
    for (const int stop : snapshot.routes[static_cast<std::size_t>(crew)]) take(stop);
  take(snapshot.focus);
  return chosen;
}

void write_skills(Writer& out, const SkillSet& skills) {
  std::vector<int> numbers;
  for (int skill = 0; skill < SkillSet::most_skills; ++skill) {
    SkillSet one;
    one.require(skill, 1);
    if (skills.covers(one)) numbers.push_back(skill);
  }
  out.put(static_cast<std::int64_t>(numbers.size()));
  for (const int number : numbers) out.put(std::int64_t{number});
}

SkillSet read_skills(Reader& in) {
  SkillSet skills;
  for (int left = in.count(); left > 0 && in.good(); --left) skills.add(static_cast<int>(in.number()), 1);
  return skills;
}

void write_stop(Writer& out, Selection& chosen, const Stop& stop) {
  out.put(stop.work_orders.front()).put(std::int64_t{chosen.place(stop.place)});
  out.put(static_cast<std::int64_t>(stop.level)).put(std::int64_t{stop.duration});
  out.put(std::int64_t{stop.area}).put(std::int64_t{chosen.crew(stop.pinned_crew)});
  out.put(std::int64_t{stop.pinned_start}).put(std::int64_t{chosen.crew(stop.published_crew)});
  out.put(std::int64_t{stop.announced_start}).put(std::int64_t{chosen.crew(stop.preferred_crew)});
  out.put(std::int64_t{stop.postponed_start}).put(static_cast<std::int64_t>(stop.targets.size()));
  for (const auto& target : stop.targets)
    out.put(std::int64_t{target.due}).put(std::int64_t{target.after_start});
  write_skills(out, stop.skills);
  out.line();
}

Stop read_stop(Reader& in, int places, int crews) {
  Stop stop;
  stop.work_orders = {in.number()};
  stop.place = std::max(0, in.index(places));
  stop.level = static_cast<Level>(std::clamp<std::int64_t>(in.number(), 0, 2));
  stop.duration = in.seconds();
  stop.area = in.index(static_cast<int>(most_things));
  stop.pinned_crew = in.index(crews);
  stop.pinned_start = in.seconds();
  stop.published_crew = in.index(crews);
  stop.announced_start = in.seconds();
  stop.preferred_crew = in.index(crews);
  stop.postponed_start = in.seconds();
  for (int left = in.count(); left > 0 && in.good(); --left) {
    Target target;
    target.due = in.seconds();
    target.after_start = in.seconds();
    stop.targets.push_back(target);
  }
  stop.skills = read_skills(in);
  return stop;
}

void write_crew(Writer& out, Selection& chosen, const Crew& crew) {
  out.put(crew.id).put(std::int64_t{chosen.place(crew.place)}).put(std::int64_t{crew.free_at});
  out.put(std::int64_t{crew.shift_end}).put(std::int64_t{crew.most_overtime});
  out.put(std::int64_t{crew.capacity}).put(std::int64_t{crew.available}).put(std::int64_t{crew.on_call});
  std::vector<std::int64_t> areas;
  for (std::size_t i = 0; i < crew.areas.size(); ++i)
    if (crew.areas[i]) areas.push_back(static_cast<std::int64_t>(i));
  out.put(static_cast<std::int64_t>(crew.areas.size())).put(static_cast<std::int64_t>(areas.size()));
  for (const auto area : areas) out.put(area);
  write_skills(out, crew.skills);
  out.line();
}

Crew read_crew(Reader& in, int places) {
  Crew crew;
  crew.id = in.number();
  crew.place = std::max(0, in.index(places));
  crew.free_at = in.seconds();
  crew.shift_end = in.seconds();
  crew.most_overtime = in.seconds();
  crew.capacity = in.count();
  crew.available = in.number() != 0;
  crew.on_call = in.number() != 0;
  crew.areas.assign(static_cast<std::size_t>(in.count()), false);
  for (int left = in.count(); left > 0 && in.good(); --left) {
    const int area = in.index(static_cast<int>(crew.areas.size()));
    if (area >= 0) crew.areas[static_cast<std::size_t>(area)] = true;
  }
  crew.skills = read_skills(in);
  return crew;
}

}  // namespace

std::string to_text(const Snapshot& snapshot, bool whole) {
  auto chosen = select(snapshot, whole);
  Writer stops, crews, head, points;
  for (const int stop : chosen.stops)
    write_stop(stops, chosen, snapshot.problem.stops[static_cast<std::size_t>(stop)]);
  for (const int crew : chosen.crews) {
    write_crew(crews, chosen, snapshot.problem.crews[static_cast<std::size_t>(crew)]);
    const auto& route = snapshot.routes[static_cast<std::size_t>(crew)];
    crews.put(std::int64_t{snapshot.frozen[static_cast<std::size_t>(crew)]});
    crews.put(static_cast<std::int64_t>(route.size()));
    for (const int stop : route) crews.put(std::int64_t{chosen.stop_number.at(stop)});
    crews.line();
  }
  for (const int place : chosen.places) {
    const auto& point = snapshot.points[static_cast<std::size_t>(place)];
    points.put(point.position.latitude).put(point.position.longitude);
    points.put(static_cast<std::int64_t>(point.road));
    points.line();
  }
  head.put(format).put(models::to_unix(snapshot.epoch));
  head.put(std::int64_t{snapshot.focus < 0 ? -1 : chosen.stop_number.at(snapshot.focus)});
  head.put(static_cast<std::int64_t>(chosen.places.size()));
  head.put(static_cast<std::int64_t>(chosen.stops.size()))
      .put(static_cast<std::int64_t>(chosen.crews.size()));
  head.line();
  return head.take() + points.take() + stops.take() + crews.take();
}

std::optional<Recorded> parse_record(std::string_view text) {
  Reader in(text);
  Recorded record;
  if (in.number() != format) return std::nullopt;
  record.epoch = models::from_unix(in.number());
  record.focus = static_cast<int>(in.number());
  const int places = in.count(), stops = in.count(), crews = in.count();
  std::vector<TravelPoint> points;
  for (int i = 0; i < places && in.good(); ++i) {
    TravelPoint point;
    point.position.latitude = in.real();
    point.position.longitude = in.real();
    point.road = static_cast<RoadClass>(std::clamp<std::int64_t>(in.number(), 0, 2));
    points.push_back(std::move(point));
  }
  for (int i = 0; i < stops && in.good(); ++i) record.problem.stops.push_back(read_stop(in, places, crews));
  for (int i = 0; i < crews && in.good(); ++i) {
    record.problem.crews.push_back(read_crew(in, places));
    record.frozen.push_back(in.count());
    auto& route = record.routes.emplace_back();
    for (int left = in.count(); left > 0 && in.good(); --left) route.push_back(std::max(0, in.index(stops)));
  }
  if (!in.good() || record.focus >= stops || places == 0) return std::nullopt;
  record.problem.prices.postponed = prices_of_postponing;
  const StraightLineTravel roads;
  for (int i = 0; i < places; ++i)
    record.problem.travel.add([&](int from, int to) {
      return roads.seconds(points[static_cast<std::size_t>(from)], points[static_cast<std::size_t>(to)]);
    });
  if (!faults(record.problem).empty()) return std::nullopt;
  return record;
}

Replay replay(const models::Publication& publication, models::WorkOrderId order,
              const models::AssignmentDecision& decision) {
  Replay result;
  const auto fail = [&](const char* why) {
    result.why_not = why;
    return result;
  };
  if (publication.engine_version != engine_version) return fail("engine_version");
  if (publication.snapshot.empty()) return fail("no_snapshot");
  const auto record = parse_record(publication.snapshot);
  if (!record) return fail("bad_snapshot");
  Plan plan = plan_of(record->problem, record->routes, record->frozen);
  int stop = record->focus;
  if (stop >= 0) {
    settle(plan, stop);
  } else {
    for (int i = 0; i < static_cast<int>(record->problem.stops.size()); ++i)
      if (record->problem.stops[static_cast<std::size_t>(i)].work_orders.front() == order.value) stop = i;
    if (stop < 0) return fail("not_in_it");
    make_better(plan, publication.seed, publication.steps, {});
  }
  if (record->problem.stops[static_cast<std::size_t>(stop)].work_orders.front() != order.value)
    return fail("not_in_it");
  result.possible = true;
  const int crew = plan.crew_of(stop);
  if (crew != nobody) {
    result.crew = models::CrewId{record->problem.crews[static_cast<std::size_t>(crew)].id};
    result.arrival = record->epoch + models::Duration{plan.start_of(stop)};
  }
  const auto stored = decision.chosen ? decision.chosen->crew : models::CrewId{};
  result.same = result.crew == stored && (!decision.chosen || result.arrival == decision.chosen->arrival);
  return result;
}

}  // namespace dispatch::assignment
