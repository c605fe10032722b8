#include "server/passkeys/offer.h"

#include <algorithm>

#include "server/identity/urls.h"

namespace passkeys {
namespace {

constexpr std::string_view numeric = "numeric_address";
constexpr std::string_view missing = "no_public_address";

// As browsers see it: a host whose last part is a number is an IPv4 address, however it is written.
bool is_numeric(std::string_view host) {
  if (host.starts_with('[')) return true;
  const auto last = host.substr(host.rfind('.') + 1);
  return last.starts_with("0x") ||
         std::all_of(last.begin(), last.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

Offer offer_of(std::string_view public_address) {
  auto origin = identity::is_good_url(public_address) ? identity::origin_of(public_address) : "";
  const auto colon = origin.rfind(':');
  const auto slashes = origin.find("://");
  if (slashes == std::string::npos || colon <= slashes) return {std::nullopt, std::string(missing)};
  const auto host = origin.substr(slashes + 3, colon - slashes - 3);
  if (is_numeric(host)) return {std::nullopt, std::string(numeric)};
  const bool usual = origin.substr(colon) == (origin.starts_with("https:") ? ":443" : ":80");
  if (usual) origin.resize(colon);
  return {RelyingParty{host, origin}, ""};
}

std::string_view words_of(std::string_view why_not) {
  if (why_not == numeric)
    return "Passkeys are off here: public_address is an IP address, and browsers bind passkeys to a name "
           "only. "
           "Give the server a name (https), or http://localhost on this machine itself.";
  return "Passkeys are off here: public_address is not set. Set it to the address under which browsers see "
         "this "
         "server, https with a name, or http://localhost on this machine itself.";
}

}  // namespace passkeys
