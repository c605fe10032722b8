#include <algorithm>
#include <limits>
#include <unordered_map>
#include <unordered_set>

#include "dispatch/assignment/crew_waiting.h"
#include "dispatch/assignment/planning.h"
#include "dispatch/assignment/shift.h"
#include "dispatch/permissions.h"
#include "dispatch/reach.h"

namespace dispatch {
namespace {

using models::WorkOrder;
using models::WorkOrderState;

constexpr int most_orders = 5000;
constexpr models::Duration shift_ahead{24 * 3600};
constexpr int looked_back = 50;  // publications, for the last that decided something

struct Facts {
  std::vector<models::PlanningRule> rules;
  std::unordered_map<std::int64_t, models::Pin> pins;
  std::unordered_map<std::int64_t, models::PlannedVisit> visits;
};

BoardOrder about(const Facts& facts, WorkOrder order) {
  BoardOrder result;
  for (const auto& clock : order.clocks) {
    if (clock.paused_at) continue;
    if (!result.due || clock.due_at < *result.due) result.due = clock.due_at;
  }
  if (const auto pin = facts.pins.find(order.id.value); pin != facts.pins.end()) result.pin = pin->second;
  const auto visit = facts.visits.find(order.id.value);
  if (visit != facts.visits.end() && visit->second.crew == order.crew &&
      order.state != WorkOrderState::open) {
    result.visit = visit->second;
    for (const auto& clock : order.clocks) {
      const auto kept =
          clock.target == models::SlaTarget::resolve ? result.visit->finish : result.visit->arrival;
      if (models::needs_visit(clock.target) && !clock.paused_at && kept > clock.due_at) result.late = true;
    }
  }
  result.mode = planning_mode_of(facts.rules, order.place.village_code, order.facility_class);
  result.order = std::move(order);
  return result;
}

BoardCrew about(models::Crew crew, const std::vector<models::CrewAbsence>& absences, models::Time now) {
  BoardCrew result;
  if (const auto shift = assignment::shift_of(crew, now, shift_ahead)) {
    result.on_shift = shift->from <= now;
    if (!crew.shifts.empty()) {
      result.shift_begins = shift->from;
      result.shift_ends = shift->to;
    }
  }
  for (const auto& absence : absences)
    if (absence.crew == crew.id && (!absence.until || *absence.until > now)) result.absence = absence;
  result.crew = std::move(crew);
  return result;
}

void by_position(std::vector<BoardOrder>& orders) {
  std::stable_sort(orders.begin(), orders.end(), [](const auto& one, const auto& other) {
    const auto rank = [](const BoardOrder& order) {
      return order.visit ? order.visit->position : std::numeric_limits<int>::max();
    };
    return rank(one) < rank(other);
  });
}

/// Who is limited to some villages is not told of others; a crew hears what it is to do, not what is
/// proposed.
void send_to_wait(models::Transaction& tx, const models::Actor& actor,
                  const std::unordered_set<std::int64_t>& busy,
                  const std::vector<models::PlanningRule>& rules, PlanBoard& board) {
  auto places = assignment::waiting_of(tx, board.crews, busy, rules, board.at);
  const auto limits = reach_of(actor).villages;
  for (auto& crew : board.crews) {
    const auto found = places.find(crew.crew.id.value);
    if (found == places.end()) continue;
    const bool within =
        limits.empty() || std::find(limits.begin(), limits.end(), found->second.village_code) != limits.end();
    if (is_crew(actor.role) ? found->second.told : within) crew.waiting = std::move(found->second);
  }
}

/// The newest plan in force that decided something. New times for the same people follow by themselves, and
/// whoever takes a plan back means the one before them.
std::optional<models::Publication> last_decided(models::Transaction& tx) {
  models::PublicationQuery query;
  query.state = models::PublicationState::published;
  query.limit = looked_back;
  auto found = tx.plans().search(query).items;
  const auto decided = std::find_if(found.begin(), found.end(), [](const auto& publication) {
    return publication.trigger != models::PlanTrigger::visit_longer;
  });
  if (decided == found.end()) return std::nullopt;
  return std::move(*decided);
}

}  // namespace

models::Result<PlanBoard> plan_board(models::Transaction& tx, const models::Actor& actor, models::Time now) {
  if (const auto allowed = require(actor, Permission::plan_read); !allowed) return allowed.error();
  PlanBoard board;
  board.at = now;
  Facts facts;
  facts.rules = tx.plans().rules();
  for (auto& pin : tx.plans().pins()) facts.pins.emplace(pin.work_order.value, std::move(pin));
  for (const auto& visit : tx.plans().visits()) facts.visits.emplace(visit.work_order.value, visit);
  const auto absences = tx.plans().absences();
  const bool crew_only = is_crew(actor.role);
  for (auto& crew : tx.crews().list()) {
    if (!crew.active) continue;
    board.crews.push_back(about(std::move(crew), absences, now));
  }
  std::unordered_set<std::int64_t> busy;
  for (auto& order : tx.work_orders().in_planning(most_orders)) {
    if (order.crew && order.state != WorkOrderState::open) busy.insert(order.crew.value);
    if (!may_see(actor, order) || (crew_only && order.crew != actor.crew)) continue;
    const auto state = order.state;
    const auto id = order.crew;
    auto entry = about(facts, std::move(order));
    const auto crew = std::find_if(board.crews.begin(), board.crews.end(),
                                   [&](const auto& one) { return one.crew.id == id; });
    if (state == WorkOrderState::open || crew == board.crews.end())
      board.waiting.push_back(std::move(entry));
    else
      (state == WorkOrderState::under_way ? crew->on_site : crew->visits).push_back(std::move(entry));
  }
  send_to_wait(tx, actor, busy, facts.rules, board);
  if (crew_only)
    std::erase_if(board.crews, [&](const BoardCrew& crew) { return crew.crew.id != actor.crew; });
  for (auto& crew : board.crews) by_position(crew.visits);
  if (crew_only) return board;
  board.rules = visible_rules(actor, std::move(facts.rules));
  models::PublicationQuery query;
  query.limit = 1;
  query.state = models::PublicationState::proposed;
  if (auto found = tx.plans().search(query).items; !found.empty()) board.proposal = std::move(found.front());
  board.last = last_decided(tx);
  for (auto* publication : {&board.proposal, &board.last}) {
    if (!*publication) continue;
    leave_visible(tx, actor, **publication);
    if (is_hidden(actor, **publication)) publication->reset();
  }
  return board;
}

}  // namespace dispatch
