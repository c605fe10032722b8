#pragma once
#include <string>

#include "server/config.h"
#include "server/district/board.h"
#include "server/district/inheritance.h"
#include "server/exports/runner.h"
#include "server/imports/runner.h"
#include "server/mqtt/intake.h"
#include "server/storage/photo_files.h"
#include "server/workers/backups.h"
#include "server/workers/planner.h"
#include "server/workers/workers.h"

/// What the configuration says to each part that works by itself.
namespace app {

/// Into the log: nobody waits for an answer there.
void tell_error(const std::string& worker, const std::string& what);

workers::Options worker_options(const config::Config& config, storage::PhotoFiles& files);
workers::PlannerOptions planner_options(const config::Config& config);
mqtt::IntakeOptions mqtt_options(const config::Config& config);
workers::BackupsOptions backups_options(const config::Config& config);
exports::Options exports_options(const config::Config& config);
imports::Options imports_options(const config::Config& config);
district::BoardOptions board_options(const config::Config& config);
district::InheritanceOptions inheritance_options();

}  // namespace app
