#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "dispatch/register.h"
#include "models/crew.h"
#include "models/error.h"
#include "models/store.h"
#include "models/village.h"
#include "server/town/codec_crew.h"
#include "server/town/table.h"

namespace town {

/// A row of villages.csv.
struct TownVillage {
  models::Village village;
  bool heater_village = false;  ///< its homes heat with electric heaters: used by the generator only
};

/// What a town's folder of data holds.
struct TownFiles {
  std::vector<TownVillage> villages;
  std::vector<dispatch::ClassDefinition> classes;
  std::vector<models::Crew> crews;
  std::vector<DemoAccount> accounts;  ///< none when there is no accounts.json
};

/// Reads villages.csv, classes/*.json, crews.json and accounts.json of a folder.
///
/// Errors  invalid, each field with the name of its file before it, e.g. classes/heater.json:
/// fault_kinds[3].estimate
models::Result<TownFiles> read_town(const std::filesystem::path& directory);

/// Reads one table of villages.
///
/// Shape   columns code, official_name, name, pinyin, initials, in_care, heater_village, latitude, longitude,
///         position_source; pinyin and initials are made when they are left out
/// Errors  invalid, field: line and column, e.g. line 7: latitude
models::Result<std::vector<TownVillage>> read_villages(TableReader& table);

/// Saves what was read; the same again changes nothing.
///
/// Errors  invalid and others of dispatch::save_class and save_crew
models::Result<void> save_town(models::Transaction& tx, const TownFiles& files);

/// read_town and save_town in one.
models::Result<void> load_town(const std::filesystem::path& directory, models::Transaction& tx);

}  // namespace town
