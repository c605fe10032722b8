#include "dispatch/lifecycle.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "dispatch/change.h"
#include "dispatch/closure.h"
#include "dispatch/field_time.h"
#include "dispatch/request_reasons.h"
#include "dispatch/requests.h"
#include "dispatch/sla_clock.h"
#include "dispatch/text.h"
#include "models/names.h"

namespace dispatch {
namespace {

using models::EventKind;
using models::Result;
using models::SlaTarget;
using models::WorkOrder;
using models::WorkOrderAction;
using models::WorkOrderState;

constexpr std::size_t states = 7, actions = 14;
constexpr auto no = std::optional<WorkOrderState>{};
constexpr auto open = std::optional{WorkOrderState::open};
constexpr auto assigned = std::optional{WorkOrderState::assigned};
constexpr auto accepted = std::optional{WorkOrderState::accepted};
constexpr auto under_way = std::optional{WorkOrderState::under_way};
constexpr auto resolved = std::optional{WorkOrderState::resolved};
constexpr auto closed = std::optional{WorkOrderState::closed};
constexpr auto cancelled = std::optional{WorkOrderState::cancelled};

using Row = std::array<std::optional<WorkOrderState>, states>;

// The one state table: a row for each action, a column for each state it may be done in.
// clang-format off
constexpr std::array<Row, actions> table{{
    //             open       assigned   accepted   under_way  resolved   closed     cancelled
    /* assign    */ {assigned,  assigned,  assigned,  assigned,  no,        no,        no},
    /* accept    */ {no,        accepted,  no,        no,        no,        no,        no},
    /* contact   */ {open,      assigned,  accepted,  under_way, no,        no,        no},
    /* arrive    */ {no,        under_way, under_way, no,        no,        no,        no},
    /* make_safe */ {no,        assigned,  accepted,  under_way, no,        no,        no},
    /* pause     */ {no,        assigned,  accepted,  under_way, no,        no,        no},
    /* resume    */ {no,        assigned,  accepted,  under_way, no,        no,        no},
    /* resolve   */ {no,        no,        no,        resolved,  no,        no,        no},
    /* close     */ {no,        no,        no,        no,        closed,    no,        no},
    /* reopen    */ {no,        no,        no,        no,        assigned,  assigned,  no},
    /* cancel    */ {cancelled, cancelled, cancelled, cancelled, no,        no,        no},
    /* note      */ {open,      assigned,  accepted,  under_way, resolved,  closed,    cancelled},
    /* photo     */ {open,      assigned,  accepted,  under_way, resolved,  closed,    cancelled},
    /* merge     */ {open,      assigned,  accepted,  under_way, resolved,  no,        no},
}};
// clang-format on

constexpr int most_notes = 500;
constexpr std::size_t most_photos = 50;  // of one order

void accept_now(Change& change, WorkOrder& order, models::Time now) {
  const std::string from(models::name(order.state));
  order.state = WorkOrderState::accepted;
  order.accepted_at = now;
  change.stop(SlaTarget::accept);
  change.tell(EventKind::work_order_accepted, {{"from", from}});
}

}  // namespace

std::optional<WorkOrderState> next_state(WorkOrderState from, WorkOrderAction action) {
  return table.at(static_cast<std::size_t>(action)).at(static_cast<std::size_t>(from));
}

std::vector<WorkOrderAction> allowed_actions(const WorkOrder& order) {
  std::vector<WorkOrderAction> allowed;
  for (std::size_t i = 0; i < actions; ++i) {
    const auto action = static_cast<WorkOrderAction>(i);
    if (!next_state(order.state, action)) continue;
    if (action == WorkOrderAction::pause && order.paused()) continue;
    if (action == WorkOrderAction::resume && !order.paused()) continue;
    if (action == WorkOrderAction::make_safe && order.made_safe_at) continue;
    allowed.push_back(action);
  }
  return allowed;
}

Result<WorkOrder> accept(models::Transaction& tx, const Step& step) {
  auto order = find_for(tx, step, WorkOrderAction::accept, Permission::work_order_work);
  if (!order) return order;
  Change change(tx, step, *order);
  accept_now(change, *order, step.now);
  change.keep();
  return order;
}

Result<WorkOrder> contact(models::Transaction& tx, const Step& step) {
  auto order = find_for(tx, step, WorkOrderAction::contact, Permission::work_order_contact);
  if (!order) return order;
  Change change(tx, step, *order);
  change.stop(SlaTarget::contact);
  change.tell(EventKind::reporter_contacted);
  change.keep();
  return order;
}

Result<WorkOrder> arrive(models::Transaction& tx, const Step& step,
                         const std::optional<models::Position>& position) {
  auto order = find_for(tx, step, WorkOrderAction::arrive, Permission::work_order_work);
  if (!order) return order;
  Fields fields;
  fields.position("position", position);
  if (!fields.good()) return fields.error();

  Change change(tx, step, *order);
  change.end_pause();
  // Who stands at the door has taken the order, whether or not the button was pressed.
  if (order->state == WorkOrderState::assigned) accept_now(change, *order, step.now);
  Details details{{"from", std::string(models::name(order->state))}};
  if (position) {
    details.emplace_back("latitude", std::to_string(position->latitude));
    details.emplace_back("longitude", std::to_string(position->longitude));
    if (order->place.position)
      details.emplace_back(
          "distance_metres",
          std::to_string(std::lround(models::distance_metres(*position, *order->place.position))));
  }
  order->state = WorkOrderState::under_way;
  order->arrived_at = step.now;
  change.stop(SlaTarget::arrive);
  change.tell(EventKind::work_order_arrived, std::move(details));
  change.inform(EventKind::work_order_arrived);
  change.keep();
  return order;
}

Result<WorkOrder> make_safe(models::Transaction& tx, const Step& step) {
  auto order = find_for(tx, step, WorkOrderAction::make_safe, Permission::work_order_work);
  if (!order) return order;
  Change change(tx, step, *order);
  order->made_safe_at = step.now;
  change.stop(SlaTarget::make_safe);
  change.tell(EventKind::work_order_made_safe);
  change.keep();
  return order;
}

Result<WorkOrder> pause(models::Transaction& tx, const Step& step, const std::string& reason,
                        const std::string& note) {
  auto order = find_for(tx, step, WorkOrderAction::pause, Permission::work_order_work);
  if (!order) return order;
  NewRequest wanted;
  wanted.reason = reason;
  wanted.note = note;
  const auto known = find_reason(tx, reason);
  if (known && known->active && known->serves(models::RequestKind::pause) && known->needs_approval)
    return models::invalid("reason", "not_allowed",
                           "another person has to approve this reason: ask for it with a request");
  const auto asked = ask(tx, step, wanted);
  if (!asked) return asked.error();
  return *tx.work_orders().find(step.work_order);
}

Result<WorkOrder> resume(models::Transaction& tx, const Step& step) {
  auto order = find_for(tx, step, WorkOrderAction::resume, Permission::work_order_work);
  if (!order) return order;
  Change change(tx, step, *order);
  change.end_pause();
  change.keep();
  return order;
}

Result<models::Note> add_note(models::Transaction& tx, const Step& step, const std::string& text) {
  const auto order = find_to_record(tx, step, WorkOrderAction::note, Permission::work_order_note);
  if (!order) return order.error();
  models::Note note{{}, order->id, trimmed(text), step.actor.account, step.actor.name, step.now};
  Fields fields;
  fields.required_text("text", note.text, longest_note, Lines::many);
  if (!fields.good()) return fields.error();
  if (tx.notes().count_of_work_order(order->id) >= most_notes)
    return models::conflict("the work order has " + std::to_string(most_notes) +
                            " notes, the most it can have");
  note.id = tx.notes().insert(note);
  // The order itself stays at its version: a note must not make somebody's next step stale.
  auto details = lateness(step);
  details.emplace_back("note", note.id.text());
  tell(tx, step.actor, step.now, EventKind::note_added, *order, std::move(details));
  return note;
}

bool is_photo_step(std::string_view step) {
  return step == "before" || step == "after" || step == "other" || step == "signature" || step == "voice";
}

Result<models::Photo> add_photo(models::Transaction& tx, const Step& step, const models::Photo& photo) {
  const auto order = find_to_record(tx, step, WorkOrderAction::photo, Permission::work_order_work);
  if (!order) return order.error();
  Fields fields;
  if (!is_photo_step(photo.step))
    fields.add("step", "unknown", "step is before, after, other, signature or voice");
  fields.required("file", photo.file);
  fields.text("label", photo.label, longest_code);
  fields.position("position", photo.position);
  fields.required("sha256", photo.sha256);
  if (photo.bytes <= 0) fields.add("bytes", "out_of_range", "the photo is empty");
  if (!fields.good()) return fields.error();
  if (tx.photos().of_work_order(order->id).size() >= most_photos)
    return models::conflict("the work order has " + std::to_string(most_photos) +
                            " photos, the most it can have");

  models::Photo stored = photo;
  stored.work_order = order->id;
  stored.by = step.actor.account;
  stored.at = step.now;
  examine(tx, *order, stored);
  stored.id = tx.photos().insert(stored);
  Details details = lateness(step);
  details.emplace_back("step", stored.step);
  // An old picture shown for new work, another facility's label, a phone far away: told, not judged.
  if (stored.same_as && stored.same_as_work_order != order->id)
    details.emplace_back("same_as_work_order", stored.same_as_work_order.text());
  if (stored.same_as) {
    details.emplace_back("same_as_photo", stored.same_as.text());
    details.emplace_back("same_bits", std::to_string(stored.same_bits));
  }
  if (stored.label_matches) details.emplace_back("label_matches", *stored.label_matches ? "true" : "false");
  if (stored.distance_metres)
    details.emplace_back("distance_metres", std::to_string(*stored.distance_metres));
  details.emplace_back("photo", stored.id.text());
  tell(tx, step.actor, step.now, EventKind::photo_added, *order, std::move(details));
  return stored;
}

}  // namespace dispatch
