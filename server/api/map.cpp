#include "dispatch/permissions.h"
#include "dispatch/reach.h"
#include "server/api/codec_map.h"
#include "server/api/problem.h"
#include "server/api/village_handlers.h"

namespace api {

std::string_view MapTiles::hosts() const {
  if (!on()) return {};
  return provider == "gaode" ? "https://*.is.autonavi.com" : "https://*.tianditu.gov.cn";
}

std::string_view MapTiles::subdomains() const { return provider == "gaode" ? "1234" : "01234567"; }

// Source  lbs.tianditu.gov.cn/server/MapService.html (WMTS, w: Web Mercator on CGCS2000); Gaode's road tiles
std::vector<std::string> MapTiles::layers() const {
  if (!on()) return {};
  if (provider == "gaode")
    return {
        "https://webrd0{s}.is.autonavi.com/appmaptile?lang=zh_cn&size=1&scale=1&style=8&x={x}&y={y}&z={z}" +
        (key.empty() ? std::string() : "&key=" + key)};
  std::vector<std::string> all;
  for (const std::string layer : {"vec", "cva"})
    all.push_back(
        "https://t{s}.tianditu.gov.cn/" + layer +
        "_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=" + layer +
        "&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=" + key);
  return all;
}

Reply get_map(Context& context, Call& call, const MapTiles& tiles) {
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    if (auto allowed = dispatch::require(who.actor, dispatch::Permission::register_read); !allowed)
      return allowed.error();
    models::FacilityQuery query;
    query.reach = dispatch::reach_of(who.actor);
    query.limit = 200;
    MapView view;
    view.tiles = tiles;
    do {
      auto page = tx.facilities().search(query);
      for (const auto& one : page.items)
        if (one.active && one.position)
          view.points.push_back({one.id, one.facility_class, one.village_code, one.position->latitude,
                                 one.position->longitude});
      query.cursor = std::move(page.next);
      view.more = view.points.size() >= most_map_points && !query.cursor.empty();
    } while (!query.cursor.empty() && !view.more);
    return json_response(200, write(view));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

}  // namespace api
