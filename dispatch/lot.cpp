#include "dispatch/lot.h"

#include <array>
#include <bit>
#include <string>

namespace dispatch {
namespace {

struct Sip {
  std::array<std::uint64_t, 4> v;
  void rounds(int count) {
    for (int i = 0; i < count; ++i) {
      v[0] += v[1];
      v[1] = std::rotl(v[1], 13) ^ v[0];
      v[0] = std::rotl(v[0], 32);
      v[2] += v[3];
      v[3] = std::rotl(v[3], 16) ^ v[2];
      v[0] += v[3];
      v[3] = std::rotl(v[3], 21) ^ v[0];
      v[2] += v[1];
      v[1] = std::rotl(v[1], 17) ^ v[2];
      v[2] = std::rotl(v[2], 32);
    }
  }
  void take(std::uint64_t word) {
    v[3] ^= word;
    rounds(2);
    v[0] ^= word;
  }
};

std::uint64_t word_at(std::string_view text, std::size_t at, std::size_t bytes) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < bytes; ++i)
    word |= std::uint64_t{static_cast<unsigned char>(text[at + i])} << (8 * i);
  return word;
}

}  // namespace

std::uint64_t keyed_hash(std::uint64_t key0, std::uint64_t key1, std::string_view text) {
  Sip sip{{key0 ^ 0x736f6d6570736575, key1 ^ 0x646f72616e646f6d, key0 ^ 0x6c7967656e657261,
           key1 ^ 0x7465646279746573}};
  const auto whole = text.size() / 8 * 8;
  for (std::size_t at = 0; at < whole; at += 8) sip.take(word_at(text, at, 8));
  sip.take(word_at(text, whole, text.size() - whole) | (std::uint64_t{text.size()} << 56));
  sip.v[2] ^= 0xff;
  sip.rounds(4);
  return sip.v[0] ^ sip.v[1] ^ sip.v[2] ^ sip.v[3];
}

bool drawn(std::string_view salt, models::WorkOrderId order, int round, int percent) {
  constexpr std::uint64_t parts = 100;
  const auto text = order.text() + ":" + std::to_string(round);
  const auto hash = keyed_hash(keyed_hash(0, 0, salt), keyed_hash(0, 1, salt), text);
  return hash % parts < static_cast<std::uint64_t>(percent);
}

}  // namespace dispatch
