#include "server/api/codec_register.h"

#include "server/api/codec_body.h"
#include "server/api/codec_writer.h"
#include "server/api/codec_written.h"
#include "server/identity/settings.h"
#include "server/town/codec_catalog.h"

namespace api {
namespace {

OrderedJson json_of(const models::Village& village) {
  return {{"code", village.code},
          {"name", village.name},
          {"official_name", village.official_name},
          {"pinyin", village.pinyin},
          {"initials", village.initials},
          {"in_care", village.in_care},
          {"position", api::json_of(village.position)}};
}

OrderedJson json_of(const CrewView& view) {
  auto json = town::json_of(view.crew);
  json["id"] = view.crew.id.text();
  json["orders_in_hand"] = view.orders_in_hand;
  json["on_shift"] = view.on_shift;
  return json;
}

template <class Item, class Write>
OrderedJson list_of(const std::vector<Item>& items, Write write_item) {
  auto list = OrderedJson::array();
  for (const auto& item : items) list.push_back(write_item(item));
  return list;
}

template <class Item, class Write>
std::string items_of(const std::vector<Item>& items, Write write_item) {
  return OrderedJson{{"items", list_of(items, write_item)}}.dump();
}

const auto own = [](const auto& item) { return json_of(item); };
const auto catalog = [](const auto& item) { return town::json_of(item); };

}  // namespace

OrderedJson json_of(const models::LocalizedText& text) { return town::json_of(text); }

void put(codec::TextWriter& out, const FacilityReference& facility) {
  out.object("id", facility.id, "code", facility.code, "name", facility.name);
}

void put(codec::TextWriter& out, const FacilityView& view) {
  const auto& facility = view.facility;
  const auto& duties = facility.duties;
  out.begin_object();
  out.field("id", facility.id).field("code", facility.code).field("class", facility.facility_class);
  out.field("name", facility.name).field("village", codec::OrNull{facility.village_code});
  out.field("address", facility.address).field("position", facility.position);
  out.field("circuit", codec::OrNull{facility.circuit}).field("household", facility.household);
  out.field("phone", facility.phone).field("duties", [&] {
    out.object("owner", duties.owner, "keeper", duties.keeper, "duty", duties.duty, "manner", duties.manner,
               "funds", duties.funds);
  });
  out.field("attributes", [&] {
    out.begin_object();
    for (const auto& [name, value] : facility.attributes) out.field_named(name, value);
    out.end_object();
  });
  out.field("active", facility.active).field("open_work_order_ids", view.open_work_order_ids);
  out.field("version", facility.version);
  out.end_object();
}

std::string write(const std::vector<models::Village>& villages) { return items_of(villages, own); }
std::string write(const FacilityView& facility) { return codec::text_of(facility); }
std::string write(const models::Page<FacilityView>& page) { return written_page(page); }
std::string write(const models::FacilityClass& facility_class) {
  return town::json_of(facility_class).dump();
}
std::string write(const std::vector<models::FacilityClass>& classes) { return items_of(classes, catalog); }
std::string write(const std::vector<models::FaultKind>& kinds) { return items_of(kinds, catalog); }
std::string write(const std::vector<models::SlaPolicy>& policies) { return items_of(policies, catalog); }
std::string write(const CrewView& crew) { return json_of(crew).dump(); }
std::string write(const std::vector<CrewView>& crews) { return items_of(crews, own); }

std::string write(const models::Dashboard& dashboard, models::Time at) {
  codec::TextWriter out;
  const auto states = [&] {
    out.begin_object();
    for (const auto& [state, count] : dashboard.by_state) out.field_named(models::name(state), count);
    out.end_object();
  };
  const auto rows = [&out](const std::vector<models::DashboardRow>& all) {
    return [&out, &all] {
      out.list(all, [&out](const models::DashboardRow& row) {
        out.object("key", row.key, "open", row.open, "late", row.late, "due_soon", row.due_soon, "danger",
                   row.danger);
      });
    };
  };
  out.object("at", at, "by_state", states, "reports_waiting", dashboard.reports_waiting, "reports_today",
             dashboard.reports_today, "opened_today", dashboard.opened_today, "closed_today",
             dashboard.closed_today, "repaired_today", dashboard.repaired_today, "breached_today",
             dashboard.breached_today, "by_village", rows(dashboard.by_village), "by_class",
             rows(dashboard.by_class), "by_crew", rows(dashboard.by_crew));
  return out.text();
}

std::string write_public_catalog(const Settings& settings, const identity::Settings* provider,
                                 const std::string& passkeys, const std::vector<models::Village>& villages,
                                 const std::vector<models::FacilityClass>& classes,
                                 const std::vector<models::FaultKind>& kinds) {
  OrderedJson json{
      {"town", town::json_of(settings.town)}, {"hotline", settings.hotline}, {"demo", settings.demo}};
  json["identity_provider"] = provider == nullptr
                                  ? OrderedJson(nullptr)
                                  : OrderedJson{{"issuer", provider->issuer}, {"name", provider->name}};
  json["passkeys"] = or_null(passkeys);
  json["villages"] = list_of(villages, [](const models::Village& village) {
    return OrderedJson{{"code", village.code}, {"name", village.name}, {"initials", village.initials}};
  });
  json["classes"] = list_of(classes, catalog);
  json["fault_kinds"] = list_of(kinds, catalog);
  return json.dump();
}

std::string write_public_facility(const models::Facility& facility, std::string_view label,
                                  std::string_view village_name) {
  OrderedJson json{{"code", facility.code}, {"class", facility.facility_class}, {"label", label}};
  json["village"] = or_null(std::string(village_name));
  json["position"] = json_of(facility.position);
  return json.dump();
}

}  // namespace api
