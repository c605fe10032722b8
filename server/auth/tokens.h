#pragma once
#include <string>
#include <string_view>

namespace auth {

std::string new_session_token();                  ///< 256 random bits, base64url
std::string new_report_token();                   ///< 128 random bits, lower-case base32 (26 characters)
std::string new_request_id();                     ///< 96 random bits, hex
std::string hash_token(std::string_view token);   ///< BLAKE2b-256, hex: what the database keeps
std::string fingerprint(std::string_view bytes);  ///< BLAKE2b-256, hex
std::string sha256_hex(std::string_view bytes);

}  // namespace auth
