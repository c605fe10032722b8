#pragma once
#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "models/error.h"
#include "models/time.h"
#include "server/storage/database.h"
#include "server/town/generator.h"

namespace town {

/// The password of every account of the demo town. It is public: a demo town must not be reachable from
/// outside.
inline constexpr std::string_view demo_password = "lamplighter-demo";

/// What is written of the time before `until`, called with later and later times.
using DemoPast = std::function<models::Result<void>(models::Transaction&, models::Time until)>;

struct DemoOptions {
  bool reports = true;  ///< also some forty reports with their work orders, in every state
  TownFigures figures;
  std::function<std::string()>
      token;      ///< for a resident's page; 128 random bits of the system when not given
  DemoPast past;  ///< a longer history behind the forty reports, if any
};

struct DemoCounts {
  std::size_t villages = 0;
  std::size_t facilities = 0;
  std::size_t crews = 0;
  std::size_t accounts = 0;
  std::size_t reports = 0;
};

/// Fills an empty database with the demo town: register, crews, accounts and a believable week.
///
/// Shape   one transaction; accounts are marked demo, reports have external references DEMO-001 …; all went
/// through
///         the rules of dispatch, at times before `now`
/// Errors  conflict when the database is not empty; those of read_town and save_town
models::Result<DemoCounts> fill_demo(storage::Database& database, const std::filesystem::path& directory,
                                     const std::function<std::string(std::string)>& hash, models::Time now,
                                     const DemoOptions& options = {});

}  // namespace town
