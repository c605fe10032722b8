#include <algorithm>

#include "dispatch/change.h"
#include "dispatch/escalation_chain.h"
#include "dispatch/outbox_facts.h"
#include "dispatch/transfers.h"
#include "models/names.h"

// What another system answers: to the order that was given to it, and whenever it is asked how that goes.
namespace dispatch {
namespace {

using models::Transfer;
using models::TransferState;
using std::chrono::hours;
using std::chrono::minutes;

constexpr std::size_t most_seen = 200;
constexpr std::size_t most_notes_at_once = 20;
constexpr models::Duration first_ask{30};
constexpr std::size_t most_transfer_notes = 400;

models::LocalizedText words_of(TransferFact fact) {
  switch (fact) {
    case TransferFact::given:
      return {"【转办】转给{to}（{number}）：{words}", "[Transfer] Given to {to} ({number}): {words}"};
    case TransferFact::taken:
      return {"【转办】{to}已受理，对方编号 {number}", "[Transfer] {to} took it, their number is {number}"};
    case TransferFact::failed:
      return {"【转办失败】{to}：{words}", "[Transfer failed] {to}: {words}"};
    case TransferFact::ended:
      return {"【转办待核实】{to}说 {number} 已办结，请核实；本工单照常计时",
              "[Transfer to be checked] {to} says that {number} is closed. Please check; this order goes on"};
    case TransferFact::said:
      return {"【转办】{to} {number}：{words}", "[Transfer] {to} {number}: {words}"};
    case TransferFact::checked:
      return {"【转办已核实】{to} {number} 确已修好：{words}",
              "[Transfer checked] {to} {number} is done: {words}"};
    case TransferFact::not_done:
      return {"【转办未修好】{to} {number}：{words}", "[Transfer not done] {to} {number}: {words}"};
    case TransferFact::withdrawn:
      return {"【转办撤回】{to} {number}，不再跟踪：{words}",
              "[Transfer withdrawn] {to} {number}, not followed any more: {words}"};
  }
  return {};
}

/// Their words stand under their name, and no account of ours is behind them.
models::Actor voice_of(const Transfer& transfer) {
  auto actor = models::Actor::program();
  actor.name = transfer.destination_name;
  return actor;
}

void call_dispatchers(models::Transaction& tx, const models::WorkOrder& order, models::Time now) {
  raise_review(tx, order, models::AlertReader::dispatcher, now);
}

// Their words of now, then what they told in between and was not noted yet; the same words only once.
void note_news(models::Transaction& tx, Transfer& transfer, const Heard& heard, models::Time now) {
  std::vector<std::string> said;
  const auto say = [&](const std::string& status, const std::string& words) {
    const auto text = status.empty() || words.empty() ? status + words : status + ": " + words;
    const bool again = std::ranges::any_of(
        said, [&](const auto& one) { return one == text || (!words.empty() && one.ends_with(words)); });
    if (!text.empty() && !again && said.size() < most_notes_at_once) said.push_back(text);
  };
  for (const auto& update : heard.updates) {
    if (std::ranges::find(transfer.seen, update.id) != transfer.seen.end()) continue;
    transfer.seen.push_back(update.id);
    transfer.since = std::max(transfer.since.value_or(update.at), std::min(update.at, now));
    say(update.status, update.words);
  }
  if (transfer.seen.size() > most_seen)
    transfer.seen.erase(transfer.seen.begin(), transfer.seen.end() - most_seen);
  if (heard.status != transfer.their_status || heard.words != transfer.their_words)
    say(heard.status != transfer.their_status ? heard.status : "", heard.words);
  for (const auto& text : said)
    note_transfer(tx, voice_of(transfer), transfer, TransferFact::said, text, now);
}

void take_status(models::Transaction& tx, Transfer& transfer, const models::WorkOrder& order,
                 const Heard& heard, models::Time now) {
  note_news(tx, transfer, heard, now);
  // What somebody found not done stays so until they say something new.
  const bool news = heard.status != transfer.their_status || heard.words != transfer.their_words;
  transfer.their_status = heard.status;
  transfer.their_words = heard.words;
  const bool closed = heard.status == "closed";
  if (closed && news && transfer.state == TransferState::followed) {
    transfer.state = TransferState::ended;
    transfer.ended_at = now;
    note_transfer(tx, voice_of(transfer), transfer, TransferFact::ended, "", now);
    call_dispatchers(tx, order, now);
  } else if (!closed && transfer.state == TransferState::ended) {
    transfer.state = TransferState::followed;
    transfer.ended_at.reset();
  }
}

void take_failure(models::Transaction& tx, Transfer& transfer, const models::WorkOrder& order,
                  const Heard& heard, models::Time now) {
  ++transfer.failures;
  transfer.last_error = heard.error;
  const auto chance = static_cast<std::uint64_t>(transfer.id.value + transfer.failures);
  const auto wait = std::max({next_ask(transfer, now), wait_after(transfer.failures, chance),
                              heard.wait.value_or(models::Duration{0})});
  transfer.next_at = now + wait;
  // Once, and not at each try from then on.
  if (transfer.failures != most_tries) return;
  note_transfer(tx, voice_of(transfer), transfer, TransferFact::failed, heard.error, now);
  call_dispatchers(tx, order, now);
}

}  // namespace

models::Duration next_ask(const Transfer& transfer, models::Time now) {
  const auto age = now - transfer.taken_at.value_or(transfer.at);
  if (transfer.state == TransferState::pending && age < minutes{10}) return first_ask;
  if (age < hours{1}) return minutes{5};
  if (age < hours{24}) return minutes{15};
  if (age < hours{24 * 7}) return hours{1};
  return hours{6};
}

void record_transfer_try(models::Transaction& tx, models::DeliveryId id, const Tried& tried,
                         models::Time now) {
  auto transfer = tx.deliveries().transfers().find_by_delivery(id);
  const auto order = transfer ? tx.work_orders().find(transfer->work_order) : std::nullopt;
  const bool waiting = order && transfer->state == TransferState::waiting;
  // Withdrawn while it was on its way: it is not followed, but where it went is known.
  const bool late = order && transfer->state == TransferState::withdrawn && tried.taken;
  if (!waiting && !late) return;
  if (late) {
    transfer->their_id = tried.reference;
    transfer->token = tried.token;
    transfer->taken_at = now;
  } else if (tried.taken) {
    transfer->their_id = tried.reference;
    transfer->token = tried.token;
    transfer->state = !tried.reference.empty() ? TransferState::followed
                      : !tried.token.empty()   ? TransferState::pending
                                               : TransferState::untold;
    transfer->taken_at = now;
    transfer->since = now;
    transfer->doubtful = false;
    transfer->last_error.clear();
    if (transfer->state != TransferState::untold) transfer->next_at = now + first_ask;
    note_transfer(tx, voice_of(*transfer), *transfer, TransferFact::taken, "", now);
  } else {
    transfer->last_error = tried.error;
    transfer->doubtful = transfer->doubtful || tried.doubtful;
    const auto delivery = tx.deliveries().find(id);
    if (delivery && delivery->state == models::DeliveryState::dead) {
      note_transfer(tx, voice_of(*transfer), *transfer, TransferFact::failed, tried.error, now);
      call_dispatchers(tx, *order, now);
    }
  }
  tx.deliveries().transfers().update(*transfer);
}

void record_heard(models::Transaction& tx, Transfer transfer, const Heard& heard, models::Time now) {
  const auto order = tx.work_orders().find(transfer.work_order);
  if (!order) return;
  transfer.asked_at = now;
  if (!goes_on(tx, transfer)) {
    if (transfer.state != TransferState::checked) transfer.state = TransferState::withdrawn;
    transfer.next_at.reset();
  } else if (!heard.error.empty()) {
    take_failure(tx, transfer, *order, heard, now);
  } else {
    transfer.failures = 0;
    transfer.last_error = heard.updates_error;
    if (transfer.state == TransferState::pending && !heard.their_id.empty()) {
      transfer.their_id = heard.their_id;
      transfer.state = TransferState::followed;
      note_transfer(tx, voice_of(transfer), transfer, TransferFact::taken, "", now);
    } else if (transfer.state != TransferState::pending) {
      take_status(tx, transfer, *order, heard, now);
    }
    transfer.next_at = now + next_ask(transfer, now);
  }
  tx.deliveries().transfers().update(transfer);
}

void note_transfer(models::Transaction& tx, const models::Actor& actor, const Transfer& transfer,
                   TransferFact fact, const std::string& words, models::Time now) {
  const auto order = tx.work_orders().find(transfer.work_order);
  if (!order) return;
  const auto destination = tx.deliveries().find(transfer.destination);
  const auto text = text_in(words_of(fact), destination ? destination->language : "zh");
  const Facts facts{{"to", transfer.destination_name},
                    {"number", transfer.their_id.empty() ? transfer.reference : transfer.their_id},
                    {"words", words}};
  models::Note note{{}, order->id, trimmed(fill(text, facts)), actor.account, actor.name, now};
  // An order full of notes loses nothing that matters: the last words stand with the transfer, too.
  if (tx.notes().of_work_order(order->id).size() < most_transfer_notes) note.id = tx.notes().insert(note);
  tell(tx, actor, now, models::EventKind::note_added, *order,
       {{"note", note.id.text()}, {"transfer", transfer.id.text()}});
}

}  // namespace dispatch
