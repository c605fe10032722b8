#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The JSON of an identity provider; nothing for what is not of the form.
namespace identity {

/// Where the provider answers what.
///
/// Shape   secret_in_body: it takes the client's secret in the form only, not as Basic
/// Source  OpenID Connect Discovery 1.0, 3
struct Discovery {
  std::string issuer{};
  std::string authorization_endpoint{};
  std::string token_endpoint{};
  std::string keys{};
  bool secret_in_body = false;
};
std::optional<Discovery> parse_discovery(std::string_view text);

/// One of the provider's public keys.
///
/// Shape   json: the key as it was given, for the library that reads it
struct Key {
  std::string id{};
  std::string type{};
  std::string use{};
  std::string algorithm{};
  std::string json{};
};
/// Shape   at most 50
std::optional<std::vector<Key>> parse_keys(std::string_view text);

/// The ID token of a token endpoint's answer.
std::optional<std::string> parse_token_answer(std::string_view text);

/// Units   seconds since 1970
/// Source  OpenID Connect Core 1.0, 2
struct Claims {
  std::string issuer{};
  std::string subject{};
  std::vector<std::string> audience{};
  std::string authorized_party{};
  std::string nonce{};
  std::int64_t expires_at = 0;
  std::int64_t issued_at = 0;
  std::vector<std::string> methods{};  ///< amr
};
std::optional<Claims> parse_claims(std::string_view text);

}  // namespace identity
