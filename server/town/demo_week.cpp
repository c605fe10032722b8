#include "server/town/demo_week.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "dispatch/assignment/assign.h"
#include "dispatch/closure.h"
#include "dispatch/escalation.h"
#include "dispatch/intake.h"
#include "dispatch/lifecycle.h"
#include "dispatch/triage.h"
#include "server/town/demo_stories.h"

namespace town {
namespace {

using dispatch::Step;
using models::Result;

/// A step of a story at its time.
struct Moment {
  models::Time at;
  std::size_t story;
  DemoStep step;
};

class Week {
 public:
  Week(models::Transaction& tx, const std::function<std::string()>& token, models::Time now,
       const DemoPast& past)
      : tx_(tx), token_(token), now_(now), past_(past) {
    for (const auto& account : tx.accounts().list())
      if (!actors_.contains({account.role, account.crew}))
        actors_[{account.role, account.crew}] = {account.id, account.role, account.display_name,
                                                 account.crew};
  }

  Result<std::size_t> play() {
    const auto& stories = demo_stories();
    told_.resize(stories.size());
    std::vector<Moment> moments;
    for (std::size_t i = 0; i < stories.size(); ++i)
      for (const auto& [step, after] : demo_path(stories[i].path)) {
        const auto at = now_ - std::chrono::minutes(stories[i].minutes_ago) + std::chrono::minutes(after);
        if (at <= now_) moments.push_back({at, i, step});
      }
    std::stable_sort(moments.begin(), moments.end(),
                     [](const auto& one, const auto& other) { return one.at < other.at; });
    for (const auto& moment : moments) {
      if (auto before = until(moment.at); !before) return before.error();
      if (auto done = take(moment, stories[moment.story]); !done) return done.error();
    }
    if (auto before = until(now_); !before) return before.error();
    return stories.size();
  }

 private:
  struct Told {
    models::ReportId report;
    models::WorkOrderId work_order;
    std::string token;
  };

  Result<void> until(models::Time at) {
    if (past_)
      if (auto told = past_(tx_, at); !told) return told;
    dispatch::watch_clocks(tx_, at);
    return {};
  }

  models::Actor actor(models::Role role, models::CrewId crew = {}) const {
    const auto found = actors_.find({role, crew});
    return found == actors_.end() ? models::Actor::program() : found->second;
  }

  std::optional<models::Facility> find_facility(const DemoStory& story) {
    if (story.facility.empty()) return std::nullopt;
    return tx_.facilities().find_by_code(story.facility);
  }

  Result<void> take(const Moment& moment, const DemoStory& story) {
    switch (moment.step) {
      case DemoStep::receive:
        return receive(moment, story);
      case DemoStep::open:
      case DemoStep::merge:
      case DemoStep::reject:
      case DemoStep::refer:
        return triage(moment, story);
      default:
        return work(moment, story);
    }
  }

  Result<void> receive(const Moment& moment, const DemoStory& story) {
    auto& told = told_[moment.story];
    const auto facility = find_facility(story);
    models::NewReport report;
    report.channel = story.channel;
    if (facility)
      report.facility_code = facility->code;
    else
      report.place.village_code = story.village;
    report.fault_kind = story.kind;
    report.description = story.words;
    report.frail_person = story.frail;
    report.danger = story.danger;
    const auto number = std::to_string(moment.story + 1);
    report.external_reference =
        "DEMO-" + std::string(3 - std::min<std::size_t>(3, number.size()), '0') + number;
    const bool at_home = facility && !facility->household.empty();
    report.reporter.name = at_home ? facility->household : "演示居民" + number;
    report.reporter.phone = at_home ? facility->phone : "010-5552-0" + report.external_reference.substr(5);
    told.token = token_();
    auto by = story.channel == models::Channel::web             ? models::Actor::anonymous()
              : story.channel == models::Channel::village_group ? actor(models::Role::village_reporter)
                                                                : actor(models::Role::operator_);
    const auto received = dispatch::receive_report(tx_, by, report, told.token, moment.at);
    if (!received) return received.error();
    told.report = received->id;
    return {};
  }

  Result<void> triage(const Moment& moment, const DemoStory& story) {
    auto& told = told_[moment.story];
    models::Triage triage;
    if (moment.step == DemoStep::merge) {
      triage.decision = models::TriageDecision::merge;
      triage.work_order = told_[moment.story - 1].work_order;
    } else if (moment.step == DemoStep::reject) {
      triage.decision = models::TriageDecision::reject;
      triage.reason = "这处设施不归镇里管护，已告知联系物业。";
    } else if (moment.step == DemoStep::refer) {
      triage.decision = models::TriageDecision::refer;
      triage.reason = "燃气泄漏，转消防。";
      triage.hand_over = models::HandOver{"119", "演示接警员", "已提醒开窗、撤离、不动电器"};
    }
    const auto triaged = dispatch::triage_report(tx_, actor(models::Role::operator_), told.report,
                                                 std::nullopt, triage, moment.at);
    if (!triaged) return triaged.error();
    if (!triaged->work_order) return {};
    told.work_order = triaged->work_order->id;
    return story.path == DemoPath::unassigned ? Result<void>{}
                                              : send_someone(*triaged->work_order, moment.at);
  }

  // At night no crew may be on shift: the dispatcher then sends one by hand, so that the story can go on.
  Result<void> send_someone(const models::WorkOrder& order, models::Time at) {
    if (order.crew) return {};
    const auto crews = tx_.crews().list();
    const auto fits = [&](const models::Crew& crew) {
      return std::find(crew.skills.begin(), crew.skills.end(), order.skill) != crew.skills.end();
    };
    const auto crew = std::find_if(crews.begin(), crews.end(), fits);
    if (crew == crews.end()) return models::conflict("no crew has the skill " + order.skill);
    const auto sent = dispatch::assign(tx_, {actor(models::Role::dispatcher), order.id, std::nullopt, at},
                                       crew->id, "值班调度指定（演示）");
    return sent ? Result<void>{} : sent.error();
  }

  Result<void> work(const Moment& moment, const DemoStory& story) {
    const auto& told = told_[moment.story];
    const auto order = tx_.work_orders().find(told.work_order);
    if (!order) return models::not_found("the demo order is gone");
    const Step crew{actor(models::Role::crew_lead, order->crew), order->id, std::nullopt, moment.at};
    const Step desk{actor(models::Role::operator_), order->id, std::nullopt, moment.at};
    const Step checker{actor(models::Role::checker), order->id, std::nullopt, moment.at};
    const Step supervisor{actor(models::Role::supervisor), order->id, std::nullopt, moment.at};
    const auto done = [](const auto& result) {
      return result ? Result<void>{} : Result<void>(result.error());
    };
    switch (moment.step) {
      case DemoStep::accept:
        return done(dispatch::accept(tx_, crew));
      case DemoStep::contact:
        return done(dispatch::contact(tx_, crew));
      case DemoStep::arrive:
        return done(dispatch::arrive(tx_, crew, order->place.position));
      case DemoStep::make_safe:
        return done(dispatch::make_safe(tx_, crew));
      case DemoStep::pause:
        return done(dispatch::pause(tx_, crew, "no_access", "家里没人，约好再来（演示）"));
      case DemoStep::resume:
        return done(dispatch::resume(tx_, crew));
      case DemoStep::repair:
        return done(dispatch::resolve(tx_, crew, models::Outcome::repaired, story.cause, story.action));
      case DemoStep::patch:
        return done(dispatch::resolve(tx_, crew, models::Outcome::temporary, story.cause, story.action));
      case DemoStep::find_nothing:
        return done(
            dispatch::resolve(tx_, crew, models::Outcome::working_normally, story.cause, story.action));
      case DemoStep::close:
        return close(*order, checker);
      case DemoStep::reopen:
        return done(dispatch::reopen(tx_, desk, "居民来电：当晚又不行了"));
      case DemoStep::cancel:
        return done(dispatch::cancel(tx_, supervisor, "居民自己找到了原因，不用来了"));
      case DemoStep::judge_solved:
        return done(dispatch::judge(tx_, told.token, true, "来得挺快，谢谢", moment.at));
      case DemoStep::judge_unsolved:
        return done(dispatch::judge(tx_, told.token, false, "说修好了，可还是老样子", moment.at));
      default:
        return models::conflict("no such step");
    }
  }

  // A repair drawn by lot is looked at first; a lamp is closed once it is dark, or waits for that.
  Result<void> close(const models::WorkOrder& order, Step checker) {
    if (const auto dark = dispatch::closable_from(tx_, order)) {
      if (*dark > now_) return {};
      checker.now = std::max(checker.now, *dark);
    }
    if (dispatch::open_recheck(tx_, order)) {
      const auto seen = dispatch::recheck(tx_, checker, true, "到现场看过（演示）");
      if (!seen) return seen.error();
    }
    const auto closed = dispatch::close(tx_, checker, true, "callback", "电话回访：已修好");
    return closed ? Result<void>{} : closed.error();
  }

  models::Transaction& tx_;
  const std::function<std::string()>& token_;
  models::Time now_;
  const DemoPast& past_;
  std::map<std::pair<models::Role, models::CrewId>, models::Actor> actors_;
  std::vector<Told> told_;
};

}  // namespace

models::Result<std::size_t> play_demo_week(models::Transaction& tx, const std::function<std::string()>& token,
                                           models::Time now, const DemoPast& past) {
  return Week(tx, token, now, past).play();
}

}  // namespace town
