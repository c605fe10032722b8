#pragma once
#include <memory>

#include "server/api/metrics.h"
#include "server/api/readings.h"
#include "server/config.h"
#include "server/storage/database.h"

namespace app {

/// The rules for readings, of the file that the settings name or of the town's folder, and their counters.
///
/// Errors  throws std::runtime_error when the file cannot be read or is wrong; rules for classes that the
///         register does not have yet are told in the log, and none is in force then
std::shared_ptr<api::ReadingDesk> make_reading_desk(const config::Config& config, storage::Database& database,
                                                    api::Metrics& metrics);

}  // namespace app
