#pragma once
#include <algorithm>
#include <charconv>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/config.h"

/// How single settings read and write their values; for config*.cpp only.
namespace config {

/// A whole number within bounds; `show` gives it back, `take` takes it in.
template <class Show, class Take>
inline Setting number(std::string name, std::string help, long long least, long long most, Show show,
                      Take take) {
  help += " (" + std::to_string(least) + " to " + std::to_string(most) + ")";
  auto set = [take, least, most](std::string_view text) -> std::string {
    long long number = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (code != std::errc{} || end != text.data() + text.size()) return "must be a whole number";
    if (number < least || number > most)
      return "must lie between " + std::to_string(least) + " and " + std::to_string(most);
    take(number);
    return "";
  };
  return {std::move(name), std::move(help), set, [show] { return std::to_string(show()); }};
}

template <class Number>
inline Setting whole(std::string name, std::string help, Number& value, long long least, long long most) {
  return number(
      std::move(name), std::move(help), least, most, [&value] { return value; },
      [&value](long long given) { value = static_cast<Number>(given); });
}

template <class Duration>
inline Setting time(std::string name, std::string help, Duration& value, long long least, long long most) {
  return number(
      std::move(name), std::move(help), least, most, [&value] { return value.count(); },
      [&value](long long given) { value = Duration{given}; });
}

inline Setting text(std::string name, std::string help, std::string& value) {
  auto set = [&value](std::string_view given) -> std::string {
    value = std::string(given);
    return "";
  };
  return {std::move(name), std::move(help), set, [&value] { return value; }};
}

inline Setting path(std::string name, std::string help, std::filesystem::path& value) {
  auto set = [&value](std::string_view given) -> std::string {
    value = std::filesystem::path(std::string(given));
    return "";
  };
  return {std::move(name), std::move(help), set, [&value] { return value.string(); }};
}

inline Setting yes_or_no(std::string name, std::string help, bool& value) {
  auto set = [&value](std::string_view given) -> std::string {
    if (given != "true" && given != "false") return "must be true or false";
    value = given == "true";
    return "";
  };
  return {std::move(name), std::move(help), set, [&value] { return value ? "true" : "false"; }};
}

inline Setting choice(std::string name, std::string help, bool& value, const std::string& yes,
                      const std::string& no) {
  auto set = [&value, yes, no](std::string_view given) -> std::string {
    if (given != yes && given != no) return "must be one of " + yes + ", " + no;
    value = given == yes;
    return "";
  };
  return {std::move(name), std::move(help), set, [&value, yes, no] { return value ? yes : no; }};
}

inline Setting word(std::string name, std::string help, std::string& value,
                    const std::vector<std::string>& words) {
  auto set = [&value, words](std::string_view given) -> std::string {
    if (std::find(words.begin(), words.end(), given) != words.end()) {
      value = std::string(given);
      return "";
    }
    std::string known;
    for (const auto& each : words) known += (known.empty() ? "" : ", ") + each;
    return "must be one of " + known;
  };
  return {std::move(name), std::move(help), set, [&value] { return value; }};
}

inline Setting list(std::string name, std::string help, std::vector<std::string>& value) {
  auto set = [&value](std::string_view given) -> std::string {
    value.clear();
    while (!given.empty()) {
      const auto comma = std::min(given.find(','), given.size());
      if (comma > 0) value.emplace_back(given.substr(0, comma));
      given.remove_prefix(std::min(comma + 1, given.size()));
    }
    return "";
  };
  auto get = [&value] {
    std::string joined;
    for (const auto& each : value) joined += (joined.empty() ? "" : ",") + each;
    return joined;
  };
  return {std::move(name), std::move(help), set, get};
}

inline Setting address(std::string name, std::string help, std::string& value) {
  auto set = [&value](std::string_view given) -> std::string {
    std::string host;
    std::uint16_t port = 0;
    if (!split_address(std::string(given), host, port)) return "must be HOST:PORT, e.g. 127.0.0.1:8080";
    value = std::string(given);
    return "";
  };
  return {std::move(name), std::move(help), set, [&value] { return value; }};
}

/// Open311 and the messages that leave the house.
void add_outside(std::vector<Setting>& all, Config& config);

/// A district and its towns.
void add_district(std::vector<Setting>& all, Config& config);

/// The address of this server, and the identity provider.
void add_identity(std::vector<Setting>& all, Config& config);

}  // namespace config
