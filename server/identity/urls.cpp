#include "server/identity/urls.h"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "server/http/percent.h"

namespace identity {
namespace {

std::string lowered(std::string_view text) {
  std::string small(text);
  for (char& c : small)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return small;
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

}  // namespace

bool is_good_url(std::string_view text) {
  const auto url = boost::urls::parse_absolute_uri(text);
  if (!url || url->has_userinfo()) return false;
  const auto origin = origin_of(text);
  if (origin.starts_with("https://")) return true;
  constexpr std::string_view plain = "http://";
  if (!origin.starts_with(plain)) return false;
  return is_loopback(std::string_view(origin).substr(plain.size(), origin.rfind(':') - plain.size()));
}

std::string origin_of(std::string_view text) {
  const auto url = boost::urls::parse_absolute_uri(text);
  if (!url || !url->has_authority()) return "";
  const auto part = [](auto view) { return lowered({view.data(), view.size()}); };
  const auto scheme = part(url->scheme());
  const auto host = part(url->encoded_host());
  const auto port = part(url->port());
  // Boost 1.81 takes 127.0.0.1.example for the host 127.0.0.1: what was understood must be what stands there.
  const auto understood = scheme + "://" + host + (url->has_port() ? ":" + port : "");
  const auto whole = lowered(text);
  const auto rest = whole.find_first_of("/?#", scheme.size() + 3);
  if (host.empty() || whole.substr(0, rest) != understood) return "";
  return scheme + "://" + host + ":" + (!port.empty() ? port : scheme == "https" ? "443" : "80");
}

std::string write_form(const Parameters& parameters) {
  std::string form;
  for (const auto& [name, value] : parameters) {
    if (!form.empty()) form += '&';
    form.append(http::percent_encoded(name)).append("=").append(http::percent_encoded(value));
  }
  return form;
}

std::string with_query(std::string_view url, const Parameters& parameters) {
  std::string whole(url);
  whole += url.find('?') == std::string_view::npos ? '?' : '&';
  return whole + write_form(parameters);
}

}  // namespace identity
