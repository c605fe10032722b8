#include "server/replay/table.h"

#include <algorithm>
#include <iomanip>
#include <map>
#include <sstream>

#include "server/replay/codec_replay.h"

namespace replay {
namespace {

constexpr std::size_t most_faults_printed = 20;
constexpr std::size_t number_width = 9;

struct Counts {
  std::size_t reports = 0, orders = 0, merged = 0, rejected = 0, kept = 0, missed = 0, open = 0;
  void add(const Counts& other) {
    reports += other.reports, orders += other.orders, merged += other.merged, rejected += other.rejected;
    kept += other.kept, missed += other.missed, open += other.open;
  }
};

using Groups = std::map<std::string, Counts>;

Groups count_groups(const Outcome& outcome, const Ledger& ledger, const Observed& observed) {
  Groups groups;
  for (const auto& [reference, report] : ledger.reports()) {
    auto& counts = groups[report.group];
    ++counts.reports;
    if (report.decision == "merged") ++counts.merged;
    if (report.decision == "rejected" || report.decision == "referred") ++counts.rejected;
  }
  for (const auto& [id, order] : ledger.orders()) {
    auto& counts = groups[order.group];
    ++counts.orders;
    const auto seen = observed.orders.find(id);
    if (seen == observed.orders.end()) continue;
    switch (promise_of(seen->second, outcome.deadline_scale)) {
      case Promise::kept:
        ++counts.kept;
        break;
      case Promise::missed:
        ++counts.missed;
        break;
      case Promise::open:
        ++counts.open;
        break;
      case Promise::none:
        break;
    }
  }
  return groups;
}

// Counts characters, not bytes; a Chinese character is two columns wide.
std::size_t columns_of(const std::string& text) {
  std::size_t columns = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0u) != 0x80) columns += byte >= 0xE0 ? 2 : 1;
  }
  return columns;
}

void print_name(std::ostream& out, const std::string& name, std::size_t width) {
  out << name << std::string(width > columns_of(name) ? width - columns_of(name) : 0, ' ');
}

void print_counts(std::ostream& out, const std::string& name, std::size_t width, const Counts& counts) {
  print_name(out, name, width);
  for (const std::size_t value : {counts.reports, counts.orders, counts.merged, counts.rejected, counts.kept,
                                  counts.missed, counts.open})
    out << std::setw(number_width) << value;
  out << '\n';
}

void print_groups(std::ostream& out, const Groups& groups) {
  std::size_t width = 8;
  for (const auto& [name, counts] : groups) width = std::max(width, columns_of(name) + 2);
  print_name(out, "", width);
  for (const char* title : {"reports", "orders", "merged", "rejected", "in time", "late", "open"})
    out << std::setw(number_width) << title;
  out << '\n';
  Counts all;
  for (const auto& [name, counts] : groups) {
    print_counts(out, name, width, counts);
    all.add(counts);
  }
  print_counts(out, "all", width, all);
}

void print_times(std::ostream& out, const Measures& measures) {
  out << '\n'
      << std::left << std::setw(16) << "request" << std::right << std::setw(10) << "answers" << std::setw(10)
      << "p50 ms" << std::setw(10) << "p99 ms" << '\n';
  out << std::fixed << std::setprecision(1);
  for (std::size_t i = 0; i < request_kinds; ++i) {
    const auto kind = static_cast<RequestKind>(i);
    const auto& times = measures.of(kind);
    if (times.empty()) continue;
    out << std::left << std::setw(16) << name(kind) << std::right << std::setw(10) << times.size()
        << std::setw(10) << percentile(times, 0.5) << std::setw(10) << percentile(times, 0.99) << '\n';
  }
}

void print_verdict(std::ostream& out, const Outcome& outcome, const Measures& measures) {
  const auto& verdict = outcome.verdict;
  const auto all = measures.all();
  const double seconds = std::max(outcome.seconds, 0.001);
  out << '\n'
      << all.size() << " requests in " << outcome.seconds
      << " s: " << static_cast<double>(all.size()) / seconds << " requests/s, p50 " << percentile(all, 0.5)
      << " ms, p99 " << percentile(all, 0.99) << " ms, " << measures.retries() << " tried again\n";
  if (outcome.seconds_behind > 1)
    out << "the replay fell up to " << outcome.seconds_behind
        << " s behind the real times, which makes orders late: a smaller --compress shows the server alone\n";
  if (outcome.turned_away > 0)
    out << outcome.turned_away
        << " reports were turned away at the public door (429) and taken by the hotline\n";
  out << "reports: " << verdict.sent << " sent, " << verdict.stored << " stored, " << verdict.lost
      << " lost, " << verdict.doubled << " doubled, " << verdict.refused << " refused\n";
  out << "changes: " << verdict.changes << " acknowledged, " << verdict.changes_lost << " lost, "
      << verdict.changes_doubled << " doubled\n";
  for (std::size_t i = 0; i < std::min(verdict.broken.size(), most_faults_printed); ++i)
    out << "fault: " << verdict.broken[i] << '\n';
  if (verdict.broken.size() > most_faults_printed)
    out << "and " << verdict.broken.size() - most_faults_printed << " more faults\n";
}

}  // namespace

Promise promise_of(const SeenOrder& order, double deadline_scale) {
  if (order.state == "cancelled" || !order.resolve_limit) return Promise::none;
  if (!order.resolved_at) return order.breached ? Promise::missed : Promise::open;
  if (deadline_scale == 1) return order.breached ? Promise::missed : Promise::kept;
  // The town's deadlines run in wall time; the simulated week ran so many times faster.
  const auto taken = *order.resolved_at - order.received_at - order.paused_for;
  const bool late =
      static_cast<double>(taken.count()) * deadline_scale > static_cast<double>(order.resolve_limit->count());
  return late ? Promise::missed : Promise::kept;
}

void print_table(std::ostream& out, const Outcome& outcome, const Ledger& ledger, const Observed& observed,
                 const Measures& measures) {
  out << "replay of " << outcome.title << ", run " << outcome.run << "\n\n";
  print_groups(out, count_groups(outcome, ledger, observed));
  print_times(out, measures);
  print_verdict(out, outcome, measures);
}

std::string json_line(const Outcome& outcome, const Observed& observed, const Ledger& ledger,
                      const Measures& measures) {
  Counts counts;
  for (const auto& [name, group] : count_groups(outcome, ledger, observed)) counts.add(group);
  const auto& verdict = outcome.verdict;
  const auto all = measures.all();
  const double seconds = std::max(outcome.seconds, 0.001);
  const auto number = [](std::size_t value) { return static_cast<std::int64_t>(value); };
  JsonLine line;
  line.add("sent", number(verdict.sent));
  line.add("stored", number(verdict.stored));
  line.add("lost", number(verdict.lost));
  line.add("doubled", number(verdict.doubled));
  line.add("requests_per_second", static_cast<double>(all.size()) / seconds);
  line.add("p50_ms", percentile(all, 0.5));
  line.add("p99_ms", percentile(all, 0.99));
  line.add("refused", number(verdict.refused));
  line.add("orders", number(counts.orders));
  line.add("merged", number(counts.merged));
  line.add("rejected", number(counts.rejected));
  line.add("in_time", number(counts.kept));
  line.add("late", number(counts.missed));
  line.add("open", number(counts.open));
  line.add("changes", number(verdict.changes));
  line.add("changes_lost", number(verdict.changes_lost));
  line.add("changes_doubled", number(verdict.changes_doubled));
  line.add("broken", number(verdict.broken.size()));
  line.add("requests", number(all.size()));
  line.add("retries", number(measures.retries()));
  line.add("seconds", outcome.seconds);
  line.add("seconds_behind", outcome.seconds_behind);
  line.add("reports_per_second", static_cast<double>(verdict.sent) / seconds);
  line.add("run", outcome.run);
  return line.text();
}

}  // namespace replay
