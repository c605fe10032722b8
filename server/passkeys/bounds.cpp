#include "server/passkeys/bounds.h"

#include <cstddef>
#include <cstdint>

namespace passkeys {
namespace {

constexpr std::size_t head_bytes = 37;  // hash of the server's name, flags, counter
constexpr std::size_t flags_at = 32, model_bytes = 16;
constexpr unsigned has_credential = 0x40;
constexpr int most_items = 2, deepest = 4;
constexpr std::uint64_t most_parts = 32;  // of one list or map; a key has five

unsigned byte_at(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }

/// The number after an item's first byte; false when it is cut off, or of an item without a length.
bool take_number(std::string_view& bytes, unsigned first, std::uint64_t& number) {
  const unsigned form = first & 0x1fU;
  number = form;
  if (form < 24) return true;
  if (form > 27) return false;
  const std::size_t size = std::size_t{1} << (form - 24);
  if (bytes.size() < size) return false;
  number = 0;
  for (std::size_t i = 0; i < size; ++i) number = number << 8U | byte_at(bytes, i);
  bytes.remove_prefix(size);
  return true;
}

bool take_item(std::string_view& bytes, int depth) {
  if (bytes.empty() || depth > deepest) return false;
  const unsigned first = byte_at(bytes, 0);
  bytes.remove_prefix(1);
  std::uint64_t number = 0;
  if (!take_number(bytes, first, number)) return false;
  switch (first >> 5U) {
    case 2:
    case 3:  // bytes and text
      if (number > bytes.size()) return false;
      bytes.remove_prefix(static_cast<std::size_t>(number));
      return true;
    case 4:
    case 5: {  // lists and maps
      if (number > most_parts) return false;
      const auto parts = number * ((first >> 5U) == 5 ? 2 : 1);
      for (std::uint64_t i = 0; i < parts; ++i)
        if (!take_item(bytes, depth + 1)) return false;
      return true;
    }
    case 6:  // a tag: none is used here
      return false;
    default:
      return true;
  }
}

}  // namespace

bool claims_fit(std::string_view bytes, Ceremony ceremony) {
  if (bytes.size() < head_bytes) return false;
  const bool credential = (byte_at(bytes, flags_at) & has_credential) != 0;
  if (credential != (ceremony == Ceremony::registration)) return false;
  bytes.remove_prefix(head_bytes);
  if (credential) {
    if (bytes.size() < model_bytes + 2) return false;
    const std::size_t name = byte_at(bytes, model_bytes) << 8U | byte_at(bytes, model_bytes + 1);
    bytes.remove_prefix(model_bytes + 2);
    if (bytes.size() < name) return false;
    bytes.remove_prefix(name);
  }
  for (int items = 0; !bytes.empty(); ++items)
    if (items == most_items || !take_item(bytes, 0)) return false;
  return true;
}

}  // namespace passkeys
