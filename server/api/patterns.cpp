#include <algorithm>

#include "dispatch/calendar.h"
#include "dispatch/permissions.h"
#include "server/api/board_handlers.h"
#include "server/api/codec_patterns.h"
#include "server/api/figures_asked.h"
#include "server/api/haves_facts.h"
#include "server/api/problem.h"

namespace api {
namespace {

constexpr std::size_t most_repeaters = 100;

std::vector<CrewLoadView> load_views(models::Transaction& tx, const std::vector<models::Crew>& crews,
                                     std::vector<dispatch::CrewLoad> loads, models::Time now) {
  std::vector<CrewLoadView> views;
  for (auto& load : loads) {
    const auto crew = std::find_if(crews.begin(), crews.end(),
                                   [&](const models::Crew& one) { return one.id == load.crew; });
    views.push_back({std::move(load), crew->contractor, tx.work_orders().orders_in_hand(crew->id),
                     crew->capacity, dispatch::is_open(crew->shifts, crew->utc_offset_seconds, now)});
  }
  return views;
}

Answer patterns(models::Transaction& tx, const Context& context, const Call& call) {
  if (auto allowed = dispatch::require(call.actor, dispatch::Permission::figures_read); !allowed)
    return allowed.error();
  const auto asked = figures_asked_of(call);
  if (!asked) return asked.error();
  const auto orders = pattern_orders_of(tx, *asked, facts_of(tx, context, *asked));
  const auto crews = tx.crews().list();
  PatternsView view;
  view.orders = static_cast<std::int64_t>(orders.size());
  view.grid = dispatch::by_hour_of_week(orders, context.settings.utc_offset_seconds);
  view.villages = dispatch::by_village_and_class(orders);
  Names names(tx, call.now);
  for (auto& one : dispatch::repeaters(orders, most_repeaters)) {
    auto facility = one.facility ? names.facility(one.facility) : std::nullopt;
    view.repeaters.push_back({std::move(one), std::move(facility)});
  }
  auto loads = dispatch::crew_loads(orders, crews, asked->period);
  view.fairness = dispatch::fairness_of(loads, crews);
  view.crews = load_views(tx, crews, std::move(loads), call.now);
  return json_response(200, write(*asked, view));
}

Answer five_haves(models::Transaction& tx, const Context& context, const Call& call) {
  if (auto allowed = dispatch::require(call.actor, dispatch::Permission::figures_read); !allowed)
    return allowed.error();
  const auto asked = figures_asked_of(call);
  if (!asked) return asked.error();
  const auto facts = haves_facts(tx, context, *asked);
  return json_response(200, write(*asked, dispatch::judge_haves(facts)));
}

}  // namespace

Reply get_patterns(Context& context, Call& call) {
  Rule rule = [&context](models::Transaction& tx, const Call& who) { return patterns(tx, context, who); };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply get_five_haves(Context& context, Call& call) {
  Rule rule = [&context](models::Transaction& tx, const Call& who) { return five_haves(tx, context, who); };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

}  // namespace api
