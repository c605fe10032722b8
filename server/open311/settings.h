#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "models/place.h"

namespace open311 {

/// What a town settles about its Open311 endpoint.
///
/// Shape   batch, blackbox: fault kinds whose requests get an id once somebody has looked (a token until
///         then), or never
struct Settings {
  std::string jurisdiction = "lucheng";
  bool jurisdiction_required = false;
  std::string language = "zh";  ///< of names and notices: zh or en
  bool publish_all = true;      ///< false: only what came by Open311 is listed
  std::vector<std::string> batch{};
  std::vector<std::string> blackbox{};
  std::string base_url{};  ///< as clients see it, e.g. https://town.example; empty: from the Host header
  std::string contact{};
  bool production = true;
  std::size_t photos_per_request = 6;

  const std::string& in(const models::LocalizedText& text) const {
    return language == "en" && !text.en.empty() ? text.en : text.zh;
  }
};

}  // namespace open311
