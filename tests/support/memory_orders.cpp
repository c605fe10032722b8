#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

#include "dispatch/reach.h"
#include "tests/support/memory_parts.h"

namespace support {
namespace {

using models::WorkOrder;
using models::WorkOrderState;

bool contains(const std::string& text, const std::string& part) {
  return part.empty() || text.find(part) != std::string::npos;
}

models::Time due_of(const WorkOrder& order) {
  auto earliest = models::Time::max();
  for (const auto& clock : order.clocks)
    if (!clock.stopped_at) earliest = std::min(earliest, clock.due_at);
  const auto* resolve = order.clock(models::SlaTarget::resolve);
  return earliest == models::Time::max() && resolve ? resolve->due_at : earliest;
}

bool matches(const WorkOrder& order, const models::WorkOrderQuery& query) {
  const auto& states = query.states;
  return (states.empty() || std::find(states.begin(), states.end(), order.state) != states.end()) &&
         (query.village_code.empty() || query.village_code == order.place.village_code) &&
         (!query.crew || query.crew == order.crew) &&
         (query.facility_class.empty() || query.facility_class == order.facility_class) &&
         (!query.facility || query.facility == order.facility) &&
         (!query.parent || query.parent == order.parent) &&
         (contains(order.number, query.text) || contains(order.description, query.text) ||
          contains(order.place.address, query.text)) &&
         (!query.due_before || due_of(order) < *query.due_before) && dispatch::covers(query.reach, order);
}

}  // namespace

models::ReportId MemoryReports::insert(const models::Report& report) {
  return insert_into(data_.reports, report);
}
void MemoryReports::update(const models::Report& report) {
  auto& stored = data_.reports.at(report.id);
  const int version = stored.version + 1;
  stored = report;
  stored.version = version;
}
std::optional<models::Report> MemoryReports::find(models::ReportId id) { return find_in(data_.reports, id); }
std::optional<models::Report> MemoryReports::find_by_token(std::string_view token) {
  for (const auto& [id, report] : data_.reports)
    if (report.token == token) return report;
  return std::nullopt;
}
std::optional<models::Report> MemoryReports::find_by_external_reference(std::string_view reference) {
  for (const auto& [id, report] : data_.reports)
    if (report.external_reference == reference) return report;
  return std::nullopt;
}
std::vector<models::Report> MemoryReports::of_work_order(models::WorkOrderId order) {
  std::vector<models::Report> reports;
  for (const auto& [id, report] : data_.reports)
    if (report.work_order == order) reports.push_back(report);
  std::stable_sort(reports.begin(), reports.end(),
                   [](const auto& one, const auto& other) { return one.received_at < other.received_at; });
  return reports;
}
std::vector<models::Report> MemoryReports::of_phone(std::string_view phone, int limit) {
  std::vector<models::Report> reports;
  for (const auto& [id, report] : data_.reports)
    if (!phone.empty() && report.reporter.phone == phone) reports.push_back(report);
  std::stable_sort(reports.begin(), reports.end(), [](const auto& one, const auto& other) {
    return std::tuple(one.received_at, one.id) > std::tuple(other.received_at, other.id);
  });
  if (reports.size() > static_cast<std::size_t>(limit)) reports.resize(static_cast<std::size_t>(limit));
  return reports;
}

std::vector<models::ReportId> MemoryReports::to_call_back(const models::Reach& reach, int limit) {
  std::vector<std::pair<models::Time, models::ReportId>> found;
  for (const auto& [id, report] : data_.reports) {
    const auto order = data_.orders.find(report.work_order);
    if (order == data_.orders.end() || order->second.state != models::WorkOrderState::resolved) continue;
    const auto resolved_at = order->second.resolved_at.value_or(models::Time{});
    if (report.reporter.phone.empty() || (report.verdict_at && *report.verdict_at >= resolved_at)) continue;
    if (dispatch::covers(reach, report)) found.emplace_back(resolved_at, id);
  }
  std::sort(found.begin(), found.end());
  if (found.size() > static_cast<std::size_t>(limit)) found.resize(static_cast<std::size_t>(limit));
  std::vector<models::ReportId> ids;
  for (const auto& [at, id] : found) ids.push_back(id);
  return ids;
}

std::vector<models::Report> MemoryReports::to_anonymise(models::Time kept_until, int limit) {
  const auto due = [&](const models::Report& report) {
    if (report.anonymised_at || report.state == models::ReportState::received) return false;
    const auto order = data_.orders.find(report.work_order);
    std::optional<models::Time> ended = report.triaged_at;
    if (order != data_.orders.end()) {
      if (!order->second.ended()) return false;
      ended = order->second.changed_at;
    }
    return report.erasure_asked_at || (ended && *ended < kept_until);
  };
  std::vector<models::Report> reports;
  for (const auto& [id, report] : data_.reports)
    if (static_cast<int>(reports.size()) < limit && due(report)) reports.push_back(report);
  return reports;
}

int MemoryReports::count_on(models::FacilityId facility, models::Time since, models::Time until) {
  return static_cast<int>(std::count_if(data_.reports.begin(), data_.reports.end(), [&](const auto& row) {
    const auto& report = row.second;
    return facility && report.facility == facility && report.received_at >= since &&
           report.received_at <= until && report.state != models::ReportState::rejected;
  }));
}
models::Page<models::Report> MemoryReports::search(const models::ReportQuery& query) {
  std::vector<models::Report> found;
  for (const auto& [id, report] : data_.reports) {
    const bool matched =
        (!query.state || *query.state == report.state) &&
        (query.village_code.empty() || query.village_code == report.place.village_code) &&
        (!query.work_order || query.work_order == report.work_order) &&
        (query.external_reference.empty() || query.external_reference == report.external_reference) &&
        (contains(report.description, query.text) || contains(report.place.address, query.text) ||
         report.reporter.name == query.text || report.reporter.phone == query.text) &&
        dispatch::covers(query.reach, report);
    if (matched) found.push_back(report);
  }
  std::reverse(found.begin(), found.end());
  return page_of(std::move(found), query.cursor, query.limit);
}

std::int64_t MemoryReports::count_found(const models::ReportQuery& query) {
  auto all = query;
  all.cursor.clear();
  all.limit = static_cast<int>(data_.reports.size());
  return static_cast<std::int64_t>(search(all).items.size());
}

models::WorkOrderId MemoryWorkOrders::insert(const WorkOrder& order) {
  return insert_into(data_.orders, order);
}
void MemoryWorkOrders::update(const WorkOrder& order) {
  auto& stored = data_.orders.at(order.id);
  const int version = stored.version + 1;
  stored = order;
  stored.version = version;
}
std::optional<WorkOrder> MemoryWorkOrders::find(models::WorkOrderId id) { return find_in(data_.orders, id); }
std::optional<WorkOrder> MemoryWorkOrders::find_by_number(std::string_view number) {
  for (const auto& [id, order] : data_.orders)
    if (order.number == number) return order;
  return std::nullopt;
}
std::string MemoryWorkOrders::next_number(models::Time now, int utc_offset_seconds) {
  std::string day = models::to_rfc3339(now + models::Duration{utc_offset_seconds}).substr(0, 10);
  std::erase(day, '-');
  const auto count = std::to_string(++data_.numbers[day]);
  return "LC" + day + "-" + std::string(count.size() < 4 ? 4 - count.size() : 0, '0') + count;
}
models::Page<WorkOrder> MemoryWorkOrders::search(const models::WorkOrderQuery& query) {
  std::vector<WorkOrder> found;
  for (const auto& [id, order] : data_.orders)
    if (matches(order, query)) found.push_back(order);
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& one, const auto& other) { return due_of(one) < due_of(other); });
  return page_of(std::move(found), query.cursor, query.limit);
}
std::vector<models::DuplicateHit> MemoryWorkOrders::find_duplicates(const models::DuplicateQuery& query) {
  std::vector<models::DuplicateHit> hits;
  for (const auto& [id, order] : data_.orders) {
    if (order.ended() || order.received_at < query.received_after) continue;
    if (!dispatch::covers(query.reach, order)) continue;
    bool same_phone = false;
    for (const auto& [report_id, report] : data_.reports)
      same_phone |=
          !query.phone.empty() && report.work_order == order.id && report.reporter.phone == query.phone;
    const bool near = query.position && order.place.position &&
                      distance_metres(*query.position, *order.place.position) <= query.within_metres;
    const auto same = [](const std::string& wanted, const std::string& has) {
      return !wanted.empty() && wanted == has;
    };
    if (same_phone || near || (query.facility && query.facility == order.facility) ||
        same(query.circuit, order.circuit) || same(query.village_code, order.place.village_code) ||
        same(query.facility_class, order.facility_class) || same(query.fault_kind, order.fault_kind))
      hits.push_back({order, same_phone});
    if (hits.size() >= static_cast<std::size_t>(query.limit)) break;
  }
  return hits;
}
std::vector<models::DueClock> MemoryWorkOrders::waiting_clocks() const {
  std::vector<models::DueClock> clocks;
  for (const auto& [id, order] : data_.orders)
    for (const auto& clock : order.clocks)
      if (const auto next = clock.next_at()) clocks.push_back({id, clock.target, *next});
  std::sort(clocks.begin(), clocks.end(), [](const auto& one, const auto& other) {
    return std::tuple{one.next_at, one.work_order, one.target} <
           std::tuple{other.next_at, other.work_order, other.target};
  });
  return clocks;
}
std::vector<models::DueClock> MemoryWorkOrders::due_clocks(models::Time now, int limit) {
  auto clocks = waiting_clocks();
  std::erase_if(clocks, [&](const auto& clock) { return clock.next_at > now; });
  if (clocks.size() > static_cast<std::size_t>(limit)) clocks.resize(static_cast<std::size_t>(limit));
  return clocks;
}
std::optional<models::Time> MemoryWorkOrders::next_clock() {
  const auto clocks = waiting_clocks();
  if (clocks.empty()) return std::nullopt;
  return clocks.front().next_at;
}
int MemoryWorkOrders::orders_in_hand(models::CrewId crew) {
  return static_cast<int>(std::count_if(data_.orders.begin(), data_.orders.end(), [&](const auto& row) {
    const auto state = row.second.state;
    return row.second.crew == crew &&
           (state == WorkOrderState::assigned || state == WorkOrderState::accepted ||
            state == WorkOrderState::under_way);
  }));
}

std::vector<WorkOrder> MemoryWorkOrders::in_days(int limit) {
  auto found = in_planning(std::numeric_limits<int>::max());
  std::erase_if(found, [&](const WorkOrder& order) {
    return order.state != WorkOrderState::under_way && data_.visits.count(order.id) == 0;
  });
  if (found.size() > static_cast<std::size_t>(limit)) found.resize(static_cast<std::size_t>(limit));
  return found;
}
std::vector<WorkOrder> MemoryWorkOrders::in_planning(int limit) {
  std::vector<WorkOrder> found;
  for (const auto& [id, order] : data_.orders) {
    if (order.state > WorkOrderState::under_way || order.paused()) continue;
    auto& narrow = found.emplace_back(order);
    narrow.description.clear();
    narrow.assignment.reset();
    narrow.pauses.clear();
    std::erase_if(narrow.clocks, [](const auto& clock) { return clock.stopped_at.has_value(); });
  }
  const auto rank = [&](const WorkOrder& order) {
    return std::tuple{std::min(order.severity, models::Severity::normal), due_of(data_.orders.at(order.id)),
                      order.id};
  };
  std::sort(found.begin(), found.end(),
            [&](const auto& one, const auto& other) { return rank(one) < rank(other); });
  if (found.size() > static_cast<std::size_t>(limit)) found.resize(static_cast<std::size_t>(limit));
  return found;
}

std::vector<models::ReceivedCount> MemoryWorkOrders::count_received(models::Time from, models::Time to) {
  std::map<std::pair<std::string, models::Severity>, std::int64_t> counted;
  for (const auto& [id, order] : data_.orders)
    if (order.received_at >= from && order.received_at < to) ++counted[{order.skill, order.severity}];
  std::vector<models::ReceivedCount> counts;
  for (const auto& [what, count] : counted) counts.push_back({what.first, what.second, count});
  return counts;
}

std::vector<models::UrgentCount> MemoryWorkOrders::count_urgent(models::Time from, models::Time to,
                                                                int utc_offset_seconds) {
  std::map<std::tuple<std::string, std::string, int>, std::int64_t> counted;
  for (const auto& [id, order] : data_.orders) {
    if (order.received_at < from || order.received_at >= to) continue;
    if (order.severity > models::Severity::urgent || order.state == models::WorkOrderState::cancelled)
      continue;
    const auto seconds =
        (order.received_at + models::Duration{utc_offset_seconds}).time_since_epoch().count();
    ++counted[{order.place.village_code, order.skill, static_cast<int>(seconds % 86400 / 3600)}];
  }
  std::vector<models::UrgentCount> counts;
  for (const auto& [what, count] : counted)
    counts.push_back({std::get<0>(what), std::get<1>(what), std::get<2>(what), count});
  return counts;
}

models::DueCount MemoryWorkOrders::count_due(models::Time from, models::Time to) {
  models::DueCount count;
  for (const auto& [id, order] : data_.orders) {
    if (order.state == models::WorkOrderState::cancelled) continue;
    for (const auto& clock : order.clocks) {
      if (!models::needs_visit(clock.target) || clock.paused_at) continue;
      if (clock.due_at < from || clock.due_at >= to) continue;
      ++count.promises;
      if (!clock.stopped_at || *clock.stopped_at > clock.due_at) ++count.broken;
    }
  }
  return count;
}

std::vector<models::WorkOrder> MemoryWorkOrders::received(const models::ReceivedQuery& query) {
  std::vector<models::WorkOrder> found;
  const auto after = std::pair(query.after_at, query.after.value);
  for (const auto& [id, order] : data_.orders) {
    const bool in = order.received_at >= query.from && order.received_at < query.to &&
                    order.state != models::WorkOrderState::cancelled &&
                    (query.village_code.empty() || query.village_code == order.place.village_code) &&
                    (query.facility_class.empty() || query.facility_class == order.facility_class) &&
                    (!query.after || std::pair(order.received_at, order.id.value) > after);
    if (in) found.push_back(order);
  }
  std::sort(found.begin(), found.end(), [](const auto& one, const auto& other) {
    return std::pair(one.received_at, one.id.value) < std::pair(other.received_at, other.id.value);
  });
  if (query.limit < static_cast<int>(found.size())) found.resize(static_cast<std::size_t>(query.limit));
  return found;
}

std::vector<models::VisitLength> MemoryWorkOrders::visit_lengths() {
  std::map<std::string, std::vector<double>> seen;
  for (const auto& [id, order] : data_.orders) {
    if (!order.resolved_at || !order.arrived_at || order.fault_kind.empty() || !order.pauses.empty())
      continue;
    const auto seconds = (*order.resolved_at - *order.arrived_at).count();
    if (seconds >= 60 && seconds <= 86400) seen[order.fault_kind].push_back(static_cast<double>(seconds));
  }
  std::vector<models::VisitLength> lengths;
  for (const auto& [kind, all] : seen) {
    const auto count = static_cast<double>(all.size());
    double mean = 0;
    double variance = 0;
    for (const double one : all) mean += one / count;
    for (const double one : all) variance += (one - mean) * (one - mean) / count;
    lengths.push_back({kind, static_cast<std::int64_t>(all.size()), models::Duration{std::llround(mean)},
                       models::Duration{std::llround(std::sqrt(variance))}});
  }
  return lengths;
}

}  // namespace support
