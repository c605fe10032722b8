#include <algorithm>
#include <array>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "models/names.h"
#include "server/replay/campaign.h"

// What crews, the operator and the checker do with an order.
namespace replay {
namespace asio = boost::asio;

namespace {

constexpr int most_turns = 80;    // steps of one order
constexpr int most_refusals = 6;  // in a row, before it is called broken

// Parts of the real time from report to resolution.
constexpr double accepted_at = 0.05, arrived_at = 0.4, resumed_at = 0.7, resolved_at = 1;

enum class Move { assign, accept, contact, arrive, make_safe, pause, resume, resolve, close, reopen, cancel };

struct MoveRule {
  RequestKind kind;
  http::Method method;
  std::string_view path;
  std::string_view event;
  std::string_view state;  ///< after it; empty when the state stays
};
constexpr std::array<MoveRule, 11> move_rules{{
    {RequestKind::assign, http::Method::put, "/assignment", "work_order_assigned", "assigned"},
    {RequestKind::accept, http::Method::post, "/acceptance", "work_order_accepted", "accepted"},
    {RequestKind::contact, http::Method::post, "/contact", "reporter_contacted", ""},
    {RequestKind::arrive, http::Method::post, "/arrival", "work_order_arrived", "under_way"},
    {RequestKind::make_safe, http::Method::post, "/safety", "work_order_made_safe", ""},
    {RequestKind::pause, http::Method::post, "/pauses", "work_order_paused", ""},
    {RequestKind::resume, http::Method::delete_, "/pauses/current", "work_order_resumed", ""},
    {RequestKind::resolve, http::Method::post, "/resolution", "work_order_resolved", "resolved"},
    {RequestKind::close, http::Method::put, "/closure", "work_order_closed", "closed"},
    {RequestKind::reopen, http::Method::post, "/reopenings", "work_order_reopened", "assigned"},
    {RequestKind::cancel, http::Method::post, "/cancellation", "work_order_cancelled", "cancelled"},
}};

/// One order on its way.
class Drive {
 public:
  Drive(Campaign& campaign, const PlannedReport& planned, SeenOrder order, Script script)
      : campaign_(campaign), planned_(planned), order_(std::move(order)), script_(script) {}

  asio::awaitable<void> run() {
    const bool child = !order_.parent.empty();
    for (int turn = 0; turn < most_turns && refusals_ < most_refusals; ++turn) {
      if (!child && planned_.fate == Fate::cancel && order_.state != "cancelled") {
        const std::string body = write_reason(planned_.reason);
        co_await perform(Move::cancel, campaign_.supervisor, body);
      } else if (order_.state == "open") {
        co_await assign();
      } else if (order_.state == "assigned") {
        if (past(accepted_at)) co_return;
        co_await accept();
      } else if (order_.state == "accepted") {
        if (planned_.fate == Fate::stay_open || past(arrived_at)) co_return;
        co_await go();
      } else if (order_.state == "under_way") {
        if (co_await stays_unfinished()) co_return;
        co_await repair();
      } else if (order_.state == "resolved") {
        co_await finish();
      } else {
        if (order_.state != "closed" || !reopens(Reopening::after_closure)) co_return;
        co_await reopen();
      }
    }
    campaign_.ledger.broken("the work order " + order_.number + " does not come to an end: " + refusal_);
  }

 private:
  static std::string answered(const ApiReply& reply) {
    return std::to_string(reply.status) + " " + problem_of(reply.body);
  }

  bool reopens(Reopening when) const { return script_.reopening == when && !reopened_; }

  models::Duration moment(double part) const {
    const auto taken = static_cast<double>(planned_.takes.count()) * part;
    return planned_.at + models::Duration{static_cast<std::int64_t>(taken)};
  }

  // What really came later than the run looks is left as it is.
  bool past(double part) const {
    return campaign_.horizon > models::Duration{0} && moment(part) > campaign_.horizon;
  }

  SignedIn& crew() {
    const auto found = campaign_.crews.find(order_.crew);
    if (found == campaign_.crews.end())
      throw AnswerError("the work order " + order_.number + " was given to the crew " + order_.crew +
                        ", which is none of this run's");
    return found->second;
  }

  asio::awaitable<void> read_again() {
    ApiCall call(RequestKind::read_order, http::Method::get, "/work-orders/" + order_.id, &campaign_.hotline);
    const ApiReply reply = co_await campaign_.api.send(std::move(call));
    if (reply.good()) order_ = parse_order(reply.body);
  }

  // Whether what was asked stands there now, although nobody answered.
  bool was_done(Move move, const MoveRule& rule) const {
    if (move == Move::resume) return !order_.paused;
    return !rule.state.empty() && order_.state == rule.state;
  }

  asio::awaitable<bool> perform(Move move, SignedIn& who, std::string body) {
    const MoveRule& rule = move_rules.at(static_cast<std::size_t>(move));
    ApiCall call(rule.kind, rule.method, "/work-orders/" + order_.id + std::string(rule.path), &who);
    call.body = std::move(body);
    call.etag = "\"" + std::to_string(order_.version) + "\"";
    const ApiReply reply = co_await campaign_.api.send(std::move(call));
    if (reply.good()) {
      order_ = parse_order(reply.body);
      campaign_.ledger.changed(order_.id, std::string(rule.event), order_.state);
      refusals_ = 0;
      co_return true;
    }
    refusal_ = std::string(rule.path) + " " + answered(reply);
    co_await read_again();
    if (reply.unsure && (reply.status == 409 || reply.status == 412 || reply.status == 404) &&
        was_done(move, rule)) {
      campaign_.ledger.changed(order_.id, std::string(rule.event), order_.state);
      co_return true;
    }
    // 412: a deadline was marked or a report joined meanwhile; the next turn looks at the order as it is now.
    if (reply.status != 412) ++refusals_;
    co_return false;
  }

  asio::awaitable<void> assign() {
    const std::string rule_chooses = write_assignment("", "");
    if (co_await perform(Move::assign, campaign_.hotline, rule_chooses)) co_return;
    if (order_.state != "open" || campaign_.own_crews.empty()) co_return;
    const auto& next = campaign_.own_crews[next_crew_++ % campaign_.own_crews.size()];
    const std::string by_hand = write_assignment(next, "nobody else fits in this replay");
    co_await perform(Move::assign, campaign_.hotline, by_hand);
  }

  asio::awaitable<void> accept() {
    const auto when = moment(accepted_at);
    co_await campaign_.until(when);
    if (!reopened_ && order_.parent.empty()) campaign_.look_at_the_clock(when);
    co_await perform(Move::accept, crew(), "");
  }

  asio::awaitable<void> go() {
    if (script_.contact && !contacted_) {
      contacted_ = co_await perform(Move::contact, crew(), "");
      co_return;
    }
    const auto when = moment(arrived_at);
    co_await campaign_.until(when);
    const std::string body = write_arrival(planned_.report.place.position);
    co_await perform(Move::arrive, crew(), body);
  }

  asio::awaitable<bool> stays_unfinished() {
    if (planned_.fate == Fate::stay_paused) {
      if (order_.paused) co_return true;
      const std::string body = write_pause("no_access", "pending in the replayed file");
      co_return co_await perform(Move::pause, crew(), body);
    }
    co_return planned_.fate == Fate::stay_open || past(resolved_at);
  }

  asio::awaitable<void> repair() {
    if (order_.severity == "danger" && !order_.made_safe) {
      co_await perform(Move::make_safe, crew(), "");
    } else if (order_.paused) {
      const auto when = moment(resumed_at);
      co_await campaign_.until(when);
      co_await perform(Move::resume, crew(), "");
    } else if (script_.pause && !paused_) {
      const std::string body = write_pause("no_access", "");
      paused_ = co_await perform(Move::pause, crew(), body);
    } else if (script_.note && !noted_) {
      co_await add_note();
    } else {
      const auto when = moment(resolved_at);
      co_await campaign_.until(when);
      const auto outcome = reopened_ ? models::Outcome::repaired : script_.outcome;
      const std::string body = write_resolution(outcome, "found at the place", "as the replay drew it");
      co_await perform(Move::resolve, crew(), body);
    }
  }

  asio::awaitable<void> add_note() {
    noted_ = true;
    ApiCall call(RequestKind::note, http::Method::post, "/work-orders/" + order_.id + "/notes", &crew());
    call.body = write_note("seen at the place, parts are in the car");
    const ApiReply reply = co_await campaign_.api.send(std::move(call));
    if (reply.good())
      campaign_.ledger.changed(order_.id, "note_added", "");
    else
      campaign_.ledger.broken("a note on " + order_.number + ": " + answered(reply));
  }

  asio::awaitable<void> finish() {
    if (reopens(Reopening::after_resolution)) {
      co_await reopen();
      co_return;
    }
    const bool temporary = !reopened_ && script_.outcome == models::Outcome::temporary;
    if (temporary && order_.children.empty()) co_await read_again();
    const auto children = order_.children;
    const bool repaired = reopened_ || script_.outcome == models::Outcome::repaired;
    const std::string body = write_closure(repaired, "callback", "");
    if (!co_await perform(Move::close, campaign_.checker, body)) co_return;
    if (!temporary) co_return;
    if (children.size() != 1)
      campaign_.ledger.broken("the temporary fix of " + order_.number + " left " +
                              std::to_string(children.size()) + " orders behind instead of one");
    for (const auto& id : children) co_await drive_child(id);
  }

  asio::awaitable<void> drive_child(std::string id) {
    ApiCall call(RequestKind::read_order, http::Method::get, "/work-orders/" + id, &campaign_.hotline);
    const ApiReply reply = co_await campaign_.api.send(std::move(call));
    if (!reply.good()) {
      campaign_.ledger.broken("the work order " + id + " left by " + order_.number + ": " + answered(reply));
      co_return;
    }
    SeenOrder child = parse_order(reply.body);
    campaign_.ledger.opened(child.id, planned_.group, order_.id);
    Script script = script_;
    script.outcome = models::Outcome::repaired;
    script.reopening = Reopening::never;
    co_await drive(campaign_, planned_, std::move(child), script);
  }

  asio::awaitable<void> reopen() {
    const std::string body = write_reason("it is not right yet");
    reopened_ = co_await perform(Move::reopen, campaign_.checker, body);
  }

  Campaign& campaign_;
  const PlannedReport& planned_;
  SeenOrder order_;
  Script script_;
  bool contacted_ = false, paused_ = false, noted_ = false, reopened_ = false;
  int refusals_ = 0;
  std::size_t next_crew_ = 0;
  std::string refusal_;
};

}  // namespace

asio::awaitable<void> drive(Campaign& campaign, const PlannedReport& planned, SeenOrder order,
                            Script script) {
  Drive one(campaign, planned, std::move(order), script);
  co_await one.run();
}

}  // namespace replay
