#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "models/audit.h"

namespace storage {

/// The Ed25519 pair that signs heads of the audit log.
///
/// Shape   secret: 64 bytes; public_key: 32 bytes
struct SigningKey {
  std::string secret;
  std::string public_key;
};

/// Reads the key of a file, or makes one there (0600, synced) when there is none.
///
/// Shape   the file: 64 hex digits (the seed) and a line end
/// Errors  throws std::runtime_error when it is no key or may be read by others, WriteFailed
SigningKey load_signing_key(const std::filesystem::path& file);

/// Where the key lies unless a setting says otherwise.
inline std::filesystem::path default_signing_key(const std::filesystem::path& data) {
  return data / "audit.key";
}

models::AuditHead sign(models::AuditHead head, const SigningKey& key);
bool is_signed_by(const models::AuditHead& head, std::string_view public_key);
std::string key_name(std::string_view public_key);  ///< 16 hex digits

/// A signed head as text for people and machines, to be kept elsewhere, and back.
///
/// Shape   one `word value` a line, first `lamplighter-audit-head 1`; public_key: 32 bytes, may be empty
/// Errors  nothing when it is no such text
struct KeptHead {
  models::AuditHead head;
  std::string public_key;
};
std::string to_text(const KeptHead& kept);
std::optional<KeptHead> parse_head(std::string_view text);

}  // namespace storage
