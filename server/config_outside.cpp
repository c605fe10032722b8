#include <fstream>

#include "server/config_settings.h"

namespace config {
namespace {

constexpr std::size_t longest_password = 1024;

void add_open311(std::vector<Setting>& all, Config& config) {
  auto& open311 = config.open311;
  all.push_back(text("open311.jurisdiction", "The jurisdiction_id of this town", open311.jurisdiction));
  all.push_back(yes_or_no("open311.jurisdiction_required", "Refuse Open311 calls without a jurisdiction_id",
                          open311.jurisdiction_required));
  all.push_back(
      word("open311.language", "Language of service names and notices", open311.language, {"zh", "en"}));
  all.push_back(choice("open311.publish", "Which requests everybody may list: all, or own: those of Open311",
                       open311.publish_all, "all", "own"));
  all.push_back(list("open311.batch", "Fault kinds that get an id after triage, by a token; comma-separated",
                     open311.batch));
  all.push_back(list("open311.blackbox", "Fault kinds that get no id and are never listed; comma-separated",
                     open311.blackbox));
  all.push_back(text("open311.base_url",
                     "Address of this server as clients see it; empty: the Host they name",
                     open311.base_url));
  all.push_back(text("open311.contact", "Whom to ask, in discovery", open311.contact));
  all.push_back(choice("open311.endpoint", "What discovery calls this endpoint", open311.production,
                       "production", "test"));
}

void add_map(std::vector<Setting>& all, Config& config) {
  auto& map = config.map;
  all.push_back(word(
      "map.tiles", "Ground of the staff's map; with anything but none their browsers ask the provider for it",
      map.provider, {"none", "tianditu", "gaode"}));
  all.push_back(Setting{"map.key", "The town's key at the provider of the tiles; tianditu needs one",
                        [&map](std::string_view given) -> std::string {
                          const auto plain = [](char c) {
                            return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
                          };
                          if (!std::all_of(given.begin(), given.end(), plain))
                            return "must be letters and digits";
                          map.key = std::string(given);
                          return "";
                        },
                        [&map] { return map.key.empty() ? "" : "(given)"; }, true});
}

void add_delivery(std::vector<Setting>& all, Config& config) {
  auto& wire = config.delivery;
  all.push_back(
      yes_or_no("delivery.private_addresses",
                "Messages may go to loopback and private addresses: only where a receiver stands inside",
                wire.private_addresses));
  all.push_back(time("delivery.connect_milliseconds", "Wait for a receiver's connection", wire.connect_time,
                     100, 60'000));
  all.push_back(time("delivery.whole_milliseconds", "Wait for a receiver's whole answer", wire.whole_time,
                     100, 120'000));
  all.push_back(
      whole("delivery.answer_bytes", "Largest answer of a receiver", wire.answer_bytes, 1024, 1024 * 1024));
  all.push_back(
      whole("delivery.threads", "Receivers served at the same time", config.delivery_threads, 1, 32));
  all.push_back(text("delivery.contact",
                     "Whom browsers' push services may ask about this server: mailto:… or https:…",
                     config.delivery_contact));
}

void add_mqtt(std::vector<Setting>& all, Config& config) {
  auto& mqtt = config.mqtt;
  all.push_back(Setting{"mqtt.broker", "HOST:PORT of the MQTT broker that devices publish to; empty: none",
                        [&mqtt](std::string_view given) -> std::string {
                          std::string host;
                          std::uint16_t port = 0;
                          if (!given.empty() && (!split_address(std::string(given), host, port) || port == 0))
                            return "must be HOST:PORT, e.g. 127.0.0.1:1883";
                          mqtt.broker = std::string(given);
                          return "";
                        },
                        [&mqtt] { return mqtt.broker; }});
  all.push_back(text("mqtt.prefix", "Topic below which readings are published", mqtt.prefix));
  all.push_back(text("mqtt.client_id", "Name at the broker; one for each program", mqtt.client_id));
  all.push_back(text("mqtt.username", "Account at the broker", mqtt.username));
  all.push_back(
      path("mqtt.password_file", "File of its password, outside the data folder", config.mqtt_password_file));
  all.push_back(path("mqtt.authorities", "Certificates that the broker's is checked with, PEM; empty: no TLS",
                     mqtt.authorities));
  all.push_back(whole("mqtt.message_bytes", "Largest message taken", mqtt.message_bytes, 1024, 1024 * 1024));
  all.push_back(whole("mqtt.waiting", "Messages kept until they are taken in", mqtt.waiting, 100, 1'000'000));
  all.push_back(
      whole("mqtt.waiting_of_device", "Of them from one device", mqtt.waiting_of_device, 1, 100'000));
}

void add_exports(std::vector<Setting>& all, Config& config) {
  auto& limits = config.exports;
  all.push_back(whole("exports.at_once", "Lists made into files at the same time", limits.at_once, 1, 8));
  all.push_back(whole("exports.per_account", "Exports of one account that wait or are under way",
                      limits.per_account, 1, 100));
  all.push_back(
      whole("exports.waiting", "Exports of all that wait or are under way", limits.waiting, 1, 1000));
  all.push_back(whole("exports.rows", "Rows in one file", limits.rows, 1, 100'000'000));
  all.push_back(whole("exports.file_bytes", "Largest file of an export", limits.file_bytes, 1024 * 1024,
                      1024LL * 1024 * 1024 * 1024));
  all.push_back(number(
      "exports.hours", "Hours that a finished file is kept", 1, 24 * 30,
      [&limits] { return std::chrono::duration_cast<std::chrono::hours>(limits.kept).count(); },
      [&limits](long long hours) { limits.kept = std::chrono::hours{hours}; }));
  all.push_back(
      yes_or_no("open_data.publish",
                "Everybody may read /api/v1/public/open-data: facilities and counts, nothing of a person",
                config.api.open_data));
}

void add_tracing(std::vector<Setting>& all, Config& config) {
  all.push_back(
      Setting{"otlp.endpoint",
              "Where spans are posted as OTLP/HTTP JSON, e.g. http://127.0.0.1:4318/v1/traces; empty: "
              "nowhere",
              [&config](std::string_view given) -> std::string {
                if (!given.empty() && !given.starts_with("http://") && !given.starts_with("https://"))
                  return "must be an http or https address";
                config.otlp_endpoint = std::string(given);
                return "";
              },
              [&config] { return config.otlp_endpoint; }});
}

void add_imports(std::vector<Setting>& all, Config& config) {
  auto& limits = config.imports;
  all.push_back(whole("imports.per_account", "Imports of one account that wait or are under way",
                      limits.per_account, 1, 100));
  all.push_back(
      whole("imports.waiting", "Imports of all that wait or are under way", limits.waiting, 1, 1000));
  all.push_back(whole("imports.rows", "Rows in one file that is taken in", limits.rows, 1, 10'000'000));
  all.push_back(whole("imports.file_bytes", "Largest file that is taken in", config.api.import_bytes,
                      64 * 1024, 1024LL * 1024 * 1024));
}

void add_call_backs(std::vector<Setting>& all, Config& config) {
  auto& rules = config.api.call_backs;
  all.push_back(number(
      "call_backs.wait_hours", "Hours that a reporter who got a message may answer before the desk calls", 0,
      720, [&rules] { return rules.wait / std::chrono::hours{1}; },
      [&rules](long long hours) { rules.wait = std::chrono::hours{hours}; }));
  all.push_back(number(
      "call_backs.between_minutes", "Minutes from a call that nobody answered to the next", 1, 7 * 24 * 60,
      [&rules] { return rules.between / std::chrono::minutes{1}; },
      [&rules](long long minutes) { rules.between = std::chrono::minutes{minutes}; }));
  all.push_back(whole("call_backs.tries", "Calls that nobody answers until the reporter is left alone",
                      rules.tries, 1, 20));
}

}  // namespace

std::string read_mqtt_password(Config& config) {
  if (!config.mqtt_password_file.empty()) {
    std::ifstream file(config.mqtt_password_file);
    auto& password = config.mqtt.password;
    if (!file || !std::getline(file, password) || password.empty() || password.size() > longest_password)
      return "mqtt.password_file: its first line must be the password, at most 1024 characters";
  }
  return mqtt::wrong_with(config.mqtt);
}

void add_outside(std::vector<Setting>& all, Config& config) {
  add_open311(all, config);
  add_delivery(all, config);
  add_map(all, config);
  add_mqtt(all, config);
  add_exports(all, config);
  add_imports(all, config);
  add_tracing(all, config);
  add_call_backs(all, config);
  all.push_back(
      path("readings.rules",
           "File of the rules that turn readings into reports; empty: readings.json of the town's folder",
           config.reading_rules));
}

}  // namespace config
