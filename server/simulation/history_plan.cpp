#include "server/simulation/history_plan.h"

#include <algorithm>
#include <utility>

#include "server/simulation/history_words.h"

// The shares in this file are assumptions; docs/operating.md lists them.
namespace simulation {
namespace {

using models::Channel;
using Ending = models::Outcome;
using town::Chance;

constexpr Seconds minute = 60;
constexpr double spare_unit = 0.25;      // a heater whose part is missing: repaired for now
constexpr double wrong_crew = 0.025;     // sent to another crew first
constexpr double slow_to_accept = 0.05;  // takes more than a quarter of an hour
constexpr double reached = 0.8, solved = 0.955;
constexpr double comes_back = 0.015, praises = 0.12;
constexpr double rejected_too = 0.02;  // beside each order: what is not the town's to repair
constexpr int most_rounds = 3;

/// Tells one order's story, step by step; each step a little after the one before.
class Teller {
 public:
  Teller(HistoryPlan& plan, const Town& town, const World& world, const Roster& roster, int index)
      : plan_(plan),
        town_(town),
        world_(world),
        roster_(roster),
        what_(world.orders[static_cast<std::size_t>(index)]),
        kind_(town.kinds[static_cast<std::size_t>(what_.kind)]),
        chance_(stream(world.options.seed, "history", static_cast<std::uint64_t>(index))),
        story_(static_cast<int>(plan.stories.size())) {
    plan.stories.emplace_back();
  }

  void tell(const std::vector<const Visit*>& visits, const OrderResult& result) {
    add_report(channel());
    step(what_.received, HistoryStep::receive);
    now_ = what_.received;
    step_after(90 + below(4 * minute), HistoryStep::open);
    repeats();
    if (first().channel != Channel::hotline) contact();
    for (const auto* visit : visits)
      if (!tell_visit(*visit, visit == visits.front())) return;
    if (result.state == OrderState::called_off)
      step_at(result.finished, HistoryStep::cancel).words = cancel_words(chance_);
    else if (result.state == OrderState::done)
      finish(1);
  }

 private:
  Seconds below(Seconds most) {
    return static_cast<Seconds>(chance_.below(static_cast<std::uint64_t>(most)));
  }
  const HistoryReport& first() const { return plan_.stories[static_cast<std::size_t>(story_)].front(); }
  bool heater() const { return kind_.facility_class == "heater"; }

  HistoryMoment& step(Seconds at, HistoryStep what, int report = 0) {
    auto& moment = plan_.moments.emplace_back();
    moment.at = world_.time(at);
    moment.story = story_;
    moment.step = what;
    moment.report = report;
    return moment;
  }
  HistoryMoment& step_at(Seconds at, HistoryStep what) {
    now_ = std::max(at, now_ + 1);
    return step(now_, what);
  }
  HistoryMoment& step_after(Seconds length, HistoryStep what) { return step_at(now_ + length, what); }

  Channel channel() {
    const double drawn = chance_.unit();
    if (heater())
      return drawn < 0.72 ? Channel::hotline : drawn < 0.88 ? Channel::web : Channel::village_group;
    return drawn < 0.45   ? Channel::hotline
           : drawn < 0.65 ? Channel::web
           : drawn < 0.85 ? Channel::village_group
                          : Channel::inspection;
  }

  void add_report(Channel by) {
    HistoryReport report;
    report.channel = by;
    report.facility = what_.site;
    report.village = town_.villages[static_cast<std::size_t>(what_.village)].code;
    report.kind = kind_.code;
    report.words = kind_.wording.empty() ? kind_.name.zh : kind_.wording[chance_.below(kind_.wording.size())];
    report.frail_person = what_.frail_person;
    report.danger = what_.danger;
    plan_.stories[static_cast<std::size_t>(story_)].push_back(std::move(report));
  }

  void repeats() {
    for (int i = 0; i < what_.repeats; ++i) {
      const Seconds at =
          std::max(what_.received + what_.repeated_after.at(static_cast<std::size_t>(i)), now_ + 1);
      auto by = channel();
      if (by == Channel::inspection) by = Channel::web;
      add_report(by);
      step(at, HistoryStep::receive, i + 1);
      step(at + minute + below(3 * minute), HistoryStep::merge, i + 1);
    }
  }

  void contact() {
    const bool late = happens(chance_, 0.06);
    // The desk rings while the crew drives: the rest of the story does not wait for it.
    step(now_ + (late ? 20 * minute + below(3 * hour) : minute + below(8 * minute)), HistoryStep::contact);
  }

  void send(const Visit& visit, bool is_first) {
    const auto& duty = roster_.duties[static_cast<std::size_t>(visit.duty)];
    const auto& crew = roster_.people[static_cast<std::size_t>(visit.person)].name;
    const Seconds begins = is_first ? duty.from + minute : std::max(duty.from + minute, visit.depart - hour);
    const Seconds at = std::max(now_ + 2, std::min(visit.depart, begins));
    if (is_first && visit.depart > at + 45 * minute && happens(chance_, wrong_crew))
      if (const auto* other = another_crew(crew)) {
        step_at(at, HistoryStep::send).crew = *other;
        auto& moved = step_after(8 * minute + below(20 * minute), HistoryStep::send_by_hand);
        moved.crew = crew;
        moved.words = "不归这组的片区，改派";
        crew_ = crew;
        return;
      }
    step_at(at, HistoryStep::send).crew = crew;
    crew_ = crew;
  }

  const std::string* another_crew(const std::string& crew) {
    std::vector<const std::string*> others;
    for (const auto& one : town_.crews)
      if (one.active && one.code != crew &&
          std::find(one.skills.begin(), one.skills.end(), kind_.skill) != one.skills.end())
        others.push_back(&one.code);
    return others.empty() ? nullptr : others[chance_.below(others.size())];
  }

  void go(const Visit& visit, bool is_first) {
    if (crew_ != roster_.people[static_cast<std::size_t>(visit.person)].name) send(visit, is_first);
    const Seconds takes =
        happens(chance_, slow_to_accept) ? 16 * minute + below(hour) : minute + below(8 * minute);
    if (now_ + takes < visit.arrive) step_after(takes, HistoryStep::accept);
    step_at(visit.arrive, HistoryStep::arrive);
    there_ = true;
    if (what_.severity == models::Severity::danger && !safe_) {
      safe_ = true;
      const Seconds needs = std::min<Seconds>(15 * minute, what_.needs / 3);
      if (visit.how != VisitEnd::nobody_home) step_after(needs, HistoryStep::make_safe);
    }
  }

  /// Whether the story goes on.
  bool tell_visit(const Visit& visit, bool is_first) {
    if (visit.arrive >= world_.end()) return false;
    if (!there_ || crew_ != roster_.people[static_cast<std::size_t>(visit.person)].name) go(visit, is_first);
    switch (visit.how) {
      case VisitEnd::done:
        now_ = std::max(now_ + 1, visit.end);
        return visit.end < world_.end();
      case VisitEnd::broken_off:
        return true;
      case VisitEnd::nobody_home: {
        auto& pause = step_at(visit.end, HistoryStep::pause);
        pause.words = "no_access";
        pause.more = "敲门无人，电话约改期";
        break;
      }
      case VisitEnd::part_missing:
        if (heater() && happens(chance_, spare_unit)) {
          patch(visit.end);
          return visit.again >= 0;
        }
        auto& pause = step_at(visit.end, HistoryStep::pause);
        pause.words = "waiting_part";
        pause.more = "配件已报，到货再来";
        break;
    }
    if (visit.again < 0) return false;
    step_at(visit.again, HistoryStep::resume);
    return true;
  }

  /// The spare unit heats; the work that is still owed goes on in another order.
  void patch(Seconds at) {
    resolve(at, Ending::temporary);
    there_ = false;
    auto& close = step(desk_time(), HistoryStep::close_patched);
    close.words = "callback";
    close.more = "电话回访：备用机已供暖";
  }

  void resolve(Seconds at, Ending outcome) {
    auto& moment = step_at(at, HistoryStep::resolve);
    moment.outcome = outcome;
    const auto words = outcome == Ending::repaired ? repair_words(kind_, chance_) : outcome_words(outcome);
    moment.words = words.cause;
    moment.more = words.action;
  }

  Ending outcome() {
    const double drawn = chance_.unit();
    if (kind_.code == "HP-09" && drawn < 0.4) return Ending::working_normally;
    if (drawn > 0.988) return Ending::working_normally;
    if (drawn > 0.980) return Ending::false_report;
    if (drawn > 0.973) return Ending::not_ours;
    if (drawn > 0.968) return Ending::not_repairable;
    if (drawn > 0.964) return Ending::duplicate;
    return Ending::repaired;
  }

  /// In office hours, half an hour to a day later.
  Seconds desk_time() {
    Seconds at = now_ + hour / 2 + below(20 * hour);
    // Whether a lamp burns again shows only in the dark.
    if (kind_.facility_class == "streetlight") {
      const Seconds midnight = now_ - now_ % day_length;
      const auto dusk =
          midnight + sun_times(world_.time(midnight + 12 * hour), town_.centre).sunset + hour / 2;
      at = std::max(at, now_ > dusk ? dusk + day_length : dusk);
    }
    const Seconds of_day = at % day_length, opens = 8 * hour + 30 * minute;
    if (of_day < opens) return at - of_day + opens + below(90 * minute);
    return of_day > 18 * hour ? at - of_day + day_length + opens + below(90 * minute) : at;
  }

  void finish(int round) {
    const auto how = round == 1 ? outcome() : Ending::repaired;
    resolve(now_, how);
    const bool own_page = first().channel == Channel::web && happens(chance_, praises);
    const bool checked = first().channel == Channel::inspection;
    const bool works = how != Ending::repaired || happens(chance_, solved);
    const bool spoken = !checked && happens(chance_, reached);
    if (spoken && !works && round < most_rounds) {
      step_at(desk_time(), HistoryStep::reopen).words =
          "回访：" + std::string(unsolved_words(kind_.facility_class, chance_));
      return again(round);
    }
    auto& close = step_at(desk_time(), HistoryStep::close);
    close.words = checked ? "visit" : spoken ? "callback" : happens(chance_, 0.3) ? "visit" : "none";
    close.yes = close.words != "none";
    close.more = spoken ? "电话回访：已解决" : close.yes ? "现场核查：正常" : "三次未接通";
    if (own_page) {
      auto& judge = step_after(10 * minute + below(20 * hour), HistoryStep::judge);
      judge.words = praise_words(chance_);
    } else if (how == Ending::repaired && round < most_rounds && happens(chance_, comes_back)) {
      auto& judge = step_after(6 * hour + below(5 * day_length), HistoryStep::judge);
      judge.yes = false;
      judge.words = unsolved_words(kind_.facility_class, chance_);
      again(round);
    }
  }

  /// What came back is looked at again by the same crew; its visit is not part of the simulated day.
  void again(int round) {
    step_after(2 * minute + below(10 * minute), HistoryStep::accept);
    Seconds at = now_ + hour / 2 + below(4 * hour);
    const Seconds of_day = at % day_length;
    if (of_day < 8 * hour) at += 8 * hour - of_day + below(2 * hour);
    if (of_day >= 20 * hour) at += day_length - of_day + 8 * hour + below(2 * hour);
    step_at(at, HistoryStep::arrive);
    now_ += 15 * minute + below(90 * minute);
    finish(round + 1);
  }

  HistoryPlan& plan_;
  const Town& town_;
  const World& world_;
  const Roster& roster_;
  const WorldOrder& what_;
  const models::FaultKind& kind_;
  Chance chance_;
  int story_;
  Seconds now_ = 0;
  std::string crew_;
  bool there_ = false;  // the crew of the last visit has the order in hand
  bool safe_ = false;
};

/// A report that never becomes an order.
void tell_aside(HistoryPlan& plan, const World& world, Seconds at, HistoryReport report, HistoryStep end,
                std::string_view why, Seconds after) {
  const int story = static_cast<int>(plan.stories.size());
  plan.stories.push_back({std::move(report)});
  for (const auto& [time, step] : {std::pair{at, HistoryStep::receive}, std::pair{at + after, end}}) {
    auto& moment = plan.moments.emplace_back();
    moment.at = world.time(time);
    moment.story = story;
    moment.step = step;
    moment.words = why;
  }
}

void tell_asides(HistoryPlan& plan, const Town& town, const World& world) {
  if (town.villages.empty()) return;
  auto chance = stream(world.options.seed, "asides");
  const auto village = [&] { return town.villages[chance.below(town.villages.size())].code; };
  const auto moment = [&] {
    return static_cast<Seconds>(chance.below(static_cast<std::uint64_t>(world.end())));
  };
  const auto gas = std::find_if(town.kinds.begin(), town.kinds.end(),
                                [](const auto& kind) { return kind.refer_to == "119"; });
  for (int i = 0; gas != town.kinds.end() && i < world.handed_over; ++i)
    tell_aside(plan, world, moment(),
               {Channel::hotline, "", village(), gas->code,
                gas->wording.empty() ? gas->name.zh : gas->wording[0], false, true},
               HistoryStep::refer, "燃气泄漏，转消防。", 40);
  const auto count = static_cast<int>(static_cast<double>(world.orders.size()) * rejected_too);
  for (int i = 0; i < count; ++i)
    tell_aside(plan, world, moment(), {Channel::web, "", village(), "", "小区里楼道灯不亮", false, false},
               HistoryStep::reject, "这处设施不归镇里管护，已告知联系物业。", 10 * minute);
}

}  // namespace

HistoryPlan plan_history(const Town& town, const World& world, const Roster& roster, const Outcome& outcome,
                         models::Time now) {
  HistoryPlan plan;
  std::vector<std::vector<const Visit*>> visits(world.orders.size());
  for (const auto& visit : outcome.visits) visits[static_cast<std::size_t>(visit.order)].push_back(&visit);
  for (std::size_t i = 0; i < world.orders.size(); ++i)
    Teller(plan, town, world, roster, static_cast<int>(i)).tell(visits[i], outcome.orders[i]);
  tell_asides(plan, town, world);
  std::erase_if(plan.moments, [&](const auto& moment) { return moment.at >= now; });
  std::stable_sort(plan.moments.begin(), plan.moments.end(),
                   [](const auto& one, const auto& other) { return one.at < other.at; });
  return plan;
}

}  // namespace simulation
