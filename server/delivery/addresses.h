#pragma once
#include <string_view>

struct sockaddr;

namespace delivery {

/// Whether an address leads out of the house: neither loopback, private, link-local, carrier-grade,
/// multicast, documentation nor unspecified, also not when IPv6 only wraps such a one.
///
/// Source  IANA special-purpose address registries (RFC 6890)
bool is_public(const sockaddr& address);

/// The same for the text form; false for what is no address.
bool is_public(std::string_view address);

}  // namespace delivery
