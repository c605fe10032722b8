#include "dispatch/shifts.h"

#include <algorithm>

#include "dispatch/assignment/absence.h"
#include "dispatch/assignment/assign.h"
#include "dispatch/change.h"
#include "dispatch/text.h"

namespace dispatch {
namespace {

using models::Result;
using models::Shift;

constexpr int shifts_looked_at = 50;
constexpr std::size_t most_orders = 200;
constexpr std::string_view handed_over = "【交班】";

Result<void> require_crew(const models::Actor& actor) {
  if (auto allowed = require(actor, Permission::work_order_work); !allowed) return allowed;
  if (!is_crew(actor.role) || !actor.crew)
    return models::forbidden("shifts are for crews: your account is of none");
  return {};
}

void tell_of_crew(models::Transaction& tx, const models::Actor& actor, models::Time now,
                  models::EventKind kind, Details details) {
  auto event = event_of(actor, now, kind, std::move(details));
  event.crew = actor.crew;
  tx.events().append(event);
}

void end(models::Transaction& tx, const models::Actor& actor, Shift& shift, const std::string& note,
         models::Time now) {
  shift.off_at = std::max(now, shift.on_at);
  shift.note = note;
  tx.field_work().update(shift);
  tell_of_crew(tx, actor, now, models::EventKind::crew_signed_off, {{"van", shift.van}});
}

/// One order with its note, at the other crew if there is one; false when it cannot be handed over any more.
bool hand_over_one(models::Transaction& tx, const models::Actor& actor, models::WorkOrderId id,
                   const HandOver& hand_over, models::Time now) {
  auto order = tx.work_orders().find(id);
  const bool in_hand = order && order->crew == actor.crew &&
                       order->state >= models::WorkOrderState::assigned &&
                       order->state <= models::WorkOrderState::under_way;
  if (!in_hand) return false;
  const auto words = std::string(handed_over) + hand_over.note;
  // What is refused leaves nothing behind: so the crew first, and who had the order may still note something.
  if (hand_over.to && hand_over.to != actor.crew) {
    const auto sent = assign(tx, {models::Actor::program(), id, std::nullopt, now}, hand_over.to, words);
    if (!sent) return false;
  }
  if (!add_note(tx, {actor, id, std::nullopt, now}, words)) return false;
  order = tx.work_orders().find(id);
  tell(tx, actor, now, models::EventKind::work_order_handed_over, *order, {{"note", hand_over.note}});
  return true;
}

}  // namespace

Result<ShiftView> read_shift(models::Transaction& tx, const models::Actor& actor) {
  if (const auto allowed = require_crew(actor); !allowed) return allowed.error();
  ShiftView view;
  view.own = tx.field_work().shift_of(actor.account);
  for (auto& shift : tx.field_work().shifts_of(actor.crew, shifts_looked_at)) {
    if (!shift.off_at && shift.account != actor.account) view.others.push_back(shift);
    if (shift.off_at && !shift.note.empty() && (!view.before || *view.before->off_at < *shift.off_at))
      view.before = std::move(shift);
  }
  return view;
}

Result<Shift> sign_on(models::Transaction& tx, const models::Actor& actor, const std::string& van,
                      models::Time now) {
  if (const auto allowed = require_crew(actor); !allowed) return allowed.error();
  Fields fields;
  const auto plate = trimmed(van);
  fields.text("van", plate, longest_code);
  if (!fields.good()) return fields.error();
  if (auto on = tx.field_work().shift_of(actor.account)) {
    on->van = plate;
    tx.field_work().update(*on);
    return *std::move(on);
  }
  Shift shift{{}, actor.account, actor.name, actor.crew, plate, now, {}, ""};
  shift.id = tx.field_work().insert(shift);
  tell_of_crew(tx, actor, now, models::EventKind::crew_signed_on, {{"van", plate}});
  return shift;
}

Result<HandedOver> sign_off(models::Transaction& tx, const models::Actor& actor, const HandOver& hand_over,
                            models::Time now) {
  if (const auto allowed = require_crew(actor); !allowed) return allowed.error();
  auto shift = tx.field_work().shift_of(actor.account);
  if (!shift) return models::conflict("you are not on shift");
  HandOver given = hand_over;
  given.note = trimmed(given.note);
  Fields fields;
  fields.text("note", given.note, longest_account, Lines::many);
  if (!given.orders.empty()) fields.required("note", given.note);
  if (given.orders.size() > most_orders) fields.add("orders", "too_long", "at most 200 orders");
  const auto to = given.to ? tx.crews().find(given.to) : std::nullopt;
  if (given.to && (!to || !to->active)) fields.add("to_crew_id", "unknown", "there is no such crew at work");
  if (!fields.good()) return fields.error();
  HandedOver done;
  for (const auto id : given.orders)
    (hand_over_one(tx, actor, id, given, now) ? done.orders : done.kept).push_back(id);
  end(tx, actor, *shift, given.note, now);
  done.shift = *std::move(shift);
  return done;
}

Result<CrewAway> report_sick(models::Transaction& tx, const models::Actor& actor,
                             const std::optional<models::Time>& until, const std::string& reason,
                             models::Time now) {
  if (const auto allowed = require_crew(actor); !allowed) return allowed.error();
  auto away = assignment::send_away(tx, actor, actor.crew, until, reason, now);
  if (!away) return away;
  if (auto shift = tx.field_work().shift_of(actor.account)) end(tx, actor, *shift, trimmed(reason), now);
  return away;
}

}  // namespace dispatch
