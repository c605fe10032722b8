#include "server/open311/listing.h"

#include <algorithm>
#include <charconv>

#include "dispatch/change.h"
#include "dispatch/masking.h"
#include "models/names.h"

namespace open311 {
namespace {

using models::EventKind;
using models::ReportState;
using models::WorkOrderState;

constexpr models::Duration longest_range = std::chrono::days{90};
constexpr int most_requests = 1000;
constexpr std::size_t most_listed = 200;

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    auto part = text.substr(0, comma);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    if (!part.empty()) parts.emplace_back(part);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return parts;
}

models::LocalizedText notes_of(const models::Report& report, const std::optional<models::WorkOrder>& order) {
  if (report.state == ReportState::rejected) return {"不予受理", "Turned down"};
  if (report.state == ReportState::referred) return {"已转交", "Handed over"};
  if (!order) return {"已受理，待研判", "Received, to be looked at"};
  switch (order->state) {
    case WorkOrderState::open:
      return {"已立案，待派单", "A work order is open"};
    case WorkOrderState::assigned:
      return {"已派单", "A crew has been sent"};
    case WorkOrderState::accepted:
      return {"班组已签收", "The crew has taken it on"};
    case WorkOrderState::under_way:
      return order->paused() ? models::LocalizedText{"处理中，暂停计时", "Under way, waiting"}
                             : models::LocalizedText{"处理中", "Under way"};
    case WorkOrderState::resolved:
      return {"已办结，待结案", "Done, to be confirmed"};
    case WorkOrderState::closed:
      return {"已结案", "Closed"};
    case WorkOrderState::cancelled:
      return {"已作废", "Cancelled"};
  }
  return {};
}

models::Time updated_at(const models::Report& report, const std::optional<models::WorkOrder>& order) {
  if (order && order->state == WorkOrderState::closed && order->closed_at) return *order->closed_at;
  if (order) return std::max(order->changed_at, report.received_at);
  return report.triaged_at.value_or(report.recorded_at);
}

std::optional<int> number_of(const std::string& text) {
  int value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc{} || end != text.data() + text.size() || value < 1 || value > 1'000'000)
    return std::nullopt;
  return value;
}

models::Result<void> read_range(const http::Request& request, models::ForeignQuery& query, models::Time now) {
  const auto from = request.query("start_date").value_or(""), to = request.query("end_date").value_or("");
  const auto start = read_time(from), end = read_time(to);
  if (!from.empty() && !start)
    return models::invalid("start_date", "bad_format", "start_date must be like 2026-11-26T08:00:00Z.");
  if (!to.empty() && !end)
    return models::invalid("end_date", "bad_format", "end_date must be like 2026-11-26T08:00:00Z.");
  query.to = end ? *end : start ? *start + longest_range : now;
  query.from = start.value_or(query.to - longest_range);
  if (query.to < query.from)
    return models::invalid("end_date", "out_of_range", "end_date lies before start_date.");
  if (query.to - query.from > longest_range)
    return models::invalid("start_date", "out_of_range", "The range may be at most 90 days.");
  return {};
}

models::Result<void> read_page(const http::Request& request, models::ForeignQuery& query) {
  const auto page = request.query("page").value_or(""), size = request.query("page_size").value_or("");
  const auto number = page.empty() ? 1 : number_of(page).value_or(0);
  query.limit = size.empty() ? most_requests : number_of(size).value_or(0);
  if (number < 1) return models::invalid("page", "out_of_range", "page must be a whole number from 1.");
  if (query.limit < 1 || query.limit > most_requests)
    return models::invalid("page_size", "out_of_range", "page_size must be from 1 to 1000.");
  const auto offset = static_cast<long long>(number - 1) * query.limit;
  if (offset > 10'000'000) return models::invalid("page", "out_of_range", "There are no such pages.");
  query.offset = static_cast<int>(offset);
  return {};
}

}  // namespace

std::optional<models::Time> read_time(const std::string& text) {
  if (text.size() == 10) return models::parse_rfc3339(text + "T00:00:00Z");
  if (text.size() == 19) return models::parse_rfc3339(text + "Z");  // without a zone: UTC
  // A plus sign that was not escaped arrives as a space.
  auto time = text;
  if (time.size() > 6 && time[time.size() - 6] == ' ') time[time.size() - 6] = '+';
  return models::parse_rfc3339(time);
}

bool is_closed(const models::Report& report, const std::optional<models::WorkOrder>& order) {
  return report.state == ReportState::rejected || report.state == ReportState::referred ||
         (order && order->ended());
}

std::vector<models::ReportId> read_ids(std::string_view text) {
  std::vector<models::ReportId> ids;
  for (const auto& part : split(text))
    if (const auto id = models::ReportId::parse(part); id && ids.size() < most_listed) ids.push_back(*id);
  return ids;
}

models::Result<models::ForeignQuery> read_filters(const http::Request& request, const Settings& settings,
                                                  models::Time now) {
  models::ForeignQuery query;
  query.foreign = !settings.publish_all;
  query.without = settings.blackbox;
  if (const auto page = read_page(request, query); !page) return page.error();
  if (const auto ids = request.query("service_request_id").value_or(""); !ids.empty()) {
    query.ids = read_ids(ids);
    if (query.ids.empty()) query.ids.push_back({});  // none is meant, not all
    return query;
  }
  if (const auto range = read_range(request, query, now); !range) return range.error();
  query.fault_kinds = split(request.query("service_code").value_or(""));
  if (query.fault_kinds.size() > most_listed)
    return models::invalid("service_code", "too_long", "service_code may name at most 200 services.");
  const auto states = split(request.query("status").value_or(""));
  for (const auto& state : states) {
    if (state != "open" && state != "closed")
      return models::invalid("status", "unknown", "status must be open, closed or both.");
    const bool closed = state == "closed";
    query.closed = query.closed && *query.closed != closed ? std::nullopt : std::optional(closed);
    if (!query.closed) break;
  }
  return query;
}

std::string words_of(EventKind about, const Settings& settings) {
  switch (about) {
    case EventKind::report_accepted:
      return settings.in({"已受理并立案，将派维修班组处理。", "A work order was opened for it."});
    case EventKind::report_merged:
      return settings.in(
          {"与已有的工单是同一问题，一并处理。", "It joined a work order about the same fault."});
    case EventKind::report_rejected:
      return settings.in(
          {"经研判不予受理，可致电热线了解原因。", "It was turned down; the hotline knows why."});
    case EventKind::report_referred:
      return settings.in({"已转交应急部门处理。", "It was handed over to the emergency services."});
    case EventKind::work_order_arrived:
      return settings.in({"维修人员已到场。", "The crew is on the spot."});
    case EventKind::work_order_resolved:
      return settings.in({"维修已办结，待回访确认。", "The repair is done and will be confirmed."});
    case EventKind::work_order_closed:
      return settings.in({"工单已结案。", "The work order is closed."});
    case EventKind::work_order_reopened:
      return settings.in({"问题还在，已重新处理。", "It was not fixed: the work goes on."});
    case EventKind::work_order_cancelled:
      return settings.in({"工单已作废。", "The work order was cancelled."});
    case EventKind::work_order_paused:
      return settings.in({"因客观原因暂停计时，恢复后继续处理。", "The work has to wait and will go on."});
    case EventKind::work_order_shelved:
      return settings.in(
          {"暂时无法处理，已挂账，到期复查。", "It cannot be done for now and will be looked at again."});
    case EventKind::sla_extended:
      return settings.in({"经批准延期，时限已调整。", "More time was granted."});
    case EventKind::request_approved:
      return settings.in({"经批准暂停计时，恢复后继续处理。", "The work waits, as was approved."});
    default:
      return settings.in({"处理情况有更新。", "There is news."});
  }
}

std::optional<models::WorkOrder> Public::order_of(const models::Report& report) {
  if (!report.work_order) return std::nullopt;
  auto order = tx_.work_orders().find(report.work_order);
  // What a temporary fix left is still owed.
  if (order && order->resolution && order->resolution->outcome == models::Outcome::temporary)
    if (auto child = dispatch::child_of(tx_, *order)) return child;
  return order;
}

const models::FaultKind* Public::kind(const std::string& code) {
  const auto [row, fresh] = kinds_.try_emplace(code);
  if (fresh) row->second = tx_.catalog().find_kind(code);
  return row->second ? &*row->second : nullptr;
}

std::string Public::village_name(const std::string& code) {
  const auto [row, fresh] = villages_.try_emplace(code);
  if (fresh && !code.empty()) row->second = tx_.villages().find(code);
  if (!row->second) return settings_.in(town_);
  return settings_.in(town_) + (settings_.language == "en" ? " " : "") + row->second->name;
}

// Facilities of a class stand in homes or they do not; one of them tells.
bool Public::stands_in_homes(const std::string& facility_class) {
  const auto [row, fresh] = homes_.try_emplace(facility_class, false);
  if (fresh && !facility_class.empty()) {
    models::FacilityQuery query;
    query.facility_class = facility_class;
    query.limit = 1;
    const auto found = tx_.facilities().search(query);
    row->second = !found.items.empty() && dispatch::in_a_home(found.items.front());
  }
  return row->second;
}

Public::Spot Public::spot_of(const models::Report& report) {
  Spot spot;
  spot.address = village_name(report.place.village_code);
  const auto& village = villages_[report.place.village_code];
  if (village) spot.position = village->position;
  if (report.facility) {
    const auto facility = tx_.facilities().find(report.facility);
    if (!facility || dispatch::in_a_home(*facility)) return spot;
    spot.address += " " + (facility->address.empty() ? facility->name : facility->address);
    spot.address_id = facility->code;
    if (facility->position) spot.position = facility->position;
    return spot;
  }
  if (stands_in_homes(report.facility_class)) return spot;
  if (report.place.position) spot.position = report.place.position;
  return spot;
}

Node Public::extended_attributes(const models::Report& report, const models::ForeignReport* foreign) {
  auto photos = Node::list("photos");
  if (foreign)
    for (const auto& one : foreign->media) photos.add(Node::words("photo", one));
  return Node::object("extended_attributes")
      .add(Node::words("channel", std::string(models::name(report.channel))))
      .add(std::move(photos));
}

Node Public::notes(const models::Report& report) {
  auto notes = Node::list("notes");
  for (const auto& told : tx_.notifications().of_report(report.id))
    notes.add(Node::object("note")
                  .add(Node::words("datetime", models::to_rfc3339(told.at)))
                  .add(Node::words("description", words_of(told.about, settings_)))
                  .add(Node::words("type", std::string(models::name(told.about)))));
  return notes;
}

Node Public::request(const models::Report& report, bool extended) {
  auto foreign = tx_.foreign_reports().find(report.id);
  if (foreign && report.anonymised_at) foreign.reset();
  if (foreign)
    for (auto& one : foreign->media)
      if (one.find("://") == std::string::npos)
        one = base_ + "/open311/v2/media/" + foreign->token + "/" + one;
  const auto order = order_of(report);
  const auto* fault = kind(report.fault_kind);
  const auto name = fault ? settings_.in(fault->name) : report.fault_kind;
  auto description = name;
  if (foreign)
    description =
        dispatch::mask_numbers(report.description.substr(0, static_cast<std::size_t>(foreign->sent_bytes)));
  if (report.simulated) description += settings_.in({"（模拟数据）", " (simulated)"});
  const auto spot = spot_of(report);
  const auto* clock = order ? order->clock(models::SlaTarget::resolve) : nullptr;
  auto node = Node::object("request");
  node.add(Node::words("service_request_id", report.id.text()))
      .add(Node::words("status", is_closed(report, order) ? "closed" : "open"))
      .add(Node::words("status_notes", settings_.in(notes_of(report, order))))
      .add(Node::words("service_name", name))
      .add(Node::words("service_code", report.fault_kind))
      .add(Node::words("description", description))
      .add(Node::words("agency_responsible", settings_.in(town_)))
      .add(Node::words("service_notice", ""))
      .add(Node::words("requested_datetime", models::to_rfc3339(report.received_at)))
      .add(Node::words("updated_datetime", models::to_rfc3339(updated_at(report, order))))
      .add(Node::words("expected_datetime", clock ? models::to_rfc3339(clock->due_at) : ""))
      .add(Node::words("address", spot.address))
      .add(Node::words("address_id", spot.address_id));
  node.add(spot.position ? Node::degrees("lat", spot.position->latitude) : Node::words("lat", ""));
  node.add(spot.position ? Node::degrees("long", spot.position->longitude) : Node::words("long", ""));
  node.add(Node::words("media_url", foreign && !foreign->media.empty() ? foreign->media.front() : ""));
  if (extended) {
    node.add(extended_attributes(report, foreign ? &*foreign : nullptr));
    node.add(notes(report));
  }
  return node;
}

}  // namespace open311
