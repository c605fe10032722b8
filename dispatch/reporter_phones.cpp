#include "dispatch/reporter_phones.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "dispatch/outbox_facts.h"
#include "dispatch/outbox_words.h"
#include "dispatch/text.h"
#include "dispatch/verdict.h"

namespace dispatch {
namespace {

using models::Carrier;
using models::Destination;
using models::EventKind;
using models::Report;
using models::ReportState;

const std::vector<MessageWords>& all_words() {
  static const std::vector<MessageWords> words{
      {EventKind::report_accepted,
       {"您报的“{fault}”已立案（{number}），点开看答应的时间",
        "Your report ({fault}) was accepted as {number}: see by when"}},
      {EventKind::report_merged,
       {"您报的“{fault}”和别人报的是一件事（{number}），一起修",
        "Your report ({fault}) is one with order {number} and is repaired with it"}},
      {EventKind::report_rejected, {"您的报修没有立案，点开看原因", "Your report became no order: see why"}},
      {EventKind::report_referred,
       {"您的报修已转交有关部门，点开看", "Your report was handed over: see to whom"}},
      {EventKind::work_order_arrived,
       {"{number} {fault}：维修人员到了", "{number} {fault}: the crew is there"}},
      {EventKind::work_order_resolved,
       {"{number} {fault}：说是修好了，点开说一声好没好",
        "{number} {fault}: said to be repaired. Tell us whether it is"}},
      {EventKind::work_order_closed,
       {"{number} {fault}：已结案，没修好还可以点开说",
        "{number} {fault}: closed. You can still say that it is not solved"}},
      {EventKind::work_order_reopened,
       {"{number} {fault}：接着修，点开看时间", "{number} {fault}: taken up again. See by when"}},
      {EventKind::work_order_cancelled,
       {"{number} {fault}：已撤销，点开看原因", "{number} {fault}: cancelled. See why"}},
      {EventKind::work_order_shelved,
       {"{number} {fault}：一时修不了，点开看原因和时间",
        "{number} {fault}: it cannot be done yet. See why and until when"}},
      {EventKind::sla_extended,
       {"{number} {fault}：修好的时间变了，点开看", "{number} {fault}: the promised time moved. See why"}},
      {EventKind::request_approved,
       {"{number} {fault}：先停一停，点开看原因", "{number} {fault}: it stands still. See why"}},
      {EventKind::outage_declared,
       {"{number} {fault}：附近都坏了，正在一起抢修",
        "{number} {fault}: part of a larger outage, being repaired"}},
      {EventKind::outage_ended,
       {"{number} {fault}：大面积故障修好了，您家好了吗？点开说一声",
        "{number} {fault}: the outage is over. Tell us whether it is over at yours"}}};
  return words;
}

std::vector<Destination> reporter_phones(models::Transaction& tx) {
  auto all = tx.deliveries().destinations();
  std::erase_if(all, [](const auto& one) { return !report_told(one); });
  return all;
}

std::vector<Destination> phones_of(models::Transaction& tx, models::ReportId report) {
  auto all = reporter_phones(tx);
  std::erase_if(all, [&](const auto& one) { return report_told(one) != report; });
  return all;
}

// Whoever holds a link is nobody we know: they may name a browser maker's service and no other receiver of
// ours.
constexpr std::array<std::string_view, 4> makers{".googleapis.com", ".push.services.mozilla.com",
                                                 ".push.apple.com", ".notify.windows.com"};

/// Also this very machine, where the sender goes only when it is told that it may.
bool is_browser_maker(std::string_view endpoint) {
  constexpr std::string_view scheme = "https://";
  if (!endpoint.starts_with(scheme)) return endpoint.starts_with("http://");
  const auto rest = endpoint.substr(scheme.size());
  const auto host = rest.substr(0, std::min(rest.find_first_of("/?#:\\"), rest.size()));
  return std::any_of(makers.begin(), makers.end(), [&](auto maker) { return host.ends_with(maker); });
}

models::Error no_such() { return models::not_found("there is no such report"); }

}  // namespace

std::optional<models::ReportId> report_told(const Destination& destination) {
  if (destination.carrier != Carrier::web_push) return std::nullopt;
  const auto found = destination.options.find("report");
  return found == destination.options.end() ? std::nullopt : models::ReportId::parse(found->second);
}

models::Result<Destination> subscribe_reporter(models::Transaction& tx, const std::string& token,
                                               const NewSubscription& input, models::Time now) {
  const auto report = token.empty() ? std::nullopt : tx.reports().find_by_token(token);
  if (!report) return no_such();
  Fields fields;
  check_subscription(fields, input);
  if (fields.good() && !is_browser_maker(input.endpoint))
    fields.add("endpoint", "not_allowed",
               "endpoint is of no browser maker's push service that is known here");
  if (!fields.good()) return fields.error();
  if (is_over(tx, *report, now))
    return models::conflict("this report is over: nothing more will be told of it");
  const auto all = reporter_phones(tx);
  std::size_t own = 0, others = 0;
  for (const auto& one : all) {
    const bool here = report_told(one) == report->id;
    if (here && one.address == input.endpoint)
      tx.deliveries().remove(one.id);
    else
      ++(here ? own : others);
  }
  if (own >= most_phones_of_report)
    return models::conflict("three telephones are told of this report already: take one of them off");
  if (own + others >= most_reporter_phones)
    return models::conflict("too many telephones are told at this time: leave a number for short messages");
  Destination phone;
  phone.name = "reporter";
  phone.carrier = Carrier::web_push;
  phone.address = input.endpoint;
  phone.secret = input.auth;
  phone.language = input.language;
  phone.options = {{"p256dh", input.p256dh}, {"report", report->id.text()}};
  phone.id = tx.deliveries().insert(phone);
  return phone;
}

models::Result<void> unsubscribe_reporter(models::Transaction& tx, const std::string& token,
                                          const std::string& endpoint) {
  const auto report = token.empty() ? std::nullopt : tx.reports().find_by_token(token);
  if (!report) return no_such();
  for (const auto& one : phones_of(tx, report->id))
    if (one.address == endpoint) tx.deliveries().remove(one.id);
  return {};
}

void owe_reporter_phones(models::Transaction& tx, models::Time now, EventKind kind, const Report& report,
                         const models::WorkOrder* order) {
  if (reporter_words(kind, "zh").empty() || report.anonymised_at) return;
  for (const auto& phone : phones_of(tx, report.id)) {
    models::Delivery delivery;
    delivery.destination = phone.id;
    delivery.event = tx.events().last();
    delivery.message = "msg_" + delivery.event.text() + "_" + report.id.text() + "_" + phone.id.text();
    delivery.about = kind;
    delivery.work_order = report.work_order;
    delivery.report = report.id;
    delivery.facts = facts_about(tx, report, order, phone.language);
    delivery.created_at = now;
    delivery.next_at = now;
    tx.deliveries().insert(delivery);
  }
}

const std::string& reporter_words(EventKind kind, const std::string& language) {
  static const std::string none;
  for (const auto& one : all_words())
    if (one.about == kind) return text_in(one.text, language);
  return none;
}

bool is_over(models::Transaction& tx, const Report& report, models::Time now) {
  if (report.anonymised_at || report.erasure_asked_at) return true;
  const auto first = tx.work_orders().find(report.work_order);
  if (!first) return report.state != ReportState::received && now > report.received_at + verdict_window;
  const auto order = newest_of(tx, *first);
  return order.ended() && now > order.closed_at.value_or(order.changed_at) + verdict_window;
}

void forget_phones_of(models::Transaction& tx, models::ReportId report) {
  for (const auto& phone : phones_of(tx, report)) tx.deliveries().remove(phone.id);
}

int forget_phones_of_past(models::Transaction& tx, models::Time now) {
  int count = 0;
  for (const auto& phone : reporter_phones(tx)) {
    const auto report = tx.reports().find(*report_told(phone));
    if (report && !is_over(tx, *report, now)) continue;
    tx.deliveries().remove(phone.id);
    ++count;
  }
  return count;
}

}  // namespace dispatch
