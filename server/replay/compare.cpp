#include <algorithm>
#include <array>
#include <string_view>

#include "server/replay/ledger.h"

namespace replay {
namespace {

/// Where a step may stand, and where it leads.
///
/// Shape   from: states separated by spaces; to: empty when the state stays, `*` when the event says it
struct StepRule {
  std::string_view event;
  std::string_view from;
  std::string_view to;
};
constexpr std::array<StepRule, 11> step_rules{{
    {"work_order_assigned", "open assigned accepted under_way", "assigned"},
    {"work_order_accepted", "assigned", "accepted"},
    {"reporter_contacted", "open assigned accepted under_way", ""},
    {"work_order_arrived", "assigned accepted", "under_way"},
    {"work_order_made_safe", "assigned accepted under_way", ""},
    {"work_order_paused", "assigned accepted under_way", ""},
    {"work_order_resumed", "assigned accepted under_way", ""},
    {"work_order_resolved", "under_way", "resolved"},
    {"work_order_closed", "resolved", "closed"},
    {"work_order_reopened", "resolved closed", "*"},
    {"work_order_cancelled", "open assigned accepted under_way", "cancelled"},
}};

bool has_word(std::string_view words, std::string_view word) {
  for (std::size_t at = words.find(word); at != std::string_view::npos; at = words.find(word, at + 1)) {
    const bool begins = at == 0 || words[at - 1] == ' ';
    const bool ends = at + word.size() == words.size() || words[at + word.size()] == ' ';
    if (begins && ends) return true;
  }
  return false;
}

/// Follows one history event by event.
class History {
 public:
  std::string follow(const SeenEvent& event) {
    if (event.id <= last_id_)
      return "event " + std::to_string(event.id) + " stands after " + std::to_string(last_id_);
    last_id_ = event.id;
    if (event.kind == "work_order_opened") {
      if (!state_.empty()) return "it was opened twice";
      state_ = "open";
      return stated(event);
    }
    const auto rule = std::find_if(step_rules.begin(), step_rules.end(),
                                   [&](const StepRule& one) { return one.event == event.kind; });
    if (rule == step_rules.end()) return {};  // tells of a report, a note, a photo or a deadline: no step
    if (state_.empty()) return event.kind + " before it was opened";
    if (!has_word(rule->from, state_)) return event.kind + " while " + state_;
    if (event.kind == "work_order_paused" && paused_) return "it was paused twice";
    if (event.kind == "work_order_resumed" && !paused_) return "it was resumed without a pause";
    if (event.kind == "work_order_paused" || event.kind == "work_order_resumed")
      paused_ = event.kind == "work_order_paused";
    if (rule->to == "*")
      state_ = event.state == "open" ? "open" : "assigned";
    else if (!rule->to.empty())
      state_ = rule->to;
    return stated(event);
  }
  const std::string& state() const { return state_; }

 private:
  std::string stated(const SeenEvent& event) const {
    if (event.state == state_) return {};
    return event.kind + " says " + event.state + " where " + state_ + " follows";
  }
  std::string state_;
  bool paused_ = false;
  std::int64_t last_id_ = 0;
};

class Comparison {
 public:
  Comparison(const Ledger& ledger, const Observed& observed) : ledger_(ledger), observed_(observed) {}

  Verdict run() {
    verdict_.broken = ledger_.broken();
    reports();
    for (const auto& [id, order] : ledger_.orders()) check_order(id, order);
    for (const auto& number : observed_.unasked_orders)
      wrong("the work order " + number + " is there although nobody asked for it");
    return std::move(verdict_);
  }

 private:
  void wrong(const std::string& what) { verdict_.broken.push_back(what); }

  void reports() {
    std::map<std::string, std::vector<const SeenReport*>> seen;
    for (const auto& report : observed_.reports) seen[report.reference].push_back(&report);
    for (const auto& [reference, report] : ledger_.reports()) {
      ++verdict_.sent;
      if (report.refused) ++verdict_.refused;
      const auto found = seen.find(reference);
      const std::size_t copies = found == seen.end() ? 0 : found->second.size();
      if (copies > 0) ++verdict_.stored;
      if (copies > 1) verdict_.doubled += copies - 1;
      if (copies == 0 && report.acknowledged) ++verdict_.lost;
      if (copies > 0 && report.refused) wrong("the report " + reference + " was refused and is there");
      if (copies == 1) check_report(reference, report, *found->second.front());
    }
    for (const auto& [reference, copies] : seen)
      if (!ledger_.reports().contains(reference)) wrong("the report " + reference + " was never sent");
  }

  void check_report(const std::string& reference, const Ledger::Report& known, const SeenReport& seen) {
    if (!known.id.empty() && known.id != seen.id)
      wrong("the report " + reference + " has another id than it was given");
    if (known.decision.empty()) return;
    ++verdict_.changes;
    if (seen.state == "received") {
      ++verdict_.changes_lost;
      return wrong("the triage of the report " + reference + " is gone");
    }
    if (seen.state != known.decision)
      wrong("the report " + reference + " is " + seen.state + ", not " + known.decision);
    if (seen.work_order != known.work_order)
      wrong("the report " + reference + " belongs to another work order than was answered");
  }

  void check_order(const std::string& id, const Ledger::Order& known) {
    const auto seen = observed_.orders.find(id);
    if (seen == observed_.orders.end()) {
      ++verdict_.changes_lost;
      return wrong("the work order " + id + " is gone");
    }
    const auto& order = seen->second;
    const auto history = observed_.events.find(id);
    if (history == observed_.events.end()) return wrong("the work order " + order.number + " has no history");
    const auto fault = history_fault(history->second, order.state);
    if (!fault.empty()) wrong("the history of " + order.number + " is broken: " + fault);
    if (!known.state.empty() && known.state != order.state)
      wrong("the work order " + order.number + " is " + order.state + ", not " + known.state);
    count_changes(order, known, history->second);
    check_reports_of(order, known, history->second);
  }

  void count_changes(const SeenOrder& order, const Ledger::Order& known,
                     const std::vector<SeenEvent>& events) {
    std::map<std::string, int> ours;
    for (const auto& event : events)
      if (ledger_.names().contains(event.by)) ++ours[event.kind];
    for (const auto& rule : step_rules) compare_count(order, known, ours, std::string(rule.event));
    compare_count(order, known, ours, "note_added");
  }

  void compare_count(const SeenOrder& order, const Ledger::Order& known,
                     const std::map<std::string, int>& ours, const std::string& event) {
    const auto promised = known.changes.find(event);
    const auto there = ours.find(event);
    const int wanted = promised == known.changes.end() ? 0 : promised->second;
    int found = there == ours.end() ? 0 : there->second;
    // Whoever leaves a child behind also sends its crew, without asking for it.
    if (!known.parent.empty() && event == "work_order_assigned" && found > wanted) --found;
    verdict_.changes += static_cast<std::size_t>(wanted);
    if (found == wanted) return;
    auto& count = found < wanted ? verdict_.changes_lost : verdict_.changes_doubled;
    count += static_cast<std::size_t>(std::abs(found - wanted));
    wrong(order.number + " has " + std::to_string(found) + " × " + event + ", acknowledged were " +
          std::to_string(wanted));
  }

  void check_reports_of(const SeenOrder& order, const Ledger::Order& known,
                        const std::vector<SeenEvent>& events) {
    std::map<std::string, int> accepted, merged;
    for (const auto& event : events) {
      if (event.kind == "report_accepted") ++accepted[event.report];
      if (event.kind == "report_merged") ++merged[event.report];
    }
    if (known.opened_by.empty() ? !accepted.empty()
                                : accepted != std::map<std::string, int>{{known.opened_by, 1}})
      wrong(order.number + " does not have its first report accepted exactly once");
    for (const auto& report : known.merged)
      if (merged[report] != 1)
        wrong(order.number + " has the report " + report + " merged " + std::to_string(merged[report]) +
              " times");
    if (!known.parent.empty()) {
      if (order.parent != known.parent) wrong(order.number + " has lost the order it was left by");
      return;
    }
    // Others may have joined a report of their own: their events are in the history too.
    const int reports = static_cast<int>(accepted.size() + merged.size());
    if (order.report_count != reports)
      wrong(order.number + " counts " + std::to_string(order.report_count) + " reports, its history has " +
            std::to_string(reports));
  }

  const Ledger& ledger_;
  const Observed& observed_;
  Verdict verdict_;
};

}  // namespace

std::string history_fault(const std::vector<SeenEvent>& events, const std::string& state) {
  History history;
  for (const auto& event : events) {
    auto fault = history.follow(event);
    if (!fault.empty()) return fault;
  }
  if (history.state().empty()) return "it was never opened";
  if (history.state() != state) return "it ends " + history.state() + " but the work order is " + state;
  return {};
}

Verdict compare(const Ledger& ledger, const Observed& observed) { return Comparison(ledger, observed).run(); }

}  // namespace replay
