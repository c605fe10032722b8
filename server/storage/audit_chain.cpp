#include "server/storage/audit_chain.h"

#include <sodium.h>

#include <stdexcept>

namespace storage {

AuditHasher::AuditHasher(const AuditHash& before) {
  bytes_.reserve(1536);
  bytes_.append(as_text(before));
}

AuditHasher& AuditHasher::number(std::int64_t value) {
  auto bits = static_cast<std::uint64_t>(value);
  char bytes[8];
  for (char& byte : bytes) byte = static_cast<char>(bits & 0xff), bits >>= 8;
  bytes_.append(bytes, sizeof bytes);
  return *this;
}

AuditHasher& AuditHasher::text(std::string_view value) {
  number(static_cast<std::int64_t>(value.size()));
  bytes_.append(value);
  return *this;
}

AuditHash AuditHasher::finish() {
  static const bool started = sodium_init() >= 0;
  if (!started) throw std::runtime_error("libsodium does not start");
  AuditHash hash{};
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(bytes_.data()),
                     bytes_.size(), nullptr, 0);
  return hash;
}

std::string to_hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text.push_back(digits[byte >> 4]);
    text.push_back(digits[byte & 15]);
  }
  return text;
}

std::string from_hex(std::string_view text) {
  std::string bytes(text.size() / 2, '\0');
  std::size_t length = 0;
  const char* end = nullptr;
  if (text.size() % 2 != 0 ||
      sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(),
                     nullptr, &length, &end) != 0 ||
      end != text.data() + text.size())
    return {};
  bytes.resize(length);
  return bytes;
}

}  // namespace storage
