#include "server/identity/codec_identity.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace identity {
namespace {

using Json = nlohmann::json;

constexpr std::size_t most_keys = 50;
constexpr double latest_time = 4e9;  // in the year 2096

Json read_object(std::string_view text) {
  auto json = Json::parse(text, nullptr, false);
  return json.is_object() ? json : Json(nullptr);
}

std::string text_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::vector<std::string> texts_of(const Json& json, const char* name) {
  std::vector<std::string> texts;
  const auto found = json.find(name);
  if (found == json.end()) return texts;
  if (found->is_string()) return {found->get<std::string>()};
  if (!found->is_array()) return texts;
  for (const auto& each : *found)
    if (each.is_string()) texts.push_back(each.get<std::string>());
  return texts;
}

std::optional<std::int64_t> time_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  if (found == json.end() || !found->is_number()) return std::nullopt;
  const auto seconds = found->get<double>();
  if (std::isnan(seconds) || seconds < 0 || seconds > latest_time) return std::nullopt;
  return static_cast<std::int64_t>(seconds);
}

bool has(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

}  // namespace

std::optional<Discovery> parse_discovery(std::string_view text) {
  const auto json = read_object(text);
  if (json.is_null()) return std::nullopt;
  Discovery found{text_of(json, "issuer"), text_of(json, "authorization_endpoint"),
                  text_of(json, "token_endpoint"), text_of(json, "jwks_uri")};
  if (found.issuer.empty() || found.authorization_endpoint.empty() || found.token_endpoint.empty() ||
      found.keys.empty())
    return std::nullopt;
  // Without the list Basic is what every provider takes.
  const auto ways = texts_of(json, "token_endpoint_auth_methods_supported");
  found.secret_in_body =
      !ways.empty() && !has(ways, "client_secret_basic") && has(ways, "client_secret_post");
  return found;
}

std::optional<std::vector<Key>> parse_keys(std::string_view text) {
  const auto json = read_object(text);
  const auto list = json.is_null() ? json.end() : json.find("keys");
  if (json.is_null() || list == json.end() || !list->is_array()) return std::nullopt;
  std::vector<Key> keys;
  for (const auto& each : *list) {
    if (!each.is_object() || keys.size() == most_keys) continue;
    keys.push_back({text_of(each, "kid"), text_of(each, "kty"), text_of(each, "use"), text_of(each, "alg"),
                    each.dump(-1, ' ', false, Json::error_handler_t::replace)});
  }
  return keys;
}

std::optional<std::string> parse_token_answer(std::string_view text) {
  const auto json = read_object(text);
  if (json.is_null()) return std::nullopt;
  auto token = text_of(json, "id_token");
  if (token.empty()) return std::nullopt;
  return token;
}

std::optional<Claims> parse_claims(std::string_view text) {
  const auto json = read_object(text);
  if (json.is_null()) return std::nullopt;
  const auto expires = time_of(json, "exp");
  const auto issued = time_of(json, "iat");
  if (!expires || !issued) return std::nullopt;
  return Claims{text_of(json, "iss"),
                text_of(json, "sub"),
                texts_of(json, "aud"),
                text_of(json, "azp"),
                text_of(json, "nonce"),
                *expires,
                *issued,
                texts_of(json, "amr")};
}

}  // namespace identity
