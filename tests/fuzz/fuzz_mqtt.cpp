#include <string>

#include "server/mqtt/codec_message.h"
#include "tests/fuzz/targets.h"

namespace fuzz {

void mqtt_message(std::string_view input) {
  const auto end = input.find('\n');
  if (end == std::string_view::npos) return;
  const std::string topic(input.substr(0, end)), payload(input.substr(end + 1));
  const auto read = mqtt::parse_message(topic, payload, models::from_unix(1'768'219'200));
  if (!read) return expect(!read.error().fields.empty(), "a refusal that names no field");
  expect(!read->empty() && read->size() <= 500, "no readings, or more than a batch has");
  for (const auto& one : *read)
    expect(one.facility_code.size() <= 64 && one.circuit.size() <= 64, "a name that is too long");
}

}  // namespace fuzz
