#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace storage {

using AuditHash = std::array<unsigned char, 32>;

/// The chain's hash over the hash before and one row's fields: BLAKE2b-256 of their canonical bytes.
///
/// Shape   each number is 8 bytes, least first; each text its length as such a number, then its bytes; an
///         absent number is the least there is. A row's fields go in the order of the columns of audit_log.
class AuditHasher {
 public:
  explicit AuditHasher(const AuditHash& before);
  AuditHasher& number(std::int64_t value);
  AuditHasher& text(std::string_view value);
  AuditHash finish();

 private:
  std::string bytes_;
};

inline constexpr std::int64_t absent_number = INT64_MIN;

std::string to_hex(std::string_view bytes);
/// Errors  empty when it is no hex text
std::string from_hex(std::string_view text);
inline std::string_view as_text(const AuditHash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

}  // namespace storage
