#include "server/auth/tokens.h"

#include <sodium.h>

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "server/auth/sodium.h"

namespace auth {
namespace {

constexpr std::size_t session_token_bytes = 32;
constexpr std::size_t report_token_bytes = 16;
constexpr std::size_t request_id_bytes = 12;
constexpr std::size_t token_hash_bytes = 32;

template <std::size_t Size>
std::array<unsigned char, Size> random_bytes() {
  start_sodium();
  std::array<unsigned char, Size> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

std::string hex(std::span<const unsigned char> bytes) {
  std::string text(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
  text.pop_back();
  return text;
}

// RFC 4648 without padding; the alphabet leaves out 0, 1, 8 and 9, so a token can be read aloud.
std::string base32(std::span<const unsigned char> bytes) {
  constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz234567";
  std::string text;
  unsigned held = 0;
  int bits = 0;
  for (const unsigned char byte : bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text.push_back(alphabet[(held >> bits) & 31u]);
    }
  }
  if (bits > 0) text.push_back(alphabet[(held << (5 - bits)) & 31u]);
  return text;
}

const unsigned char* unsigned_data(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

std::string new_session_token() {
  const auto bytes = random_bytes<session_token_bytes>();
  std::string text(sodium_base64_ENCODED_LEN(session_token_bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING),
                   '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(),
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  text.pop_back();
  return text;
}

std::string new_access_token() { return std::string(access_token_prefix) + new_session_token(); }

std::string new_base32(std::size_t count) {
  start_sodium();
  std::vector<unsigned char> bytes(count);
  randombytes_buf(bytes.data(), bytes.size());
  return base32(bytes);
}

std::string new_one_time_password() {
  auto text = new_base32(13).substr(0, 20);
  for (std::size_t at = 15; at > 0; at -= 5) text.insert(at, "-");
  return text;
}

std::string csrf_token_of(std::string_view session_token) {
  return hash_token("csrf\n" + std::string(session_token));
}

std::string new_report_token() { return base32(random_bytes<report_token_bytes>()); }

std::string new_request_id() { return hex(random_bytes<request_id_bytes>()); }

std::string hash_token(std::string_view token) {
  start_sodium();
  std::array<unsigned char, token_hash_bytes> hash{};
  crypto_generichash(hash.data(), hash.size(), unsigned_data(token), token.size(), nullptr, 0);
  return hex(hash);
}

std::string fingerprint(std::string_view bytes) { return hash_token(bytes); }

std::string fingerprint(std::initializer_list<std::string_view> parts) {
  start_sodium();
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, token_hash_bytes);
  for (const auto part : parts) crypto_generichash_update(&state, unsigned_data(part), part.size());
  std::array<unsigned char, token_hash_bytes> hash{};
  crypto_generichash_final(&state, hash.data(), hash.size());
  return hex(hash);
}

std::string sha256_hex(std::string_view bytes) {
  start_sodium();
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256(hash.data(), unsigned_data(bytes), bytes.size());
  return hex(hash);
}

}  // namespace auth
