#include "server/simulation/roster.h"

#include <algorithm>
#include <array>

#include "dispatch/calendar.h"

namespace simulation {
namespace {

using dispatch::assignment::Break;

struct Shift {
  Seconds from, to;
  Break pause;  ///< from, to in seconds after midnight
};
constexpr Shift day_shift{8 * hour, 17 * hour, {12 * hour, 13 * hour}};
constexpr Shift evening_shift{14 * hour, 23 * hour, {18 * hour, 18 * hour + 45 * 60}};
constexpr Shift night_shift{23 * hour, 32 * hour, {27 * hour, 27 * hour + 45 * 60}};
constexpr Shift on_call_shift{17 * hour, 32 * hour, {0, 0}};

std::vector<std::string> skills_of(const Town& town, Trade trade) {
  switch (trade) {
    case Trade::heating:
      return {"heating"};
    case Trade::streetlight:
      return {"electric", "streetlight"};
    case Trade::toilet:
      return {"fitting", "plumbing", "septic"};
    case Trade::all:
      break;
  }
  return town.skills;
}

// A register crew belongs to the trade when the trade can do all that it can do: the rescue crew stays.
bool belongs(const models::Crew& crew, const std::vector<std::string>& skills) {
  return std::all_of(crew.skills.begin(), crew.skills.end(), [&](const std::string& skill) {
    return std::find(skills.begin(), skills.end(), skill) != skills.end();
  });
}

class Maker {
 public:
  Maker(const Town& town, const World& world) : town_(town), world_(world) {}

  Roster make(Trade trade, const Staffing& staffing) {
    roster_.staffing = staffing;
    const auto skills = skills_of(town_, trade);
    std::vector<models::Position> bases;
    for (const auto& crew : town_.crews)
      if (belongs(crew, skills))
        bases.push_back(crew.base.value_or(town_.centre));
      else if (crew.active)
        add_register_crew(crew);
    if (bases.empty() || trade == Trade::all) bases = bases_of_all();
    for (int i = 0; i < staffing.total(); ++i)
      add_technician(i, skills, bases[static_cast<std::size_t>(i) % bases.size()]);
    return finish();
  }

  Roster make(const std::function<int(const models::Crew&)>& vans) {
    for (const auto& crew : town_.crews)
      for (int van = crew.active ? vans(crew) : 0; van > 0; --van) add_register_crew(crew);
    return finish();
  }

 private:
  Roster finish() {
    std::stable_sort(roster_.duties.begin(), roster_.duties.end(),
                     [](const Duty& one, const Duty& other) { return one.from < other.from; });
    return std::move(roster_);
  }

  std::vector<models::Position> bases_of_all() const {
    std::vector<models::Position> bases;
    for (const auto& crew : town_.crews)
      if (crew.base) bases.push_back(*crew.base);
    if (bases.empty()) bases.push_back(town_.centre);
    return bases;
  }

  Person& add_person(const std::string& name, const std::vector<std::string>& skills,
                     const models::Position& base) {
    auto& person = roster_.people.emplace_back();
    person.name = name;
    person.base = base;
    for (const auto& skill : skills) person.skills.add(town_.skill_number(skill), 1);
    return person;
  }

  void add_duty(Seconds from, Seconds to, bool on_call, const Break& pause) {
    const Seconds end = world_.end() + day_length;
    if (to <= 0 || from >= end) return;
    Duty duty{static_cast<int>(roster_.people.size()) - 1, std::max(from, 0), to, on_call, {}};
    if (pause.to > pause.from && pause.to > duty.from) duty.breaks.push_back(pause);
    roster_.duties.push_back(std::move(duty));
  }

  void add_technician(int number, const std::vector<std::string>& skills, const models::Position& base) {
    add_person("technician " + std::to_string(number + 1), skills, base).counted = true;
    const auto& staffing = roster_.staffing;
    const bool by_day = number < staffing.day;
    const Shift& shift = by_day                                     ? day_shift
                         : number < staffing.day + staffing.evening ? evening_shift
                                                                    : night_shift;
    for (int day = -1; day <= world_.options.days; ++day) {
      const Seconds midnight = day * day_length;
      add_duty(midnight + shift.from, midnight + shift.to, false,
               {midnight + shift.pause.from, midnight + shift.pause.to});
      // Being on call goes round.
      if (by_day && (number + (day + 1) * staffing.on_call) % staffing.day < staffing.on_call)
        add_duty(midnight + on_call_shift.from, midnight + on_call_shift.to, true, {});
    }
  }

  void add_register_crew(const models::Crew& crew) {
    auto& person = add_person(crew.code, crew.skills, crew.base.value_or(town_.centre));
    if (!crew.villages.empty()) {
      for (const auto& village : town_.villages)
        person.areas.push_back(std::find(crew.villages.begin(), crew.villages.end(), village.code) !=
                               crew.villages.end());
    }
    Seconds free_from = 0;
    for (const auto& [from, to] : windows(crew)) {
      if (crew.on_call && from > free_from) add_duty(free_from, from, true, {});
      // A long shift is shared by several people, but the van stops once for a meal.
      const Seconds middle = from + (to - from) / 2;
      add_duty(from, to, false, to - from >= 6 * hour ? Break{middle, middle + 45 * 60} : Break{});
      free_from = to;
    }
    if (crew.on_call && free_from < world_.end()) add_duty(free_from, world_.end() + day_length, true, {});
  }

  // The shifts of a crew on the simulated days; what follows without a gap is one.
  std::vector<std::pair<Seconds, Seconds>> windows(const models::Crew& crew) const {
    std::vector<std::pair<Seconds, Seconds>> found;
    for (int day = -1; day <= world_.options.days; ++day) {
      const Seconds midnight = day * day_length;
      const auto noon = world_.time(midnight + 12 * hour) + models::Duration{utc_offset};
      const auto weekday =
          static_cast<int>(std::chrono::weekday{std::chrono::floor<std::chrono::days>(noon)}.iso_encoding());
      if (crew.shifts.empty()) found.emplace_back(midnight, midnight + day_length);
      for (const auto& span : crew.shifts)
        if (span.weekday == weekday)
          found.emplace_back(midnight + span.from_minute * 60, midnight + span.to_minute * 60);
    }
    std::sort(found.begin(), found.end());
    std::vector<std::pair<Seconds, Seconds>> merged;
    for (const auto& [from, to] : found)
      if (!merged.empty() && from <= merged.back().second && to - merged.back().first <= day_length)
        merged.back().second = std::max(merged.back().second, to);
      else if (to > 0)
        merged.emplace_back(std::max(from, 0), to);
    return merged;
  }

  const Town& town_;
  const World& world_;
  Roster roster_;
};

}  // namespace

std::optional<Trade> parse_trade(std::string_view word) {
  for (const auto trade : {Trade::heating, Trade::streetlight, Trade::toilet, Trade::all})
    if (word == name(trade)) return trade;
  return std::nullopt;
}

const char* name(Trade trade) {
  constexpr std::array<const char*, 4> names{"heating", "streetlight", "toilet", "all"};
  return names.at(static_cast<std::size_t>(trade));
}

Staffing usual_mix(int technicians) {
  Staffing mix;
  if (technicians <= 0) return mix;
  mix.night = technicians >= 5 ? std::max(1, (technicians + 5) / 10) : 0;
  mix.evening = technicians >= 2 ? std::max(1, (technicians * 3 + 5) / 10) : 0;
  mix.day = technicians - mix.night - mix.evening;
  mix.on_call = std::min(mix.day, std::max(1, technicians / 6));
  return mix;
}

double cost_of_day(const Staffing& staffing, const Wages& wages) {
  return staffing.day * wages.day + staffing.evening * wages.evening + staffing.night * wages.night +
         staffing.on_call * wages.on_call;
}

Roster make_roster(const Town& town, Trade trade, const Staffing& staffing, const World& world) {
  return Maker(town, world).make(trade, staffing);
}

Roster make_register_roster(const Town& town, const World& world,
                            const std::function<int(const models::Crew&)>& vans) {
  return Maker(town, world).make(vans);
}

}  // namespace simulation
