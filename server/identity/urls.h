#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace identity {

/// Whether an address may be spoken to: https, or http where it is this machine itself (127.0.0.1, ::1,
/// localhost). No user, no fragment.
bool is_good_url(std::string_view url);

/// https://host:port, in lower case; empty for what is no address.
std::string origin_of(std::string_view url);

using Parameters = std::vector<std::pair<std::string_view, std::string_view>>;

/// name=value&… with everything else than letters, digits and -._~ written as %XX.
std::string write_form(const Parameters& parameters);

/// Adds a query to an address that may have one already.
std::string with_query(std::string_view url, const Parameters& parameters);

}  // namespace identity
