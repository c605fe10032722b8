#pragma once
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

namespace auth {

constexpr std::string_view access_token_prefix = "lamp_";

std::string new_session_token();            ///< 256 random bits, base64url
std::string new_access_token();             ///< the same behind access_token_prefix
std::string new_one_time_password();        ///< 100 random bits, base32 in groups: abcde-fghij-…
std::string new_base32(std::size_t bytes);  ///< random, lower case, without padding
/// What a page sends back with every change to prove that it could read an answer: made from the session's
/// token.
std::string csrf_token_of(std::string_view session_token);
std::string new_report_token();                   ///< 128 random bits, lower-case base32 (26 characters)
std::string new_request_id();                     ///< 96 random bits, hex
std::string hash_token(std::string_view token);   ///< BLAKE2b-256, hex: what the database keeps
std::string fingerprint(std::string_view bytes);  ///< BLAKE2b-256, hex
/// Of parts as if they stood in one text, without making a copy of them.
std::string fingerprint(std::initializer_list<std::string_view> parts);
std::string sha256_hex(std::string_view bytes);

}  // namespace auth
