#include "server/config.h"

#include <toml++/toml.h>

#include <algorithm>
#include <charconv>
#include <limits>

#include "server/config_settings.h"
#include "server/storage/database_key.h"

namespace config {
namespace {

/// postgresql://user:***@host/… and "password=***": what may be shown.
std::string without_password(std::string address) {
  const auto hide = [&](std::size_t begin, std::size_t end) { address.replace(begin, end - begin, "***"); };
  if (const auto scheme = address.find("://"); scheme != std::string::npos) {
    const auto at = address.rfind('@'), colon = address.find(':', scheme + 3);
    if (at != std::string::npos && colon < at) hide(colon + 1, at);
  }
  if (const auto word = address.find("password="); word != std::string::npos)
    hide(word + 9, std::min(address.size(), address.find_first_of(" &", word)));
  return address;
}

constexpr long long kib = 1024;
constexpr long long mib = 1024 * kib;
constexpr long long day = 24 * 3600;

void add_program(std::vector<Setting>& list, Config& config) {
  list.push_back(path("data", "Folder of the database and the photos", config.data_directory));
  list.push_back(address("listen", "HOST:PORT to answer on; port 0 takes a free one", config.listen));
  list.push_back(path("web", "Folder of the built web pages", config.web_directory));
  list.push_back(path("town", "Folder of the town's villages, classes and crews", config.town_directory));
  list.push_back(path("tls.certificate", "PEM file of the certificate and its chain; serves TLS with tls.key",
                      config.tls_certificate));
  list.push_back(path("tls.key", "PEM file of the certificate's private key", config.tls_key));
  list.push_back(whole("threads", "Threads that answer requests", config.threads, 1, 64));
  list.push_back(
      whole("grace_seconds", "How long a stop waits for running requests", config.grace_seconds, 0, 300));
  list.push_back(
      word("log_level", "How much is logged", config.log_level, {"debug", "info", "warning", "error"}));
  list.push_back(text("town_name.zh", "Name of the town in Chinese", config.api.town.zh));
  list.push_back(text("town_name.en", "Name of the town in English", config.api.town.en));
  list.push_back(text("hotline", "Number shown to residents", config.api.hotline));
  list.push_back(yes_or_no("secure_cookies",
                           "Session cookie only over TLS, with the __Host- prefix: for a server behind TLS",
                           config.api.secure_cookies));
  list.push_back(whole("utc_offset_seconds", "The town's time, for the boards' day",
                       config.api.utc_offset_seconds, -14 * 3600, 14 * 3600));
  list.push_back(Setting{
      "database.address",
      "PostgreSQL instead of a file in the data folder: postgresql://USER@HOST/DATABASE; its password "
      "better in the environment, or in PGPASSFILE",
      [&config](std::string_view given) -> std::string {
        config.database.address = given;
        return "";
      },
      [&config] { return without_password(config.database.address); }});
  list.push_back(Setting{"database.schema", "Schema of PostgreSQL that holds this town",
                         [&config](std::string_view given) -> std::string {
                           config.database.schema = given;
                           return is_schema_name(given)
                                      ? ""
                                      : "must be up to 40 of a-z, 0-9 and _, a letter first";
                         },
                         [&config] { return config.database.schema; }});
  list.push_back(path("database.key_file",
                      "File of the key that encrypts the whole database, outside the data folder; "
                      "`lamplighter keys make` makes one; empty: not encrypted",
                      config.database_key_file));
  list.push_back(Setting{"database.key", "The same key itself, 64 hex digits, instead of a file",
                         [&config](std::string_view given) -> std::string {
                           config.database.key = storage::parse_key(given);
                           return given.empty() || !config.database.key.empty() ? ""
                                                                                : "must be 64 hex digits";
                         },
                         [&config] { return config.database.key.empty() ? "" : "(given)"; }, true});
  list.push_back(
      path("backup.folder",
           "Folder of the backups that the server makes by itself, outside the data folder, best on "
           "another disk; empty: none",
           config.backup_folder));
  list.push_back(whole("backup.hours", "Hours between two backups", config.backup_hours, 1, 8760));
  list.push_back(whole("backup.keep", "Backups that are kept", config.backup_keep, 1, 10'000));
  list.push_back(path("audit.key",
                      "File of the key that signs the audit log's heads; made when absent; empty: "
                      "audit.key in the data folder",
                      config.audit_key));
  list.push_back(whole("privacy.reporter_days",
                       "Days after the end of the work until its reporters are anonymised",
                       config.reporter_days, 30, 36'500));
  list.push_back(whole("privacy.unmaskings_per_hour", "Reporters one account may see in clear in an hour",
                       config.api.unmaskings_per_hour, 1, 100'000));
  auto& rates = config.api.rates;
  list.push_back(whole("rates.reads_per_minute", "Reads of one route by one account in a minute; 0: no limit",
                       rates.reads, 0, 100'000'000));
  list.push_back(whole("rates.changes_per_minute",
                       "Changes by one route and account in a minute; 0: no limit", rates.changes, 0,
                       100'000'000));
  list.push_back(whole("rates.everybody_per_minute",
                       "Requests of one route from one address without an account in a minute; 0: no limit",
                       rates.everybody, 0, 100'000'000));
  list.push_back(whole("photos.bytes", "Largest photo", config.api.photo_bytes, 64 * kib, 64 * mib));
  list.push_back(whole("photos.per_order", "Photos on one order", config.api.photos_per_order, 1, 1000));
  list.push_back(
      whole("photos.pixels", "Most pixels of an uploaded photo", config.images.pixels, 10'000, 200'000'000));
  list.push_back(whole("photos.longest_side", "Photos are shrunk to this many pixels",
                       config.images.longest_side, 320, 10'000));
  list.push_back(whole("photos.threads", "Threads that decode photos", config.images.threads, 1, 16));
  list.push_back(whole("photos.queue", "Photos waiting to be decoded", config.images.queue, 1, 10'000));
}

void add_http(std::vector<Setting>& list, Config& config) {
  auto& http = config.http;
  list.push_back(whole("http.header_bytes", "Largest request header", http.header_bytes, kib, mib));
  list.push_back(whole("http.header_count", "Most fields of a header", http.header_count, 10, 1000));
  list.push_back(whole("http.target_bytes", "Longest path and query", http.target_bytes, 256, 64 * kib));
  list.push_back(whole("http.body_bytes", "Largest request body (photos have their own limit)",
                       http.body_bytes, kib, 256 * mib));
  list.push_back(whole("http.chunk_overhead_bytes", "Chunk sizes, extensions and trailers of one request",
                       http.chunk_overhead_bytes, 256, mib));
  list.push_back(whole("http.buffered_body_bytes", "Bodies of all requests together",
                       http.buffered_body_bytes, mib, 4096 * mib));
  list.push_back(
      time("http.header_milliseconds", "Budget for a whole header", http.header_time, 100, 120'000));
  list.push_back(time("http.body_milliseconds", "Budget for a whole body", http.body_time, 100, 600'000));
  list.push_back(whole("http.body_bytes_per_second",
                       "A body that keeps arriving earns a second for each of these",
                       http.body_bytes_per_second, kib, 1024 * mib));
  list.push_back(
      time("http.idle_milliseconds", "How long an idle connection is kept", http.idle_time, 100, 3'600'000));
  list.push_back(time("http.write_milliseconds", "Budget for an answer", http.write_time, 100, 600'000));
  list.push_back(whole("http.write_bytes_per_second", "An answer earns a second for each of these",
                       http.write_bytes_per_second, kib, 1024 * mib));
  list.push_back(whole("http.connections", "Connections at the same time", http.connections, 10, 100'000));
  list.push_back(whole("http.connections_per_address", "Connections from one address; 0: no limit",
                       http.connections_per_address, 0, 100'000));
  list.push_back(whole("http.in_flight_requests", "Requests answered at the same time",
                       http.in_flight_requests, 1, 100'000));
  list.push_back(whole("http.in_flight_per_client", "Of these for one client once half are taken; 0: all",
                       http.in_flight_per_client, 0, 100'000));
  list.push_back(whole("http.pipelined_requests", "Requests of one connection before others get their turn",
                       http.pipelined_requests, 1, 1000));
  list.push_back(
      whole("http.accept_backlog", "Connections waiting to be accepted", http.accept_backlog, 1, 65'535));
  list.push_back(Setting{"http.trusted_proxies",
                         "Networks of proxies whose X-Forwarded-For counts, e.g. 127.0.0.1/32; empty: none",
                         [&config](std::string_view given) { return config.api.proxies.set(given); },
                         [&config] { return config.api.proxies.text(); }});
  list.push_back(
      time("http.retry_after_seconds", "What a refused client is told to wait", http.retry_after, 1, 3600));
  list.push_back(
      whole("pages.file_bytes", "Largest file of the web pages", config.pages.file_bytes, kib, 1024 * mib));
  list.push_back(
      whole("pages.cache_bytes", "Web pages kept in memory", config.pages.cache_bytes, 0, 1024 * mib));
  list.push_back(whole("pages.files", "Files of the web pages", config.pages.files, 1, 1'000'000));
  list.push_back(whole("events.streams", "Live listeners", config.events.streams, 1, 100'000));
  list.push_back(whole("events.replay", "Missed events a listener is given when it comes back",
                       config.events.replay_events, 0, 100'000));
  list.push_back(whole("events.batch", "Events read at once", config.events.batch_events, 1, 10'000));
  list.push_back(whole("events.queue_frames", "Events waiting for one slow listener",
                       config.events.stream.queue_frames, 8, 100'000));
  list.push_back(
      whole("events.queue_bytes", "The same in bytes", config.events.stream.queue_bytes, 8 * kib, 64 * mib));
  list.push_back(time("events.heartbeat_milliseconds", "Silence after which a heartbeat is sent",
                      config.events.stream.heartbeat, 100, 300'000));
}

void add_accounts_and_storage(std::vector<Setting>& list, Config& config) {
  list.push_back(whole("login.free_failures_per_account", "Wrong passwords before an account must wait",
                       config.throttle.free_failures_per_account, 1, 1000));
  list.push_back(whole("login.free_failures_per_address", "Wrong passwords before an address must wait",
                       config.throttle.free_failures_per_address, 1, 100'000));
  list.push_back(whole("login.first_wait_seconds", "First wait; it doubles with each further failure",
                       config.throttle.first_wait_seconds, 1, 3600));
  list.push_back(
      whole("login.longest_wait_seconds", "Longest wait", config.throttle.longest_wait_seconds, 1, day));
  list.push_back(whole("login.forget_after_seconds", "Failures are forgotten after this",
                       config.throttle.forget_after_seconds, 60, 30 * day));
  list.push_back(
      whole("login.entries", "Accounts and addresses watched", config.throttle.entries, 100, 10'000'000));
  list.push_back(
      whole("login.threads", "Threads that hash passwords", config.password_workers.threads, 1, 16));
  list.push_back(
      whole("login.queue", "Passwords waiting to be hashed", config.password_workers.queue, 1, 10'000));
  list.push_back(whole("login.memory_bytes", "Memory of one password hash", config.password_cost.memory_bytes,
                       8 * mib, 1024 * mib));
  list.push_back(whole("login.passes", "Passes of one password hash", config.password_cost.passes, 1, 20));
  list.push_back(choice("login.second_factor", "Supervisors and admins need a second factor to work",
                        config.api.sign_in.second_factor, "required", "optional"));
  auto& password = config.api.sign_in.password;
  list.push_back(Setting{
      "password.policy",
      "asvs: length and a list of common ones; dengbao (等保): three of four kinds of "
      "characters, a new one every so many days, none of the last few",
      [&password](std::string_view given) -> std::string {
        if (given != "asvs" && given != "dengbao") return "must be one of asvs, dengbao";
        password.mode = given == "asvs" ? dispatch::PasswordMode::asvs : dispatch::PasswordMode::dengbao;
        return "";
      },
      [&password] { return password.mode == dispatch::PasswordMode::asvs ? "asvs" : "dengbao"; }});
  list.push_back(whole("password.shortest", "Fewest characters of a password", password.shortest, 8, 64));
  list.push_back(whole("password.longest_days", "dengbao: a password is good for so long",
                       config.password_days, 1, 365));
  list.push_back(whole("password.remembered", "dengbao: so many earlier passwords may not be used again",
                       password.remembered, 1, 24));
  list.push_back(whole("session.per_account", "Sessions of one account; the oldest go",
                       config.sessions.sessions_per_account, 1, 1000));
  list.push_back(whole("session.idle_seconds", "A session unused for so long ends",
                       config.sessions.idle_seconds, 60, 30 * day));
  list.push_back(whole("session.absolute_seconds", "A session ends after this",
                       config.sessions.absolute_seconds, 60, 90 * day));
  list.push_back(whole("session.touch_every_seconds", "Last use is written at most this often",
                       config.sessions.touch_every_seconds, 1, 3600));
  list.push_back(whole("session.cache_seconds", "A session is read again from the database after this",
                       config.sessions.cache_seconds, 0, 3600));
  list.push_back(whole("session.cache_entries", "Sessions kept in memory", config.sessions.cache_entries, 10,
                       1'000'000));
  list.push_back(time("planner.budget_milliseconds", "Time of search in each look at the whole plan",
                      config.planner_budget, 1, 10'000));
  list.push_back(
      whole("database.readers", "Connections that read at the same time", config.database.readers, 1, 64));
  list.push_back(whole("database.write_queue", "Changes waiting", config.database.write_queue, 1, 1'000'000));
  list.push_back(whole("database.read_queue", "Reads waiting", config.database.read_queue, 1, 1'000'000));
  list.push_back(whole("database.group_commit", "Changes that share one commit", config.database.group_commit,
                       1, 10'000));
  list.push_back(whole("database.busy_timeout_milliseconds", "Wait for a locked database",
                       config.database.busy_timeout_milliseconds, 0, 60'000));
}

std::string mapped(std::string_view name, char separator, bool upper) {
  std::string result;
  for (const char c : name) {
    const bool joint = c == '.' || c == '_';
    result += joint ? separator : upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
  }
  return result;
}

void take_table(std::vector<Setting>& settings, const toml::table& table, const std::string& prefix,
                std::vector<std::string>& errors) {
  for (const auto& [key, node] : table) {
    const auto name = prefix + std::string(key.str());
    if (const auto* inner = node.as_table()) {
      take_table(settings, *inner, name + ".", errors);
      continue;
    }
    const auto line = "line " + std::to_string(node.source().begin.line) + ": " + name + " ";
    const auto setting = std::find_if(settings.begin(), settings.end(),
                                      [&](const Setting& each) { return each.name == name; });
    std::string value;
    if (const auto* given = node.as_string())
      value = given->get();
    else if (const auto* number = node.as_integer())
      value = std::to_string(number->get());
    else if (const auto* truth = node.as_boolean())
      value = truth->get() ? "true" : "false";
    else {
      errors.push_back(line + "must be a string, a whole number, true or false");
      continue;
    }
    if (setting == settings.end()) {
      errors.push_back(line + "is no setting (lamplighter settings lists all)");
    } else if (const auto wrong = setting->set(value); !wrong.empty()) {
      errors.push_back(line + wrong);
    }
  }
}

}  // namespace

std::vector<Setting> settings_of(Config& config) {
  std::vector<Setting> list;
  add_program(list, config);
  add_outside(list, config);
  add_http(list, config);
  add_accounts_and_storage(list, config);
  add_identity(list, config);
  add_district(list, config);
  return list;
}

std::string environment_name(std::string_view name) { return "LAMPLIGHTER_" + mapped(name, '_', true); }
std::string flag_name(std::string_view name) { return "--" + mapped(name, '-', false); }

std::vector<std::string> read_file(std::vector<Setting>& settings, const std::filesystem::path& file) {
  std::vector<std::string> errors;
  try {
    take_table(settings, toml::parse_file(file.string()), "", errors);
  } catch (const toml::parse_error& error) {
    errors.push_back("line " + std::to_string(error.source().begin.line) + ": " +
                     std::string(error.description()));
  }
  for (auto& error : errors) error.insert(0, file.string().append(" "));
  return errors;
}

std::vector<std::string> read_environment(std::vector<Setting>& settings,
                                          const std::function<const char*(const char*)>& get) {
  std::vector<std::string> errors;
  for (auto& setting : settings) {
    const auto name = environment_name(setting.name);
    const char* value = get(name.c_str());
    if (value == nullptr) continue;
    if (const auto wrong = setting.set(value); !wrong.empty())
      errors.push_back(std::string(name).append(" ").append(wrong));
  }
  return errors;
}

std::string read_database_key(Config& config) {
  if (config.database_key_file.empty()) return "";
  if (!config.database.key.empty()) return "database.key and database.key_file: give only one of them";
  try {
    config.database.key = storage::read_key_file(config.database_key_file);
    return "";
  } catch (const std::exception& error) {
    return error.what();
  }
}

bool split_address(const std::string& text, std::string& host, std::uint16_t& port) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) return false;
  host = text.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  const auto* start = text.data() + colon + 1;
  const auto* end = text.data() + text.size();
  const auto [stop, code] = std::from_chars(start, end, port);
  return start != end && code == std::errc{} && stop == end;
}

void find_directories(Config& config, const std::filesystem::path& program) {
  const auto folder = program.parent_path();
  const auto source = folder.parent_path().parent_path();
  const auto shared = folder.parent_path() / "share" / "lamplighter";
  const auto choose = [&](std::filesystem::path& chosen, const std::filesystem::path& in_source,
                          const char* installed) {
    if (!chosen.empty()) return;
    // An installed program asks its own folder first: from /usr/bin the checkout would be the root of all
    // folders.
    chosen = std::filesystem::exists(shared / installed) || !std::filesystem::exists(source / in_source)
                 ? shared / installed
                 : source / in_source;
  };
  choose(config.web_directory, std::filesystem::path("web") / "dist", "web");
  choose(config.town_directory, std::filesystem::path("data") / "lucheng", "town");
}

}  // namespace config
