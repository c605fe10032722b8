#include "server/storage/codec_backup.h"

#include <nlohmann/json.hpp>

namespace storage {
namespace {

constexpr int format = 1;

}  // namespace

std::string write_backup(const Backup& backup) {
  return nlohmann::ordered_json{{"format", format},
                                {"made_at", models::to_rfc3339(backup.made_at)},
                                {"program_version", backup.program_version},
                                {"schema_version", backup.schema_version},
                                {"key_name", backup.key_name},
                                {"reports", backup.reports},
                                {"work_orders", backup.work_orders},
                                {"last_event", backup.last_event},
                                {"last_audit_row", backup.last_audit_row},
                                {"photos", backup.photos},
                                {"bytes", backup.bytes},
                                {"faults", backup.faults}}
             .dump(2) +
         "\n";
}

std::optional<Backup> parse_backup(const std::string& text) {
  try {
    const auto json = nlohmann::json::parse(text);
    if (json.at("format").get<int>() != format) return std::nullopt;
    const auto made_at = models::parse_rfc3339(json.at("made_at").get<std::string>());
    if (!made_at) return std::nullopt;
    Backup backup;
    backup.made_at = *made_at;
    backup.program_version = json.at("program_version").get<std::string>();
    backup.schema_version = json.at("schema_version").get<int>();
    backup.key_name = json.at("key_name").get<std::string>();
    backup.reports = json.at("reports").get<std::int64_t>();
    backup.work_orders = json.at("work_orders").get<std::int64_t>();
    backup.last_event = json.at("last_event").get<std::int64_t>();
    backup.last_audit_row = json.at("last_audit_row").get<std::int64_t>();
    backup.photos = json.at("photos").get<std::int64_t>();
    backup.bytes = json.at("bytes").get<std::int64_t>();
    backup.faults = json.at("faults").get<std::vector<std::string>>();
    return backup;
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
}

}  // namespace storage
