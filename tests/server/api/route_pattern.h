#pragma once
#include <string>
#include <utility>
#include <vector>

#include "server/http/message.h"

/// The pattern of the route that a target of a table belongs to: `{…}` is one segment, whatever it is called.
inline std::string pattern_of(const std::string& target,
                              const std::vector<std::pair<http::Method, std::string>>& routes,
                              http::Method method) {
  const auto split = [](const std::string& path) {
    std::vector<std::string> parts(1);
    for (const char c : path.substr(0, path.find('?'))) {
      if (c == '/')
        parts.emplace_back();
      else
        parts.back() += c;
    }
    return parts;
  };
  const auto wanted = split(target);
  std::string best;
  for (const auto& [route_method, pattern] : routes) {
    const auto parts = split(pattern);
    if (route_method != method || parts.size() != wanted.size()) continue;
    bool fits = true, exact = true;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const bool parameter = parts[i].starts_with('{');
      fits = fits && (parameter || parts[i] == wanted[i]);
      exact = exact && !parameter;
    }
    if (fits && (best.empty() || exact)) best = pattern;
  }
  return best;
}
