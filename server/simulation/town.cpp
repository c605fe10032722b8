#include <algorithm>
#include <set>

#include "server/simulation/town_model.h"

namespace simulation {

int Town::skill_number(const std::string& skill) const {
  const auto found = std::lower_bound(skills.begin(), skills.end(), skill);
  return found == skills.end() || *found != skill ? -1 : static_cast<int>(found - skills.begin());
}

Town make_town(const town::TownFiles& files, const town::TownFigures& figures) {
  Town town;
  town.rules = TownRules(files.classes);
  town.kinds = town.rules.kinds();
  town.crews = files.crews;
  std::map<std::string, int> numbers;
  for (const auto& row : files.villages)
    if (row.village.in_care) {
      numbers[row.village.code] = static_cast<int>(town.villages.size());
      town.villages.push_back(row.village);
    }
  double latitude = 0, longitude = 0;
  int known = 0;
  for (const auto& village : town.villages)
    if (village.position) {
      latitude += village.position->latitude;
      longitude += village.position->longitude;
      ++known;
    }
  town.centre = known > 0 ? models::Position{latitude / known, longitude / known, "synthetic"}
                          : models::Position{39.8, 116.7, "synthetic"};
  for (const auto& facility : town::generate_facilities(files.villages, figures))
    if (const auto found = numbers.find(facility.village_code); found != numbers.end() && facility.position)
      town.sites[facility.facility_class].push_back(
          {facility.code, *facility.position, found->second, facility.circuit});
  std::set<std::string> skills;
  for (const auto& kind : town.kinds) skills.insert(kind.skill);
  for (const auto& crew : town.crews) skills.insert(crew.skills.begin(), crew.skills.end());
  town.skills.assign(skills.begin(), skills.end());
  return town;
}

}  // namespace simulation
