#include "server/reading_desk.h"

#include <spdlog/spdlog.h>

#include <stdexcept>
#include <string>

#include "dispatch/readings.h"
#include "server/town/codec_reading_rules.h"
#include "server/town/read_file.h"

namespace app {
namespace {

constexpr std::size_t most_bytes = 1024 * 1024;

std::string words_of(const models::Error& error) {
  std::string words = error.detail;
  for (const auto& field : error.fields) words += "; " + field.field + ": " + field.detail;
  return words;
}

std::vector<models::ReadingRule> rules_of(const std::filesystem::path& file) {
  const auto text = town::read_file(file, most_bytes);
  if (!text) throw std::runtime_error(file.string() + ": " + words_of(text.error()));
  const auto rules = town::parse_reading_rules(*text);
  if (!rules) throw std::runtime_error(file.string() + ": " + words_of(rules.error()));
  return *rules;
}

}  // namespace

std::shared_ptr<api::ReadingDesk> make_reading_desk(const config::Config& config, storage::Database& database,
                                                    api::Metrics& metrics) {
  auto desk = std::make_shared<api::ReadingDesk>();
  auto file = config.reading_rules;
  if (file.empty() && std::filesystem::exists(config.town_directory / "readings.json"))
    file = config.town_directory / "readings.json";
  if (!file.empty()) {
    desk->rules = rules_of(file);
    database.read_now([&](models::Transaction& tx) {
      const auto good = dispatch::check_reading_rules(tx, desk->rules);
      if (good) return;
      spdlog::warn("readings are refused, since their rules do not fit the register: {}",
                   words_of(good.error()));
      desk->rules.clear();
    });
  }
  const auto count = [&](const char* name, const char* help, std::atomic<std::int64_t>& number) {
    metrics.counter(name, help, [desk, &number] { return static_cast<double>(number.load()); });
  };
  count("lamplighter_readings_taken_total", "Readings taken in", desk->taken);
  count("lamplighter_readings_repeated_total", "Readings that were here already", desk->repeated);
  count("lamplighter_readings_refused_total", "Readings refused, and batches that could not be read",
        desk->refused);
  count("lamplighter_readings_reports_total", "Reports that readings led to", desk->reports);
  return desk;
}

}  // namespace app
