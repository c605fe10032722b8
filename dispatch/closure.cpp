#include "dispatch/closure.h"

#include <algorithm>
#include <cmath>

#include "dispatch/change.h"
#include "dispatch/daylight.h"
#include "dispatch/lot.h"
#include "dispatch/text.h"
#include "models/field_work.h"
#include "models/names.h"

namespace dispatch {
namespace {

using models::EventKind;
using models::Recheck;
using models::Result;
using models::WorkOrder;

constexpr int most_bits_alike = 7;  // of 64; what the store finds without looking at every photo
constexpr int most_alike = 20;
// The town's metro station, for an order of which not even the village is known.
const models::Position town_position{39.901547, 116.741787, "town"};

models::Position position_of(models::Transaction& tx, const WorkOrder& order) {
  if (order.place.position) return *order.place.position;
  const auto village = tx.villages().find(order.place.village_code);
  return village && village->position ? *village->position : town_position;
}

bool is_repair(const WorkOrder& order) {
  return order.resolution && order.resolution->outcome == models::Outcome::repaired;
}

/// Upper-case letters and digits alone: how people copy a label.
std::string bare(const std::string& label) {
  std::string text;
  for (const char c : label) {
    if (c >= 'a' && c <= 'z')
      text += static_cast<char>(c - 'a' + 'A');
    else if (c != ' ' && c != '-' && c != '_' && c != '.' && c != '/')
      text += c;
  }
  return text;
}

void compare(models::Transaction& tx, const WorkOrder& order, models::Photo& photo) {
  for (const auto& twin : tx.photos().by_sha256(photo.sha256)) {
    photo.same_as = twin.id;
    photo.same_as_work_order = twin.work_order;
    return;
  }
  if (!photo.picture_hash) return;
  for (const auto& like : tx.photos().alike(*photo.picture_hash, most_bits_alike, most_alike)) {
    // Before and after of one repair, or of the order a temporary fix left, may well look alike.
    if (like.work_order == order.id || like.work_order == order.parent) continue;
    photo.same_as = like.photo;
    photo.same_as_work_order = like.work_order;
    photo.same_bits = like.bits;
    return;
  }
}

bool proves(const models::Photo& photo) {
  const bool reused = photo.same_as && photo.same_bits == 0;
  return photo.step == "after" && !reused && photo.label_matches.value_or(true);
}

}  // namespace

std::optional<bool> label_matches(models::Transaction& tx, const WorkOrder& order, const std::string& label) {
  const auto facility = tx.facilities().find(order.facility);
  if (label.empty() || !facility) return std::nullopt;
  const auto pole = facility->attributes.find("pole_number");
  const auto read = bare(label);
  if (read == bare(facility->code)) return true;
  if (pole != facility->attributes.end() && !pole->second.empty() && read == bare(pole->second)) return true;
  // Lamps of one circuit are one order: any of them may stand in the picture.
  const auto other = tx.facilities().find_by_code(label);
  return other && !order.circuit.empty() && other->circuit == order.circuit;
}

void draw_recheck(models::Transaction& tx, const models::Actor& actor, const WorkOrder& order,
                  models::Time now) {
  if (!is_repair(order)) return;
  const auto facility_class = tx.catalog().find_class(order.facility_class);
  const auto earlier = tx.rechecks().of_work_order(order.id);
  const bool failed =
      std::any_of(earlier.begin(), earlier.end(), [](const Recheck& each) { return each.passed == false; });
  const int percent = facility_class ? facility_class->recheck_percent : 0;
  if (!failed && (percent <= 0 || !drawn(tx.rechecks().salt(), order.id, order.reopened, percent))) return;
  Recheck made;
  made.work_order = order.id;
  made.round = order.reopened;
  made.drawn_at = now;
  made.id = tx.rechecks().insert(made);
  tell(tx, actor, now, EventKind::recheck_drawn, order,
       {{"recheck", made.id.text()},
        {"percent", std::to_string(percent)},
        {"round", std::to_string(made.round)}});
}

std::optional<Recheck> open_recheck(models::Transaction& tx, const WorkOrder& order) {
  if (order.state != models::WorkOrderState::resolved) return std::nullopt;
  for (auto& each : tx.rechecks().of_work_order(order.id))
    if (each.round == order.reopened && !each.passed) return std::move(each);
  return std::nullopt;
}

std::optional<models::Time> closable_from(models::Transaction& tx, const WorkOrder& order) {
  if (!is_repair(order) || !order.resolved_at) return std::nullopt;
  const auto facility_class = tx.catalog().find_class(order.facility_class);
  if (!facility_class || !facility_class->verify_after_dusk) return std::nullopt;
  const auto place = position_of(tx, order);
  const auto since = order.arrived_at.value_or(order.opened_at);
  for (const auto& photo : tx.photos().of_work_order(order.id))
    if (photo.step == "after" && photo.at >= since &&
        dark_from(photo.at, place, town_utc_offset_seconds) == photo.at)
      return std::nullopt;
  return dark_from(*order.resolved_at, place, town_utc_offset_seconds);
}

Result<void> check_closing(models::Transaction& tx, const WorkOrder& order, bool confirmed,
                           const std::string& method, models::Time now) {
  for (const auto& loan : tx.field_work().loans_of(order.id))
    if (!loan.returned_at)
      return models::conflict("the spare unit " + loan.spare +
                              " is still lent for this order: it stays open until it is back");
  if (open_recheck(tx, order))
    return models::conflict(
        "this repair was drawn by lot for a re-check: a checker has to look at it on the spot before it is "
        "closed");
  if (const auto from = closable_from(tx, order); from && now < *from)
    return models::conflict("this repair shows only in the dark: close it after " +
                            models::to_rfc3339(*from) + ", or add a photo taken after dusk");
  if (!confirmed || method != "photo") return {};
  const auto photos = tx.photos().of_work_order(order.id);
  if (std::any_of(photos.begin(), photos.end(), proves)) return {};
  return models::invalid("method", "mismatch",
                         "no photo proves it: there is none of step 'after' that is new and shows the "
                         "facility's label. Add one, or confirm in another way");
}

Result<Recheck> recheck(models::Transaction& tx, const Step& step, bool passed, const std::string& raw_note) {
  if (const auto allowed = require(step.actor, Permission::recheck_do); !allowed) return allowed.error();
  auto order = tx.work_orders().find(step.work_order);
  if (!order || !may_see(step.actor, *order)) return models::not_found("there is no such work order");
  if (auto stale = refuse_stale(step, *order)) return *std::move(stale);
  if (order->resolution && order->resolution->by == step.actor.account)
    return models::forbidden("whoever resolved a work order may not check it: another person has to");
  auto owed = open_recheck(tx, *order);
  if (!owed) return models::conflict("no re-check is owed for this work order", allowed_names(*order));
  const auto note = trimmed(raw_note);
  Fields fields;
  fields.text("note", note, longest_reason, Lines::many);
  if (!passed) fields.required("note", note);
  if (!fields.good()) return fields.error();
  owed->passed = passed;
  owed->note = note;
  owed->by = step.actor.account;
  owed->by_name = step.actor.name;
  owed->done_at = step.now;
  tx.rechecks().update(*owed);
  tell(tx, step.actor, step.now, EventKind::recheck_done, *order,
       {{"recheck", owed->id.text()}, {"passed", passed ? "true" : "false"}, {"note", note}});
  if (!passed)
    if (const auto back = reopen(tx, step, note); !back) return back.error();
  return *std::move(owed);
}

void examine(models::Transaction& tx, const WorkOrder& order, models::Photo& photo) {
  photo.label = trimmed(photo.label);
  photo.label_matches = label_matches(tx, order, photo.label);
  if (photo.position) {
    const auto facility = tx.facilities().find(order.facility);
    const auto where = facility && facility->position ? facility->position : order.place.position;
    if (where)
      photo.distance_metres = static_cast<int>(std::lround(models::distance_metres(*photo.position, *where)));
  }
  if (photo.step != "signature" && photo.step != "voice") compare(tx, order, photo);
}

}  // namespace dispatch
