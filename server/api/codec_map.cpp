#include "server/api/codec_map.h"

#include <cmath>
#include <map>

#include "server/api/codec_writer.h"

namespace api {
namespace {

/// Words said once, and then by their place.
struct Words {
  std::vector<std::string> list{};
  std::map<std::string, std::size_t> places{};
  std::size_t place_of(const std::string& word) {
    const auto [place, added] = places.try_emplace(word, list.size());
    if (added) list.push_back(word);
    return place->second;
  }
};

}  // namespace

// Many thousand points: each is five numbers, metres apart at the fifth decimal.
std::string write(const MapView& view) {
  constexpr double steps = 1e5;
  const auto rounded = [](double degrees) { return std::round(degrees * steps) / steps; };
  OrderedJson json;
  json["tiles"] = nullptr;
  if (view.tiles.on())
    json["tiles"] = {{"provider", view.tiles.provider},
                     {"layers", view.tiles.layers()},
                     {"subdomains", view.tiles.subdomains()},
                     {"datum", view.tiles.datum()}};
  Words classes, villages;
  auto points = OrderedJson::array();
  for (const auto& point : view.points)
    points.push_back({point.id.value, classes.place_of(point.facility_class),
                      villages.place_of(point.village), rounded(point.latitude), rounded(point.longitude)});
  json["classes"] = classes.list;
  json["villages"] = villages.list;
  json["points"] = std::move(points);
  json["more"] = view.more;
  return json.dump();
}

}  // namespace api
