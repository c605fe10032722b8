#include "server/passkeys/codec_client_data.h"

#include <vector>

#include "server/codec/codec_object_reader.h"

namespace passkeys {

std::optional<ClientData> parse_client_data(std::string_view json) {
  std::vector<models::FieldError> errors;
  auto reader = codec::ObjectReader::parse(json, errors, longest_client_data);
  if (!reader) return std::nullopt;
  ClientData data{reader->text("type", true, 64), reader->text("challenge", true, 128),
                  reader->text("origin", true, 300), reader->flag("crossOrigin", false)};
  if (!errors.empty()) return std::nullopt;
  return data;
}

}  // namespace passkeys
