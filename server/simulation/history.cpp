#include "server/simulation/history.h"

#include <algorithm>
#include <array>
#include <utility>

#include "dispatch/assignment/publishing.h"
#include "dispatch/closure.h"
#include "dispatch/escalation.h"
#include "dispatch/escalation_chain.h"
#include "dispatch/intake.h"
#include "dispatch/lifecycle.h"
#include "dispatch/opening.h"
#include "dispatch/requests.h"
#include "dispatch/triage.h"
#include "dispatch/verdict.h"
#include "models/names.h"
#include "server/simulation/history_words.h"

namespace simulation {
namespace {

using dispatch::Step;
using models::Result;
using models::Role;

constexpr int heating_vans = 3;  // of a heating crew, whose people drive out alone

models::Time midnight_before(models::Time now, int days) {
  const auto local = now + models::Duration{utc_offset};
  return std::chrono::floor<std::chrono::days>(local) - models::Duration{utc_offset} -
         std::chrono::days{days};
}

HistoryPlan simulate_history(const town::TownFiles& files, const HistoryOptions& options, models::Time now,
                             const town::TownFigures& figures) {
  auto town = make_town(files, figures);
  const auto world =
      make_world(town, {Scenario::year, midnight_before(now, options.days), options.days + 1, options.seed});
  const auto roster = make_register_roster(town, world, [](const models::Crew& crew) {
    return crew.skills == std::vector<std::string>{"heating"} ? heating_vans : 1;
  });
  const auto policy = make_policy(PolicyKind::priority, {options.seed});
  return plan_history(town, world, roster, simulate(town, world, roster, *policy), now);
}

template <class Value>
Result<void> done(const Result<Value>& result) {
  return result ? Result<void>{} : Result<void>(result.error());
}

}  // namespace

History::History(const town::TownFiles& files, const HistoryOptions& options, models::Time now,
                 const town::TownFigures& figures)
    : options_(options),
      plan_(simulate_history(files, options, now, figures)),
      told_(plan_.stories.size()),
      chance_(stream(options.seed, "history writers")) {}

Result<void> History::play(models::Transaction& tx, models::Time until) {
  if (actors_.empty()) meet(tx);
  for (; next_ < plan_.moments.size() && plan_.moments[next_].at < until; ++next_) {
    const auto moment = plan_.moments[next_];  // a copy: closing may put a moment behind it
    if (auto watched = watch(tx, moment.at); !watched) return watched;
    if (auto taken = take(tx, moment); !taken) return taken;
  }
  return watch(tx, until);
}

void History::meet(models::Transaction& tx) {
  for (const auto& account : tx.accounts().list())
    actors_[{account.role, account.crew}].push_back(
        {account.id, account.role, account.display_name, account.crew});
  for (const auto& crew : tx.crews().list()) crews_[crew.code] = crew.id;
}

models::Actor History::one_of(Role role, models::CrewId crew) {
  const auto found = actors_.find({role, crew});
  if (found == actors_.end()) return models::Actor::program();
  return found->second[chance_.below(found->second.size())];
}

/// Warnings, breaches, alerts and the ends of pauses come when they are due, not when somebody next touches
/// the order.
Result<void> History::watch(models::Transaction& tx, models::Time at) {
  const auto next_due = [&] {
    std::optional<models::Time> next;
    for (const auto& one : {tx.work_orders().next_clock(), tx.escalations().next_run(), tx.requests().next()})
      if (one && (!next || *one < *next)) next = one;
    return next;
  };
  for (auto next = next_due(); next && *next <= at; next = next_due()) {
    // What came back late is due since long: it is told now.
    now_ = std::max(now_, *next);
    const auto clocks = dispatch::watch_clocks(tx, now_);
    const auto requests = dispatch::watch_requests(tx, now_);
    const auto escalations = dispatch::watch_escalations(tx, now_);
    if (clocks.warned + clocks.breached + requests.ended + requests.reviewed + escalations.raised == 0) break;
  }
  now_ = std::max(now_, at);
  return {};
}

Result<void> History::take(models::Transaction& tx, const HistoryMoment& moment) {
  using enum HistoryStep;
  switch (moment.step) {
    case receive:
    case open:
    case merge:
    case reject:
    case refer:
      return take_report(tx, moment);
    case send:
    case send_by_hand:
      return this->send(tx, moment);
    case close:
    case close_patched:
    case reopen:
    case cancel:
    case judge:
      return decide(tx, moment);
    default:
      return work(tx, moment);
  }
}

Result<void> History::take_report(models::Transaction& tx, const HistoryMoment& moment) {
  const auto& told = told_[static_cast<std::size_t>(moment.story)];
  models::Triage triage;
  triage.reason = moment.words;
  switch (moment.step) {
    case HistoryStep::receive:
      return receive(tx, moment);
    case HistoryStep::open:
      return open(tx, moment);
    case HistoryStep::merge:
      return merge(tx, moment);
    case HistoryStep::refer:
      triage.decision = models::TriageDecision::refer;
      triage.hand_over = models::HandOver{"119", "接警员（模拟）", "已提醒开窗、撤离、不动电器"};
      break;
    default:
      triage.decision = models::TriageDecision::reject;
  }
  return done(dispatch::triage_report(tx, one_of(Role::operator_), told.reports.at(0), std::nullopt, triage,
                                      moment.at));
}

Result<void> History::receive(models::Transaction& tx, const HistoryMoment& moment) {
  auto& told = told_[static_cast<std::size_t>(moment.story)];
  const auto& said =
      plan_.stories[static_cast<std::size_t>(moment.story)][static_cast<std::size_t>(moment.report)];
  models::NewReport report;
  report.simulated = true;
  report.channel = said.channel;
  report.facility_code = said.facility;
  if (said.facility.empty()) report.place.village_code = said.village;
  report.fault_kind = said.kind;
  report.description = said.words;
  report.frail_person = said.frail_person;
  report.danger = said.danger;
  const auto facility = said.facility.empty() ? std::nullopt : tx.facilities().find_by_code(said.facility);
  if (said.channel == models::Channel::inspection) {
    report.reporter.name = "巡查";
  } else if (facility && !facility->household.empty()) {
    report.reporter.name = facility->household;
    report.reporter.phone = facility->phone;
  } else {
    report.reporter.name = reporter_name(chance_);
    report.reporter.phone = "010-5553-" + std::to_string(1000 + chance_.below(9000));
  }
  auto by = said.channel == models::Channel::web             ? models::Actor::anonymous()
            : said.channel == models::Channel::village_group ? one_of(Role::village_reporter)
            : said.channel == models::Channel::inspection    ? one_of(Role::supervisor)
                                                             : one_of(Role::operator_);
  auto token = options_.token();
  if (moment.report == 0) told.token = token;
  const auto received = dispatch::receive_report(tx, by, report, std::move(token), moment.at);
  if (!received) return received.error();
  // A story's repeats need not come in their order.
  told.reports.resize(plan_.stories[static_cast<std::size_t>(moment.story)].size());
  told.reports[static_cast<std::size_t>(moment.report)] = received->id;
  ++counts_.reports;
  return {};
}

Result<void> History::open(models::Transaction& tx, const HistoryMoment& moment) {
  auto& told = told_[static_cast<std::size_t>(moment.story)];
  auto report = tx.reports().find(told.reports.at(0));
  if (!report) return models::not_found("the simulated report is gone");
  const auto kind = tx.catalog().find_kind(report->fault_kind);
  if (!kind) return models::not_found("the fault kind " + report->fault_kind + " is not in the catalog");
  // As triage does it, without the search for a crew: the simulation has sent one.
  const auto opened = dispatch::open_order(tx, one_of(Role::operator_), *report, *kind, moment.at);
  if (!opened) return opened.error();
  told.work_order = opened->id;
  ++counts_.work_orders;
  return {};
}

Result<void> History::merge(models::Transaction& tx, const HistoryMoment& moment) {
  const auto& told = told_[static_cast<std::size_t>(moment.story)];
  const auto order = tx.work_orders().find(told.work_order);
  if (!order) return models::not_found("the simulated order is gone");
  models::Triage triage;
  if (dispatch::next_state(order->state, models::WorkOrderAction::merge)) {
    triage.decision = models::TriageDecision::merge;
    triage.work_order = told.work_order;
  } else {
    triage.decision = models::TriageDecision::reject;
    triage.reason = "同一处的工单 " + order->number + " 刚结束，已告知结果。";
  }
  return done(dispatch::triage_report(tx, one_of(Role::operator_),
                                      told.reports.at(static_cast<std::size_t>(moment.report)), std::nullopt,
                                      triage, moment.at));
}

Result<void> History::send(models::Transaction& tx, const HistoryMoment& moment) {
  auto order = tx.work_orders().find(told_[static_cast<std::size_t>(moment.story)].work_order);
  const auto crew = crews_.find(moment.crew);
  if (!order || crew == crews_.end()) return models::not_found("there is no crew " + moment.crew);
  const bool by_hand = moment.step == HistoryStep::send_by_hand;
  const auto by = by_hand ? one_of(Role::dispatcher) : models::Actor::program();
  models::AssignmentDecision decision;
  decision.crew = crew->second;
  decision.rule = by_hand ? "manual" : "automatic";
  decision.reason = by_hand ? moment.words : "按模拟的排班";
  decision.by = by.account;
  decision.at = moment.at;
  dispatch::assignment::give(tx, by, *order, std::move(decision), moment.at);
  return {};
}

Result<void> History::work(models::Transaction& tx, const HistoryMoment& moment) {
  auto& told = told_[static_cast<std::size_t>(moment.story)];
  const auto order = tx.work_orders().find(told.work_order);
  if (!order) return models::not_found("the simulated order is gone");
  const Step crew{one_of(chance_.below(2) == 0 ? Role::crew_lead : Role::crew_member, order->crew), order->id,
                  std::nullopt, moment.at};
  switch (moment.step) {
    case HistoryStep::contact:
      // Too late to ring: the crew has been there.
      if (!dispatch::next_state(order->state, models::WorkOrderAction::contact)) return {};
      return done(dispatch::contact(tx, {one_of(Role::operator_), order->id, std::nullopt, moment.at}));
    case HistoryStep::accept:
      return done(dispatch::accept(tx, crew));
    case HistoryStep::arrive:
      return done(dispatch::arrive(tx, crew, order->place.position));
    case HistoryStep::make_safe:
      return done(dispatch::make_safe(tx, crew));
    case HistoryStep::pause:
      return pause(tx, crew, moment);
    case HistoryStep::resume:
      // A pause that had lasted as long as it may has ended by itself.
      return order->paused() ? done(dispatch::resume(tx, crew)) : Result<void>{};
    default: {
      const auto resolved = dispatch::resolve(tx, crew, moment.outcome, moment.words, moment.more);
      if (resolved && resolved->child) {
        told.patched = std::exchange(told.work_order, resolved->child->id);
        ++counts_.work_orders;
      }
      return done(resolved);
    }
  }
}

/// What waits for a part is asked for, and the dispatcher agrees; nobody at home needs nobody's word.
Result<void> History::pause(models::Transaction& tx, const Step& crew, const HistoryMoment& moment) {
  if (moment.words == "no_access") return done(dispatch::pause(tx, crew, moment.words, moment.more));
  dispatch::NewRequest wanted;
  wanted.reason = moment.words;
  wanted.note = moment.more;
  wanted.part_order_number = "PJ-" + std::to_string(10000 + chance_.below(90000));
  const auto asked = dispatch::ask(tx, crew, wanted);
  if (!asked) return asked.error();
  return done(dispatch::approve(tx, one_of(Role::dispatcher), asked->id, "同意，到货即修（模拟）",
                                std::nullopt, moment.at));
}

/// What the reporter says on the telephone: mostly content, as the call-backs of comparable towns are.
Result<void> History::call_back(models::Transaction& tx, const HistoryMoment& moment) {
  using models::Satisfaction;
  constexpr std::array<std::pair<Satisfaction, int>, 4> shares{{{Satisfaction::very_satisfied, 58},
                                                                {Satisfaction::satisfied, 31},
                                                                {Satisfaction::basically_satisfied, 8},
                                                                {Satisfaction::dissatisfied, 3}}};
  const auto& told = told_[static_cast<std::size_t>(moment.story)];
  const auto report = told.reports.empty() ? std::nullopt : tx.reports().find(told.reports.front());
  if (!report || report->reporter.phone.empty()) return {};
  auto left = static_cast<int>(chance_.below(100));
  dispatch::Verdict verdict{true, Satisfaction::satisfied, ""};
  for (const auto& [grade, share] : shares) {
    verdict.satisfaction = grade;
    if ((left -= share) < 0) break;
  }
  return done(dispatch::record_callback(tx, one_of(Role::operator_), report->id, verdict, moment.at));
}

/// A repair drawn by lot is looked at first; what shows only in the dark is closed once it is dark.
Result<void> History::close(models::Transaction& tx, models::WorkOrderId id, const HistoryMoment& moment) {
  const auto order = tx.work_orders().find(id);
  if (!order) return models::not_found("the simulated order is gone");
  if (!dispatch::next_state(order->state, models::WorkOrderAction::close))
    return {};  // it came back meanwhile
  if (const auto dark = dispatch::closable_from(tx, *order); dark && *dark > moment.at) {
    auto later = moment;
    later.at = *dark;
    const auto place =
        std::upper_bound(plan_.moments.begin() + static_cast<std::ptrdiff_t>(next_) + 1, plan_.moments.end(),
                         later, [](const auto& one, const auto& other) { return one.at < other.at; });
    plan_.moments.insert(place, later);
    return {};
  }
  const Step checker{one_of(Role::checker), id, std::nullopt, moment.at};
  if (dispatch::open_recheck(tx, *order))
    if (const auto seen = dispatch::recheck(tx, checker, true, "到现场看过（模拟）"); !seen)
      return seen.error();
  if (moment.yes && moment.words == "callback")
    if (auto called = call_back(tx, moment); !called) return called;
  return done(dispatch::close(tx, checker, moment.yes, moment.words, moment.more));
}

Result<void> History::decide(models::Transaction& tx, const HistoryMoment& moment) {
  const auto& told = told_[static_cast<std::size_t>(moment.story)];
  const auto order = moment.step == HistoryStep::close_patched ? told.patched : told.work_order;
  switch (moment.step) {
    case HistoryStep::close:
    case HistoryStep::close_patched:
      return close(tx, order, moment);
    case HistoryStep::reopen:
      return done(
          dispatch::reopen(tx, {one_of(Role::checker), order, std::nullopt, moment.at}, moment.words));
    case HistoryStep::cancel:
      return done(
          dispatch::cancel(tx, {one_of(Role::supervisor), order, std::nullopt, moment.at}, moment.words));
    default:
      return done(dispatch::judge(tx, told.token, moment.yes, moment.words, moment.at));
  }
}

}  // namespace simulation
