#include "server/gauges.h"

#include <atomic>

namespace app {
namespace {

void add_server_gauges(api::Metrics& metrics, const Sources& from) {
  const auto& counters = from.listener;
  const auto number = [](const std::atomic<std::uint64_t>& value) {
    return [&value] { return static_cast<double>(value.load()); };
  };
  metrics.gauge("lamplighter_connections", "Open connections", number(counters.connections_now));
  metrics.gauge("lamplighter_event_streams", "Live listeners", number(counters.streams_now));
  metrics.gauge("lamplighter_requests_in_flight", "Requests being answered", number(counters.in_flight_now));
  metrics.counter("lamplighter_connections_refused_total", "Connections refused since the start",
                  number(counters.connections_refused_total));
  metrics.counter("lamplighter_requests_refused_total", "Requests refused for too much at once",
                  number(counters.requests_refused_total));
  metrics.counter("lamplighter_requests_malformed_total", "Requests refused for their framing",
                  number(counters.requests_malformed_total));
  metrics.counter("lamplighter_request_timeouts_total", "Requests cut for their time budget",
                  number(counters.timeouts_total));
  metrics.counter("lamplighter_request_failures_total", "Requests that ended in a fault",
                  number(counters.failures_total));
  metrics.counter("lamplighter_database_commits_total", "Commits since the start",
                  [from] { return static_cast<double>(from.database.figures().commits); });
  metrics.counter("lamplighter_database_writes_total", "Changes since the start",
                  [from] { return static_cast<double>(from.database.figures().writes); });
  metrics.counter("lamplighter_database_reads_total", "Reads since the start",
                  [from] { return static_cast<double>(from.database.figures().reads); });
  metrics.gauge("lamplighter_database_write_queue", "Changes waiting",
                [from] { return static_cast<double>(from.database.figures().write_queue); });
  metrics.gauge("lamplighter_database_read_queue", "Reads waiting",
                [from] { return static_cast<double>(from.database.figures().read_queue); });
  metrics.gauge("lamplighter_on_duty", "1 while this server does what only one of several may do",
                [from] { return from.database.on_duty() ? 1.0 : 0.0; });
  metrics.gauge("lamplighter_database_failing", "1 when the last commit failed",
                [from] { return from.database.figures().failing ? 1.0 : 0.0; });
  metrics.counter("lamplighter_sla_warned_total", "Warnings told since the start",
                  [from] { return static_cast<double>(from.workers.figures().warned); });
  metrics.counter("lamplighter_sla_breached_total", "Breaches told since the start",
                  [from] { return static_cast<double>(from.workers.figures().breached); });
  metrics.counter("lamplighter_alerts_raised_total", "People told by escalation since the start",
                  [from] { return static_cast<double>(from.workers.figures().alerts); });
  metrics.counter("lamplighter_requests_watched_total", "Pauses ended and reviews told since the start",
                  [from] { return static_cast<double>(from.workers.figures().requests_watched); });
  metrics.gauge("lamplighter_sla_watched_at_seconds", "When the watcher last looked",
                [from] { return static_cast<double>(models::to_unix(from.workers.figures().watched_at)); });
}

void add_delivery_gauges(api::Metrics& metrics, const Sources& from) {
  const auto of = [from](auto member) {
    return [from, member] { return static_cast<double>(from.sender.figures().*member); };
  };
  using Figures = delivery::SenderFigures;
  metrics.counter("lamplighter_messages_sent_total", "Messages that a receiver took since the start",
                  of(&Figures::sent));
  metrics.counter("lamplighter_message_tries_failed_total", "Tries that failed since the start",
                  of(&Figures::failed_tries));
  metrics.counter("lamplighter_messages_dead_total", "Messages given up since the start", of(&Figures::dead));
  metrics.counter("lamplighter_messages_merged_total", "Summaries made since the start",
                  of(&Figures::merged));
  metrics.gauge("lamplighter_messages_waiting", "Messages on their way, counted every ten seconds",
                of(&Figures::waiting));
  metrics.gauge("lamplighter_messages_dead_now", "Messages that wait for a person", of(&Figures::dead_now));
  metrics.counter("lamplighter_sender_failures_total", "Failures of the sender itself",
                  of(&Figures::failures));
}

void add_backup_gauges(api::Metrics& metrics, const Sources& from) {
  metrics.gauge("lamplighter_backup_at_seconds", "When the newest backup was made; 0: there is none", [from] {
    const auto made_at = from.backups.figures().made_at;
    return made_at ? static_cast<double>(models::to_unix(*made_at)) : 0.0;
  });
  metrics.gauge("lamplighter_backup_bytes", "Size of the newest backup",
                [from] { return static_cast<double>(from.backups.figures().last_bytes); });
  metrics.counter("lamplighter_backup_failures_total", "Backups that failed or have faults, since the start",
                  [from] { return static_cast<double>(from.backups.figures().failures); });
}

void add_job_gauges(api::Metrics& metrics, const Sources& from) {
  const auto of = [](const jobs::Runner& runner, auto member) {
    return [&runner, member] { return static_cast<double>(runner.figures().*member); };
  };
  using jobs::Figures;
  metrics.counter("lamplighter_exports_done_total", "Lists made into files since the start",
                  of(from.exports, &Figures::done));
  metrics.counter("lamplighter_exports_failed_total", "Exports that failed since the start",
                  of(from.exports, &Figures::failed));
  metrics.counter("lamplighter_exports_cancelled_total", "Exports cancelled under way since the start",
                  of(from.exports, &Figures::cancelled));
  metrics.counter("lamplighter_exports_rows_total", "Rows read for exports since the start",
                  of(from.exports, &Figures::rows));
  metrics.gauge("lamplighter_exports_under_way", "Exports that wait or are under way",
                of(from.exports, &Figures::under_way));
  metrics.counter("lamplighter_imports_done_total", "Files taken in or tried since the start",
                  of(from.imports, &Figures::done));
  metrics.counter("lamplighter_imports_refused_total", "Files refused for what they say since the start",
                  of(from.imports, &Figures::refused));
  metrics.counter("lamplighter_imports_failed_total", "Imports that failed since the start",
                  of(from.imports, &Figures::failed));
  metrics.counter("lamplighter_imports_cancelled_total", "Imports cancelled under way since the start",
                  of(from.imports, &Figures::cancelled));
  metrics.counter("lamplighter_imports_rows_total", "Rows read for imports since the start",
                  of(from.imports, &Figures::rows));
  metrics.gauge("lamplighter_imports_under_way", "Imports that wait or are under way",
                of(from.imports, &Figures::under_way));
}

void add_plan_gauges(api::Metrics& metrics, const Sources& from) {
  const auto of = [from](auto member) {
    return [from, member] { return static_cast<double>(from.planner.figures().*member); };
  };
  using Figures = workers::PlannerFigures;
  metrics.counter("lamplighter_plan_rounds_total", "Looks at the whole plan since the start",
                  of(&Figures::rounds));
  metrics.counter("lamplighter_plan_unchanged_total",
                  "Looks that found the town as it was searched just before", of(&Figures::unchanged));
  metrics.counter("lamplighter_plan_published_total", "Plans published by the program since the start",
                  of(&Figures::published));
  metrics.counter("lamplighter_plan_proposed_total", "Plans proposed by the program since the start",
                  of(&Figures::proposed));
  metrics.counter("lamplighter_plan_failures_total", "Looks that failed since the start",
                  of(&Figures::failures));
  metrics.gauge("lamplighter_plan_last_gain_seconds", "Gain of the last look, in seconds of travel",
                of(&Figures::last_gain));
  metrics.gauge("lamplighter_plan_last_duration_seconds", "How long the last look took", [from] {
    return static_cast<double>(from.planner.figures().last_duration_milliseconds) / 1000;
  });
  metrics.gauge("lamplighter_plan_last_steps", "Steps of search in the last look", of(&Figures::last_steps));
}

}  // namespace

void add_mqtt_gauges(api::Metrics& metrics, const mqtt::Intake& intake) {
  const auto& counters = intake.counters();
  metrics.gauge("lamplighter_mqtt_connected", "1 while the broker is listened to",
                [&counters] { return counters.connected ? 1.0 : 0.0; });
  metrics.gauge("lamplighter_mqtt_waiting", "Messages that wait to be read",
                [&intake] { return static_cast<double>(intake.inbox().waiting()); });
  metrics.counter("lamplighter_mqtt_connections_total", "Connections to the broker since the start",
                  [&counters] { return static_cast<double>(counters.connections); });
  metrics.counter("lamplighter_mqtt_messages_total", "Messages that came since the start",
                  [&counters] { return static_cast<double>(counters.messages); });
  metrics.counter("lamplighter_mqtt_dropped_total", "Messages dropped, since too many waited",
                  [&intake] { return static_cast<double>(intake.inbox().dropped()); });
  metrics.counter("lamplighter_mqtt_unreadable_total", "Messages too long or of no known form",
                  [&intake] { return static_cast<double>(intake.unreadable() + intake.counters().unfit); });
}

void add_gauges(api::Metrics& metrics, const Sources& from) {
  add_server_gauges(metrics, from);
  add_plan_gauges(metrics, from);
  add_delivery_gauges(metrics, from);
  add_backup_gauges(metrics, from);
  add_job_gauges(metrics, from);
}

}  // namespace app
