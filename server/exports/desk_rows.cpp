// What the desk works through: requests, call-backs, alerts, checks, outages, calls.
#include "dispatch/call_backs.h"
#include "dispatch/masking.h"
#include "dispatch/outages.h"
#include "dispatch/permissions.h"
#include "dispatch/request_reasons.h"
#include "models/names.h"
#include "server/exports/paged_rows.h"

namespace exports {
namespace {

std::string number_of(models::Transaction& tx, models::WorkOrderId id) {
  const auto order = tx.work_orders().find(id);
  return order ? order->number : std::string();
}

std::string code_of(models::Transaction& tx, models::CrewId id) {
  const auto crew = id ? tx.crews().find(id) : std::nullopt;
  return crew ? crew->code : std::string();
}

template <class Enum>
std::string_view word_of(const std::optional<Enum>& value) {
  return value ? models::name(*value) : std::string_view();
}

bool fill_request(models::Transaction& tx, const models::Request& one, Cells& cells) {
  const auto reason = dispatch::find_reason(tx, one.reason);
  cells.add(one.id.text())
      .add(number_of(tx, one.work_order))
      .add(models::name(one.kind))
      .add(models::name(one.state))
      .add(one.reason)
      .add(reason ? reason->name.zh : std::string())
      .add(dispatch::mask_numbers(one.note))
      .add(one.part_order_number)
      .add(dispatch::mask_numbers(one.resident_word))
      .add(word_of(one.target))
      .add(one.amount ? models::to_iso8601(*one.amount) : std::string())
      .add(one.from)
      .add(one.ends_at)
      .add(one.review_at)
      .add(one.ended_at)
      .add(code_of(tx, one.crew))
      .add(one.village_code)
      .add(one.by_name)
      .add(one.at)
      .add(one.decided_by_name)
      .add(dispatch::mask_numbers(one.decision_note))
      .add(one.decided_at);
  return true;
}

bool fill_alert(models::Transaction& tx, const models::Alert& one, Cells& cells) {
  cells.add(one.id.text())
      .add(number_of(tx, one.work_order))
      .add(models::name(one.trigger))
      .add(word_of(one.target))
      .add(one.step)
      .add(models::name(one.who))
      .add(code_of(tx, one.crew))
      .add(one.village_code)
      .add(one.at)
      .add(one.acknowledged_at)
      .add(one.acknowledged_by_name)
      .add(dispatch::mask_numbers(one.note));
  return true;
}

bool fill_recheck(models::Transaction& tx, const models::Recheck& one, Cells& cells) {
  cells.add(one.id.text())
      .add(number_of(tx, one.work_order))
      .add(one.round)
      .add(one.drawn_at)
      .add(!one.passed   ? ""
           : *one.passed ? "yes"
                         : "no")
      .add(dispatch::mask_numbers(one.note))
      .add(one.by_name)
      .add(one.done_at);
  return true;
}

void fill_outage(models::Transaction& tx, const models::Outage& one, Cells& cells) {
  cells.add(one.id.text())
      .add(models::name(one.reason))
      .add(dispatch::mask_numbers(one.words))
      .add(number_of(tx, one.parent))
      .add(static_cast<std::int64_t>(one.children.size()))
      .add(one.declared_at)
      .add(one.declared_by_name)
      .add(one.expected_at)
      .add(one.ended_at)
      .add(one.ended_by_name)
      .add(dispatch::mask_numbers(one.ending_words));
}

bool fill_call(models::Transaction&, const models::PhoneCall& one, Cells& cells) {
  cells.add(one.id.text())
      .add(one.external_id)
      .add(dispatch::mask_phone(one.caller))
      .add(one.callee)
      .add(one.began_at)
      .add(one.ended_at)
      .add(one.taken_by_name)
      .add(one.taken_at)
      .add(one.report ? one.report.text() : "");
  return true;
}

/// The list is no longer than what a desk works through: one page is all of it.
class CallBackRows final : public Rows {
 public:
  CallBackRows(models::Actor actor, models::Time now, const dispatch::CallBackRules& rules)
      : actor_(std::move(actor)), now_(now), rules_(rules), cells_(columns().size()) {}

  const std::vector<std::string>& columns() const override {
    static const std::vector<std::string> all{"report_id", "work_order", "class", "fault_kind", "village",
                                              "severity",  "reporter",   "phone", "reason",     "resolved_at",
                                              "due_at",    "due",        "tried"};
    return all;
  }
  std::optional<std::int64_t> count(models::Transaction&, std::int64_t) override { return std::nullopt; }

  bool next(models::Transaction& tx, const Take& take) override {
    const auto list = dispatch::list_call_backs(tx, actor_, now_, rules_);
    if (!list) return false;  // the right went while the job waited
    for (const auto& one : list->items) {
      const auto report = dispatch::masked(one.report, false);
      cells_.begin()
          .add(report.id.text())
          .add(one.order.number)
          .add(one.order.facility_class)
          .add(one.order.fault_kind)
          .add(one.order.place.village_code)
          .add(models::name(one.order.severity))
          .add(report.reporter.name)
          .add(report.reporter.phone)
          .add(dispatch::name(one.reason))
          .add(one.order.resolved_at)
          .add(one.due_at)
          .add(one.due)
          .add(report.callbacks_unanswered);
      take(cells_.all());
    }
    return false;
  }

 private:
  models::Actor actor_;
  models::Time now_;
  dispatch::CallBackRules rules_;
  Cells cells_;
};

}  // namespace

std::unique_ptr<Rows> request_rows(models::RequestQuery query) {
  return paged_rows<models::Request>(
      {"id",      "work_order",        "kind",          "state",     "reason",  "reason_name",
       "note",    "part_order_number", "resident_word", "target",    "amount",  "from",
       "ends_at", "review_at",         "ended_at",      "crew",      "village", "by",
       "at",      "decided_by",        "decision_note", "decided_at"},
      std::move(query), [](auto& tx, const auto& asked) { return tx.requests().search(asked); },
      fill_request);
}

std::unique_ptr<Rows> call_back_rows(models::Actor actor, models::Time now,
                                     const dispatch::CallBackRules& rules) {
  return std::make_unique<CallBackRows>(std::move(actor), now, rules);
}

std::unique_ptr<Rows> alert_rows(models::AlertQuery query) {
  return paged_rows<models::Alert>(
      {"id", "work_order", "trigger", "target", "step", "who", "crew", "village", "at", "acknowledged_at",
       "acknowledged_by", "note"},
      std::move(query), [](auto& tx, const auto& asked) { return tx.escalations().search(asked); },
      fill_alert);
}

std::unique_ptr<Rows> recheck_rows(models::RecheckQuery query) {
  return paged_rows<models::Recheck>(
      {"id", "work_order", "round", "drawn_at", "passed", "note", "by", "done_at"}, std::move(query),
      [](auto& tx, const auto& asked) { return tx.rechecks().search(asked); }, fill_recheck);
}

std::unique_ptr<Rows> outage_rows(models::OutageQuery query, models::Actor actor) {
  return paged_rows<models::Outage>(
      {"id", "reason", "words", "work_order", "children", "declared_at", "declared_by", "expected_at",
       "ended_at", "ended_by", "ending_words"},
      std::move(query), [](auto& tx, const auto& asked) { return tx.outages().search(asked); },
      [actor = std::move(actor)](auto& tx, const auto& one, auto& cells) {
        if (!dispatch::may_see(tx, actor, one)) return false;
        fill_outage(tx, one, cells);
        return true;
      });
}

std::unique_ptr<Rows> call_rows(models::PhoneCallQuery query) {
  return paged_rows<models::PhoneCall>(
      {"id", "external_id", "caller", "callee", "began_at", "ended_at", "taken_by", "taken_at", "report_id"},
      std::move(query), [](auto& tx, const auto& asked) { return tx.phone_calls().search(asked); },
      fill_call);
}

}  // namespace exports
