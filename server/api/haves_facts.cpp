#include "server/api/haves_facts.h"

#include <algorithm>
#include <set>

#include "dispatch/calendar.h"
#include "dispatch/escalation_chain.h"
#include "dispatch/request_reasons.h"
#include "models/request_store.h"

namespace api {
namespace {

using dispatch::HavesFacts;

constexpr int page_size = 200;
constexpr int most_pages = 25;

void add_rules(models::Transaction& tx, HavesFacts& facts) {
  std::set<std::string> covered;
  for (const auto& policy : tx.catalog().policies()) {
    covered.insert(policy.facility_class);
    ++facts.policies;
    facts.policies_with_basis += policy.basis.empty() ? 0 : 1;
  }
  for (const auto& one : tx.catalog().classes()) {
    ++facts.classes;
    facts.classes_with_policy += covered.contains(one.code) ? 1 : 0;
  }
  facts.chains = static_cast<std::int64_t>(dispatch::escalation_chains(tx).size());
  for (const auto& reason : dispatch::request_reasons(tx)) {
    if (!reason.active) continue;
    ++facts.reasons;
    facts.reasons_with_approval += reason.needs_approval ? 1 : 0;
  }
}

void add_funds(models::Transaction& tx, const models::Reach& reach, HavesFacts& facts) {
  models::RequestQuery query;
  query.running = true;
  query.limit = page_size;
  query.reach = reach;
  for (int i = 0; i < most_pages; ++i) {
    const auto page = tx.requests().search(query);
    for (const auto& request : page.items) {
      if (request.kind == models::RequestKind::shelve && request.reason == "waiting_funds")
        ++facts.waiting_for_funds;
      if (request.kind == models::RequestKind::pause && request.reason == "waiting_part")
        ++facts.waiting_for_parts;
    }
    query.cursor = page.next;
    if (query.cursor.empty()) return;
  }
  facts.requests_capped = true;
}

void add_crews(models::Transaction& tx, const FiguresAsked& asked, HavesFacts& facts) {
  for (const auto& crew : tx.crews().list()) {
    if (!crew.active) continue;
    const auto in_hand = tx.work_orders().orders_in_hand(crew.id);
    ++facts.crews;
    facts.crews_on_shift += dispatch::is_open(crew.shifts, crew.utc_offset_seconds, asked.period.now) ? 1 : 0;
    facts.crews_over_capacity += in_hand > crew.capacity ? 1 : 0;
    facts.orders_in_hand += in_hand;
    facts.capacity += crew.capacity;
  }
  const auto counts =
      tx.dashboard().read(asked.period.now, asked.period.now - std::chrono::hours{24}, asked.period.reach);
  if (const auto open = counts.by_state.find(models::WorkOrderState::open); open != counts.by_state.end())
    facts.orders_without_crew = open->second;
}

void add_alerts(models::Transaction& tx, const FiguresAsked& asked, HavesFacts& facts) {
  models::AlertQuery query;
  query.limit = page_size;
  query.reach = asked.period.reach;
  for (int i = 0; i < most_pages; ++i) {
    const auto page = tx.escalations().search(query);
    for (const auto& alert : page.items) {
      if (alert.at < asked.period.from) return;
      if (alert.at >= asked.period.to) continue;
      ++facts.alerts;
      facts.alerts_acknowledged += alert.acknowledged_at ? 1 : 0;
    }
    query.cursor = page.next;
    if (query.cursor.empty()) return;
  }
  facts.alerts_capped = true;
}

void add_rechecks(models::Transaction& tx, const FiguresAsked& asked, HavesFacts& facts) {
  models::RecheckQuery query;
  query.limit = page_size;
  query.reach = asked.period.reach;
  do {
    const auto page = tx.rechecks().search(query);
    for (const auto& recheck : page.items) {
      facts.rechecks_open += recheck.passed ? 0 : 1;
      if (!recheck.done_at || *recheck.done_at < asked.period.from || asked.period.to <= *recheck.done_at)
        continue;
      ++facts.rechecks;
      facts.rechecks_passed += recheck.passed.value_or(false) ? 1 : 0;
    }
    query.cursor = page.next;
  } while (!query.cursor.empty());
}

}  // namespace

HavesFacts haves_facts(models::Transaction& tx, const Context& context, const FiguresAsked& asked) {
  HavesFacts facts;
  facts.figures = dispatch::count_figures(facts_of(tx, context, asked), asked.period,
                                          dispatch::FiguresBy::all, context.settings.utc_offset_seconds)
                      .front();
  add_rules(tx, facts);
  add_funds(tx, asked.period.reach, facts);
  add_crews(tx, asked, facts);
  add_rechecks(tx, asked, facts);
  add_alerts(tx, asked, facts);
  return facts;
}

}  // namespace api
