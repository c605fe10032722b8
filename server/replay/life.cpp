#include <algorithm>
#include <boost/asio/use_awaitable.hpp>
#include <optional>
#include <utility>

#include "server/http/percent.h"
#include "server/replay/campaign.h"

// What a resident and the operator at the desk do: report, look for duplicates, decide.
namespace replay {
namespace asio = boost::asio;

namespace {

constexpr int most_tries = 5;

std::string answered(const ApiReply& reply) {
  return std::to_string(reply.status) + " " + problem_of(reply.body);
}

asio::awaitable<ApiReply> post_report(Campaign& campaign, const PlannedReport& planned, Door door) {
  const bool resident = door == Door::resident;
  ApiCall call(resident ? RequestKind::public_report : RequestKind::report, http::Method::post,
               resident ? "/public/reports" : "/reports", resident ? nullptr : &campaign.hotline);
  call.body = write_report(planned.report);
  call.may_be_full = resident;
  co_return co_await campaign.api.send(std::move(call));
}

asio::awaitable<std::optional<SeenReport>> find_report(Campaign& campaign, std::string reference) {
  ApiCall call(RequestKind::find_report, http::Method::get,
               "/reports?external_reference=" + http::percent_encoded(reference), &campaign.hotline);
  const ApiReply reply = co_await campaign.api.send(std::move(call));
  if (!reply.good()) co_return std::nullopt;
  auto page = parse_reports(reply.body);
  if (page.items.size() != 1) co_return std::nullopt;
  co_return std::move(page.items.front());
}

// Nothing when it was refused, which the ledger knows then.
asio::awaitable<std::optional<SeenReport>> receive(Campaign& campaign, const PlannedReport& planned) {
  const auto& reference = planned.report.external_reference;
  auto& ledger = campaign.ledger;
  ledger.sent(reference, planned.group);
  Door door = planned.door;
  ApiReply reply = co_await post_report(campaign, planned, door);
  if (reply.status == 429) {
    // The public door takes so many from one address; whoever is turned away rings the hotline instead.
    ++campaign.turned_away;
    door = Door::staff;
    reply = co_await post_report(campaign, planned, door);
  }
  if (!reply.good()) {
    ledger.refused(reference, answered(reply));
    co_return std::nullopt;
  }
  ledger.acknowledged(reference);
  std::optional<SeenReport> report;
  if (door == Door::staff)
    report = parse_report(reply.body);
  else
    report = co_await find_report(campaign, reference);
  if (report)
    ledger.identified(reference, report->id);
  else
    ledger.broken("the report " + reference + " cannot be found by its reference");
  co_return report;
}

asio::awaitable<std::string> find_order_to_join(Campaign& campaign, std::string report_id) {
  ApiCall call(RequestKind::duplicates, http::Method::get, "/duplicates?report=" + report_id,
               &campaign.hotline);
  const ApiReply reply = co_await campaign.api.send(std::move(call));
  if (!reply.good()) {
    campaign.ledger.broken("duplicates of the report " + report_id + ": " + answered(reply));
    co_return std::string();
  }
  // Only orders of this run: what others work on is none of its business.
  for (const auto& candidate : parse_candidates(reply.body))
    if (candidate.score >= campaign.options.merge_score && campaign.ledger.knows_order(candidate.work_order))
      co_return candidate.work_order;
  co_return std::string();
}

asio::awaitable<std::optional<Triaged>> read_triaged(Campaign& campaign, std::string report_id) {
  ApiCall call(RequestKind::find_report, http::Method::get, "/reports/" + report_id, &campaign.hotline);
  const ApiReply reply = co_await campaign.api.send(std::move(call));
  if (!reply.good()) co_return std::nullopt;
  Triaged triaged{parse_report(reply.body), std::nullopt};
  if (triaged.report.work_order.empty()) co_return triaged;
  ApiCall order_call(RequestKind::read_order, http::Method::get, "/work-orders/" + triaged.report.work_order,
                     &campaign.hotline);
  const ApiReply order = co_await campaign.api.send(std::move(order_call));
  if (!order.good()) co_return std::nullopt;
  triaged.work_order = parse_order(order.body);
  co_return triaged;
}

struct Decision {
  std::string body;
  std::string state;  ///< of the report once it is done
};

Decision decide(const PlannedReport& planned, const std::string& join) {
  if (planned.fate == Fate::reject) return {write_reject(planned.reason), "rejected"};
  if (planned.fate == Fate::hand_over) return {write_hand_over(planned.service, planned.reason), "referred"};
  if (!join.empty()) return {write_merge(join), "merged"};
  return {write_open(planned.report.fault_kind), "accepted"};
}

void keep(Campaign& campaign, const PlannedReport& planned, const Triaged& triaged) {
  const auto& report = triaged.report;
  if (report.state == "accepted" && triaged.work_order)
    campaign.ledger.opened(triaged.work_order->id, planned.group, "");
  campaign.ledger.decided(planned.report.external_reference, report.state, report.work_order);
}

asio::awaitable<std::optional<Triaged>> triage(Campaign& campaign, const PlannedReport& planned,
                                               SeenReport report) {
  const bool may_join = planned.fate != Fate::reject && planned.fate != Fate::hand_over;
  std::string refusal;
  for (int tries = 0; tries < most_tries; ++tries) {
    std::string join;
    if (may_join) join = co_await find_order_to_join(campaign, report.id);
    const Decision decision = decide(planned, join);
    ApiCall call(RequestKind::triage, http::Method::put, "/reports/" + report.id + "/triage",
                 &campaign.hotline);
    call.body = decision.body;
    call.etag = "\"" + std::to_string(report.version) + "\"";
    const ApiReply reply = co_await campaign.api.send(std::move(call));
    if (reply.good()) {
      Triaged triaged = parse_triaged(reply.body);
      keep(campaign, planned, triaged);
      co_return triaged;
    }
    refusal = answered(reply);
    if (reply.status != 409 && reply.status != 412) break;
    // Either an earlier try of ours was done after all, or the order to join has ended meanwhile.
    auto now = co_await read_triaged(campaign, report.id);
    if (now && reply.unsure && now->report.state == decision.state) {
      keep(campaign, planned, *now);
      co_return now;
    }
    if (now) report = now->report;
    if (report.state != "received") break;
  }
  campaign.ledger.broken("triage of the report " + planned.report.external_reference + ": " + refusal);
  co_return std::nullopt;
}

}  // namespace

asio::awaitable<void> live(Campaign& campaign, const PlannedReport& planned) {
  auto report = co_await receive(campaign, planned);
  if (!report) co_return;
  SeenReport received = *std::move(report);
  auto triaged = co_await triage(campaign, planned, std::move(received));
  if (!triaged || triaged->report.state != "accepted" || !triaged->work_order) co_return;
  SeenOrder order = *std::move(triaged->work_order);
  Script script = planned.script;
  co_await drive(campaign, planned, std::move(order), script);
}

}  // namespace replay
