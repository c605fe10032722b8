#pragma once
#include "server/api/metrics.h"
#include "server/delivery/sender.h"
#include "server/exports/runner.h"
#include "server/http/listener.h"
#include "server/imports/runner.h"
#include "server/mqtt/intake.h"
#include "server/storage/database.h"
#include "server/workers/backups.h"
#include "server/workers/planner.h"
#include "server/workers/workers.h"

namespace app {

/// The parts that are asked for figures whenever somebody reads them; all outlive the metrics' readers.
struct Sources {
  const http::Counters& listener;
  const storage::Database& database;
  const workers::Workers& workers;
  const workers::Planner& planner;
  const delivery::Sender& sender;
  const workers::Backups& backups;
  const exports::Runner& exports;
  const imports::Runner& imports;
};

/// What comes by MQTT, where a broker is set.
void add_mqtt_gauges(api::Metrics& metrics, const mqtt::Intake& intake);

/// Every gauge and counter that the program says of itself beside the requests.
void add_gauges(api::Metrics& metrics, const Sources& from);

}  // namespace app
