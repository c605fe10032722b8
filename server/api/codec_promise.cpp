#include "server/api/codec_promise.h"

#include "server/api/codec_body.h"
#include "server/api/codec_writer.h"
#include "server/town/codec_catalog.h"

namespace api {
namespace {

OrderedJson json_of(const models::ColdWave& wave) {
  return {{"id", wave.id.text()},
          {"from", models::to_rfc3339(wave.from)},
          {"to", models::to_rfc3339(wave.to)},
          {"note", wave.note},
          {"declared_at", models::to_rfc3339(wave.declared_at)}};
}

}  // namespace

models::Result<models::ColdWave> parse_cold_wave(const std::string& body) {
  return parse_body<models::ColdWave>(body, [](codec::ObjectReader& reader) {
    models::ColdWave wave;
    const auto time = [&](const char* key, models::Time& value) {
      const auto read = reader.time(key);
      if (read)
        value = *read;
      else if (!reader.has(key))
        reader.wrong(key, "required", "must be given");
    };
    time("from", wave.from);
    time("to", wave.to);
    wave.note = reader.text("note", true, 500);
    return wave;
  });
}

std::string write(const models::ColdWave& wave) { return json_of(wave).dump(); }

std::string write(const std::vector<models::ColdWave>& waves) {
  auto items = OrderedJson::array();
  for (const auto& wave : waves) items.push_back(json_of(wave));
  return OrderedJson{{"items", std::move(items)}}.dump();
}

std::string write(const models::Calendar& calendar) { return town::json_of(calendar).dump(); }

std::string write(const std::vector<models::Calendar>& calendars) {
  auto items = OrderedJson::array();
  for (const auto& calendar : calendars) items.push_back(town::json_of(calendar));
  return OrderedJson{{"items", std::move(items)}}.dump();
}

std::string write(const models::SlaPolicy& policy) { return town::json_of(policy).dump(); }

}  // namespace api
