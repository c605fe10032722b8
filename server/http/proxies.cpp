#include "server/http/proxies.h"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <optional>
#include <vector>

namespace http {
namespace {

namespace ip = boost::asio::ip;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find(',', at), text.size());
    parts.push_back(trimmed(text.substr(at, end - at)));
    at = end + 1;
  }
  return parts;
}

// An IPv4 address in IPv6 clothes is the same peer.
std::optional<ip::address> plain_address(std::string_view text) {
  boost::system::error_code error;
  auto address = ip::make_address(std::string(text), error);
  if (error) return std::nullopt;
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    address = ip::make_address_v4(ip::v4_mapped, address.to_v6());
  return address;
}

// As proxies write it: 192.0.2.7, 192.0.2.7:4711, 2001:db8::7, [2001:db8::7]:4711
std::optional<ip::address> forwarded_address(std::string_view text) {
  if (text.size() > 60) return std::nullopt;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    return end == std::string_view::npos ? std::nullopt : plain_address(text.substr(1, end - 1));
  }
  const auto colon = text.find(':');
  if (colon != std::string_view::npos && text.find(':', colon + 1) == std::string_view::npos)
    text = text.substr(0, colon);
  return plain_address(text);
}

}  // namespace

struct TrustedProxies::Networks {
  std::vector<ip::network_v4> four;
  std::vector<ip::network_v6> six;
  std::string text;

  bool holds(const ip::address& address) const {
    if (address.is_v4()) {
      for (const auto& network : four)
        if (ip::make_network_v4(address.to_v4(), network.prefix_length()).canonical() == network) return true;
      return false;
    }
    for (const auto& network : six)
      if (ip::make_network_v6(address.to_v6(), network.prefix_length()).canonical() == network) return true;
    return false;
  }

  bool add(std::string_view part) {
    boost::system::error_code error;
    const bool is_network = part.find('/') != std::string_view::npos;
    const bool is_six = part.find(':') != std::string_view::npos;
    const std::string whole = std::string(part) + (is_network ? "" : is_six ? "/128" : "/32");
    if (is_six) {
      const auto network = ip::make_network_v6(whole, error);
      if (!error) six.push_back(network.canonical());
    } else {
      const auto network = ip::make_network_v4(whole, error);
      if (!error) four.push_back(network.canonical());
    }
    return !error;
  }
};

TrustedProxies::TrustedProxies() : networks_(std::make_unique<Networks>()) {}
TrustedProxies::~TrustedProxies() = default;
TrustedProxies::TrustedProxies(TrustedProxies&&) noexcept = default;
TrustedProxies& TrustedProxies::operator=(TrustedProxies&&) noexcept = default;
TrustedProxies::TrustedProxies(const TrustedProxies& other)
    : networks_(std::make_unique<Networks>(*other.networks_)) {}
TrustedProxies& TrustedProxies::operator=(const TrustedProxies& other) {
  if (this != &other) networks_ = std::make_unique<Networks>(*other.networks_);
  return *this;
}

std::string TrustedProxies::set(std::string_view networks) {
  auto read = std::make_unique<Networks>();
  read->text = std::string(networks);
  if (!trimmed(networks).empty())
    for (const auto part : split(networks))
      if (!read->add(part))
        return "must be networks separated by commas, e.g. 127.0.0.1/32, 10.0.0.0/8; \"" + std::string(part) +
               "\" is none";
  networks_ = std::move(read);
  return "";
}

std::string TrustedProxies::text() const { return networks_->text; }

bool TrustedProxies::trusts(std::string_view address) const {
  const auto parsed = plain_address(address);
  return parsed && networks_->holds(*parsed);
}

std::string TrustedProxies::client_address(const Request& request) const {
  if (!trusts(request.remote_address)) return request.remote_address;
  std::vector<std::string_view> hops;
  for (const auto& [name, value] : request.headers)
    if (same_name(name, "X-Forwarded-For"))
      for (const auto part : split(value)) hops.push_back(part);
  std::string nearest = request.remote_address;
  for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
    const auto address = forwarded_address(*hop);
    if (!address) return nearest;
    nearest = address->to_string();
    if (!networks_->holds(*address)) return nearest;
  }
  return nearest;
}

}  // namespace http
