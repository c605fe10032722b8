#include <charconv>

#include "dispatch/calendar.h"
#include "dispatch/masking.h"
#include "dispatch/permissions.h"
#include "dispatch/reach.h"
#include "dispatch/register.h"
#include "server/api/codec_register.h"
#include "server/api/handlers.h"
#include "server/api/list_queries.h"
#include "server/api/problem.h"
#include "server/town/codec_class.h"

namespace api {
namespace {

models::Result<std::optional<double>> degrees(const http::Request& request, std::string_view name,
                                              double most) {
  const auto text = request.query(name);
  if (!text) return std::optional<double>{};
  double value = 0;
  const auto [end, code] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (code != std::errc{} || end != text->data() + text->size() || !(value >= -most && value <= most))
    return models::invalid(std::string(name), "out_of_range",
                           std::string(name) + " must be degrees, WGS-84.");
  return std::optional<double>{value};
}

// Every list of the register is the same: may read, then all of it.
Reply list(Context& context, Call& call, std::function<std::string(models::Transaction&, const Call&)> read) {
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    if (auto allowed = dispatch::require(who.actor, dispatch::Permission::register_read); !allowed)
      return allowed.error();
    return json_response(200, read(tx, who));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

CrewView view_of(models::Transaction& tx, models::Crew crew, models::Time now) {
  CrewView view;
  view.orders_in_hand = tx.work_orders().orders_in_hand(crew.id);
  view.on_shift = dispatch::is_open(crew.shifts, crew.utc_offset_seconds, now);
  view.crew = std::move(crew);
  return view;
}

}  // namespace

models::Result<models::FacilityQuery> facility_query(const http::Request& request,
                                                     const models::Actor& actor) {
  models::FacilityQuery query;
  query.reach = dispatch::reach_of(actor);
  query.text = request.query("q").value_or("");
  query.village_code = request.query("village").value_or("");
  query.facility_class = request.query("class").value_or("");
  query.circuit = request.query("circuit").value_or("");
  const auto latitude = degrees(request, "latitude", 90);
  if (!latitude) return latitude.error();
  const auto longitude = degrees(request, "longitude", 180);
  if (!longitude) return longitude.error();
  if (latitude->has_value() != longitude->has_value())
    return models::invalid(*latitude ? "longitude" : "latitude", "required",
                           "latitude and longitude go together.");
  if (*latitude) query.near = models::Position{**latitude, **longitude, "caller"};
  if (const auto page = read_page(request, query); !page) return page.error();
  return query;
}

Reply list_villages(Context& context, Call& call) {
  return list(context, call,
              [](models::Transaction& tx, const Call&) { return write(tx.villages().list()); });
}

Reply list_facilities(Context& context, Call& call) {
  const auto query = facility_query(call.request, call.actor);
  if (!query) co_return to_problem(query.error(), &call.request);
  std::function<std::string(models::Transaction&, const Call&)> read = [&](models::Transaction& tx,
                                                                           const Call&) {
    auto found = tx.facilities().search(*query);
    models::Page<FacilityView> page;
    for (auto& facility : found.items) page.items.push_back({dispatch::masked(std::move(facility)), {}});
    page.next = std::move(found.next);
    return write(page);
  };
  auto response = co_await list(context, call, std::move(read));
  co_return response;
}

Reply get_facility(Context& context, Call& call) {
  const auto id = models::FacilityId::parse(call.request.param("id")).value_or(models::FacilityId{});
  Rule rule = [id](models::Transaction& tx, const Call& who) -> Answer {
    if (auto allowed = dispatch::require(who.actor, dispatch::Permission::register_read); !allowed)
      return allowed.error();
    auto facility = tx.facilities().find(id);
    const auto reach = dispatch::reach_of(who.actor);
    if (!facility || !dispatch::covers_place(reach, facility->village_code, facility->facility_class))
      return models::not_found("There is no such facility.");
    models::WorkOrderQuery open;
    open.facility = id;
    open.reach = reach;
    open.states = {models::WorkOrderState::open, models::WorkOrderState::assigned,
                   models::WorkOrderState::accepted, models::WorkOrderState::under_way,
                   models::WorkOrderState::resolved};
    FacilityView view{dispatch::masked(std::move(*facility)), {}};
    for (const auto& order : tx.work_orders().search(open).items)
      view.open_work_order_ids.push_back(order.id.text());
    // A contractor knows the facilities of its orders, and no others.
    if (reach.in_hand && view.open_work_order_ids.empty())
      return models::not_found("There is no such facility.");
    auto response = json_response(200, write(view));
    response.header("ETag", etag(view.facility.version));
    return response;
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply list_facility_classes(Context& context, Call& call) {
  return list(context, call,
              [](models::Transaction& tx, const Call&) { return write(tx.catalog().classes()); });
}

Reply list_fault_kinds(Context& context, Call& call) {
  return list(context, call, [](models::Transaction& tx, const Call& who) {
    auto kinds = tx.catalog().kinds();
    if (const auto wanted = who.request.query("class"); wanted && !wanted->empty())
      std::erase_if(kinds, [&](const models::FaultKind& kind) { return kind.facility_class != *wanted; });
    return write(kinds);
  });
}

Reply list_policies(Context& context, Call& call) {
  return list(context, call,
              [](models::Transaction& tx, const Call&) { return write(tx.catalog().policies()); });
}

Reply list_crews(Context& context, Call& call) {
  return list(context, call, [](models::Transaction& tx, const Call& who) {
    std::vector<CrewView> views;
    for (auto& crew : tx.crews().list()) {
      views.push_back(view_of(tx, std::move(crew), who.now));
      // The others' names are needed to propose one; how busy they are and their telephone are not.
      if (!who.actor.contractor || views.back().crew.id == who.actor.crew) continue;
      views.back().orders_in_hand = 0;
      views.back().crew.phone.clear();
      views.back().crew.base.reset();
    }
    return write(views);
  });
}

Reply save_facility_class(Context& context, Call& call) {
  if (auto allowed = dispatch::require(call.actor, dispatch::Permission::register_write); !allowed)
    co_return to_problem(allowed.error(), &call.request);
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto definition = town::parse_class(call.request.body);
  if (!definition) co_return to_problem(definition.error(), &call.request);
  if (definition->facility_class.code != call.request.param("code"))
    co_return to_problem(
        models::invalid("class.code", "mismatch", "class.code must be the code in the address."),
        &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto saved = dispatch::save_class(tx, who.actor, *definition);
    if (!saved) return saved.error();
    return json_response(200, write(*saved));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply save_crew(Context& context, Call& call) {
  if (auto allowed = dispatch::require(call.actor, dispatch::Permission::register_write); !allowed)
    co_return to_problem(allowed.error(), &call.request);
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto crew = town::parse_crew(call.request.body);
  if (!crew) co_return to_problem(crew.error(), &call.request);
  if (crew->code != call.request.param("code"))
    co_return to_problem(models::invalid("code", "mismatch", "code must be the code in the address."),
                         &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    auto saved = dispatch::save_crew(tx, who.actor, *crew);
    if (!saved) return saved.error();
    return json_response(200, write(view_of(tx, std::move(*saved), who.now)));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

}  // namespace api
