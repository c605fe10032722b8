#include "dispatch/assignment/words.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>

namespace dispatch {
namespace {

using models::AssignmentDecision;
using models::CrewId;
using models::LocalizedText;

struct Word {
  const char* code;
  const char* zh;
  const char* en;
};

constexpr std::array<Word, 14> rules{{
    {"inactive", "已经撤编", "is no longer in service"},
    {"unavailable", "今天不在岗", "is away today"},
    {"pinned_elsewhere", "这单已由人指定给别的组", "is not the crew that a person named for this order"},
    {"skill", "没有这项手艺", "does not have this skill"},
    {"skill_level", "手艺等级不够", "does not have this skill at the level asked for"},
    {"area", "不管这个村", "does not serve this village"},
    {"warranty", "设备还在保修期，得由厂家的人修", "may not touch it: it is under another's warranty"},
    {"on_call", "这会儿只值班，不急的活等上班再派", "is on call only, and this can wait for the shift"},
    {"parts", "车上没有要用的配件", "does not carry the parts"},
    {"capacity", "手上的活已经满了", "has as much in hand as it can take"},
    {"partner", "已经去做这一单的另一半", "already does the other half of it"},
    {"shift", "班里排不下了", "has no room left in its shift"},
    {"pin_late", "到不了指定的时间", "cannot be there at the time a person set"},
    {"", "把时限放宽", "the promise is put off"},
}};

constexpr std::array<Word, 9> notes{{
    {"position_unknown", "位置不清楚，先按镇中心算路程。",
     "Nobody knows exactly where it is: the way was reckoned to the middle of the town."},
    {"position_out_of_range", "登记的坐标不对，改按村的位置算。",
     "The recorded position is impossible: the village's was taken instead."},
    {"position_far_away", "登记的坐标离本镇太远，改按村的位置算。",
     "The recorded position is far from the town: the village's was taken instead."},
    {"skill_unknown", "这项手艺超出了能登记的数目，没有组能接。",
     "There are too many different skills: no crew can be matched to this one."},
    {"pin_crew_gone", "指定的组已经没有了，按没有指定来排。",
     "The crew a person named is no more: planned as if nobody had been named."},
    {"pin_crew_away", "指定的组今天不在岗，先派别的组。",
     "The crew a person named is away: another goes meanwhile."},
    {"mode_propose", "这里只出建议，等调度员确认。", "Here the engine only proposes: a dispatcher decides."},
    {"mode_manual", "这里由人派单，系统不动。", "Here people assign: the engine leaves it alone."},
    {"too_many", "单子太多，先排最急的。", "There are too many orders: the most urgent are planned first."},
}};

template <std::size_t N>
LocalizedText look_up(const std::array<Word, N>& words, const std::string& code) {
  for (const auto& word : words)
    if (code == word.code) return {word.zh, word.en};
  return {code, code};
}

class Speaker {
 public:
  Speaker(const AssignmentDecision& decision, const Names& names) : decision_(decision), names_(names) {}

  std::vector<LocalizedText> speak() {
    who_goes();
    whom_it_delays();
    who_else();
    who_cannot();
    what_would_help();
    what_was_doubtful();
    return std::move(said_);
  }

 private:
  void say(std::string zh, std::string en) { said_.push_back({std::move(zh), std::move(en)}); }

  LocalizedText name(CrewId id) const {
    const auto* crew = names_.crew ? names_.crew(id) : nullptr;
    if (crew == nullptr) return {"班组" + id.text(), "crew " + id.text()};
    return {crew->name.zh.empty() ? crew->code : crew->name.zh,
            crew->name.en.empty() ? crew->code : crew->name.en};
  }

  std::string order(models::WorkOrderId id) const {
    const auto number = names_.order ? names_.order(id) : std::string();
    return number.empty() ? "#" + id.text() : number;
  }

  /// 14:20, with the date when it is another day than the decision.
  std::string clock(models::Time time) const {
    const auto text = models::to_rfc3339(time + models::Duration{names_.utc_offset_seconds});
    const auto day = models::to_rfc3339(decision_.at + models::Duration{names_.utc_offset_seconds});
    const auto hour = text.substr(11, 5);
    return text.substr(0, 10) == day.substr(0, 10) ? hour : text.substr(5, 5) + " " + hour;
  }

  static LocalizedText length(models::Duration duration) {
    const auto minutes = (std::abs(duration.count()) + 30) / 60;
    if (minutes < 1) return {"不到一分钟", "less than a minute"};
    if (minutes < 120) return {std::to_string(minutes) + "分钟", std::to_string(minutes) + " min"};
    const auto hours = std::to_string(minutes / 60);
    const auto rest = minutes % 60;
    if (rest == 0) return {hours + "小时", hours + " h"};
    return {hours + "小时" + std::to_string(rest) + "分钟", hours + " h " + std::to_string(rest) + " min"};
  }

  void who_goes() {
    const auto shown = decision_.crew ? decision_.crew : decision_.engine_crew;
    if (!shown) return nobody_goes();
    const auto crew = name(shown);
    const bool timed = decision_.chosen && decision_.chosen->crew == shown;
    std::string zh = crew.zh, en = crew.en;
    if (decision_.rule == "manual") {
      zh = "人工指定：" + zh;
      en = "Chosen by a person: " + en;
    }
    if (timed) {
      zh += " " + clock(decision_.chosen->arrival) + " 能到";
      en += " can be there at " + clock(decision_.chosen->arrival);
      const auto next = std::find_if(decision_.alternatives.begin(), decision_.alternatives.end(),
                                     [&](const auto& option) { return option.crew != shown; });
      if (next != decision_.alternatives.end()) compare(*next, zh, en);
      if (decision_.chosen->missed > 0) {
        zh += "，但比时限晚" + length(decision_.chosen->late).zh;
        en += ", but " + length(decision_.chosen->late).en + " after the promise";
      }
    } else {
      zh += " 去，时间未定";
      en += " goes; when is not settled";
    }
    say(zh + "。", en + ".");
    if (!decision_.reason.empty()) say("理由：" + decision_.reason, "Reason: " + decision_.reason);
    if (decision_.rule == "manual" && decision_.engine_crew && decision_.engine_crew != decision_.crew)
      say("系统本来会派" + name(decision_.engine_crew).zh + "。",
          "The engine would have sent " + name(decision_.engine_crew).en + ".");
    for (const auto& rule : decision_.violations)
      say("注意：" + crew.zh + rule_in_words(rule).zh + "，是人定要这样派的。",
          "Note: " + crew.en + " " + rule_in_words(rule).en + "; a person wants it all the same.");
    if (decision_.preferred_crew && decision_.preferred_crew == shown)
      say("以往大家多次把这里的活交给" + crew.zh + "，系统记下了。",
          "People have given work of this kind here to " + crew.en + " before; the engine has learnt it.");
  }

  void compare(const models::DecisionOption& next, std::string& zh, std::string& en) const {
    const auto other = name(next.crew);
    const auto sooner = next.arrival - decision_.chosen->arrival;
    if (std::abs(sooner.count()) < 60) {
      zh += "，和" + other.zh + "差不多时候，但更顺路";
      en += ", about as soon as " + other.en + ", and it is less out of the way";
    } else if (sooner.count() > 0) {
      zh += "，比" + other.zh + "早" + length(sooner).zh;
      en += ", " + length(sooner).en + " sooner than " + other.en;
    } else {
      zh += "，比" + other.zh + "晚" + length(sooner).zh + "，但少绕路、少耽误别家";
      en += ", " + length(sooner).en + " later than " + other.en +
            ", but with less driving and less delay for others";
    }
  }

  void nobody_goes() {
    if (decision_.postponed_to)
      say("现在派谁去都要耽误更急的活，排到下一班（" + clock(*decision_.postponed_to) + " 起）。",
          "Whoever went now would keep more urgent work waiting: it is left for the next shift, from " +
              clock(*decision_.postponed_to) + ".");
    else if (decision_.considered.empty())
      say("镇里还没有登记任何班组。", "No crew is registered in the town yet.");
    else
      say("现在没有组能去。", "No crew can go now.");
  }

  void whom_it_delays() {
    for (const auto& moved : decision_.moved) {
      const auto number = order(moved.work_order);
      if (!moved.to_crew)
        say("为此，工单 " + number + " 让到以后。", "For this, work order " + number + " is left for later.");
      else
        say("为此，工单 " + number + " 改由" + name(moved.to_crew).zh +
                (moved.to_arrival ? " " + clock(*moved.to_arrival) + " 去" : "去") + "。",
            "For this, work order " + number + " goes to " + name(moved.to_crew).en +
                (moved.to_arrival ? ", at " + clock(*moved.to_arrival) : "") + ".");
    }
    if (!decision_.chosen) return;
    for (const auto& delay : decision_.chosen->delays) {
      if (delay.later.count() < 60) continue;
      const auto number = order(delay.work_order);
      const std::string zh = delay.missed > 0 ? "，会超时" : "，仍在时限内";
      const std::string en = delay.missed > 0 ? " and breaks its promise" : ", still within its promise";
      say("工单 " + number + " 要晚" + length(delay.later).zh + zh + "。",
          "Work order " + number + " begins " + length(delay.later).en + " later" + en + ".");
    }
  }

  void who_else() {
    for (const auto& option : decision_.alternatives) {
      if (option.crew == decision_.crew) continue;
      const auto crew = name(option.crew);
      std::string zh = "也可以：" + crew.zh + " " + clock(option.arrival) + " 到";
      std::string en = "Could go as well: " + crew.en + " at " + clock(option.arrival);
      const auto broken = std::count_if(option.delays.begin(), option.delays.end(),
                                        [](const auto& one) { return one.missed > 0; });
      if (option.missed > 0) {
        zh += "，晚于时限" + length(option.late).zh;
        en += ", " + length(option.late).en + " after the promise";
      }
      if (broken > 0) {
        zh += "，会让" + std::to_string(broken) + "张别的工单超时";
        en += "; " + std::to_string(broken) + " other order(s) would break their promise";
      }
      say(zh + "。", en + ".");
    }
  }

  void who_cannot() {
    for (const auto& one : decision_.considered) {
      if (one.excluded_by.empty() || one.excluded_by == "inactive" || one.crew == decision_.crew) continue;
      const auto crew = name(one.crew);
      const auto rule = rule_in_words(one.excluded_by);
      say(crew.zh + rule.zh + "。", crew.en + " " + rule.en + ".");
    }
  }

  void what_would_help() {
    for (const auto& one : decision_.relaxations) {
      const auto crew = name(one.crew);
      const std::string zh = one.in_time ? "，能赶上时限" : "，仍会超时";
      const std::string en = one.in_time ? ", in time" : ", still late";
      const std::string at_zh = clock(one.arrival) + " 能到" + zh + "。";
      const std::string at_en = " could be there at " + clock(one.arrival) + en + ".";
      if (one.rule == "shift")
        say("如果" + crew.zh + "加班" + length(one.amount).zh + "，" + at_zh,
            "With " + length(one.amount).en + " of overtime " + crew.en + at_en);
      else if (one.rule.empty())
        say("如果时限放宽" + length(one.amount).zh + "，" + crew.zh + " " + clock(one.arrival) +
                " 到就不算晚。",
            "If the promise were " + length(one.amount).en + " longer, " + crew.en + " at " +
                clock(one.arrival) + " would be in time.");
      else
        say("要不是" + crew.zh + rule_in_words(one.rule).zh + "，它 " + at_zh,
            "If it were not that " + crew.en + " " + rule_in_words(one.rule).en + ", it" + at_en);
    }
  }

  void what_was_doubtful() {
    for (const auto& note : decision_.notes) said_.push_back(look_up(notes, note));
  }

  const AssignmentDecision& decision_;
  const Names& names_;
  std::vector<LocalizedText> said_;
};

}  // namespace

LocalizedText rule_in_words(const std::string& rule) { return look_up(rules, rule); }

std::vector<LocalizedText> explain(const AssignmentDecision& decision, const Names& names) {
  return Speaker(decision, names).speak();
}

}  // namespace dispatch
