#pragma once
#include <optional>
#include <string>
#include <vector>

#include "models/place.h"
#include "models/time.h"

namespace exports {

/// Fills a row of cells from left to right, in the strings that the row before left.
class Cells {
 public:
  explicit Cells(std::size_t columns) : all_(columns) {}
  Cells& begin() {
    at_ = 0;
    return *this;
  }
  Cells& add(std::string_view text) {
    all_.at(at_++).assign(text);
    return *this;
  }
  Cells& add(const std::string& text) { return add(std::string_view(text)); }
  Cells& add(const char* text) { return add(std::string_view(text)); }
  Cells& add(std::int64_t number) { return add(std::to_string(number)); }
  Cells& add(int number) { return add(static_cast<std::int64_t>(number)); }
  Cells& add(bool yes) { return add(yes ? "yes" : "no"); }
  Cells& add(models::Time time) { return add(models::to_rfc3339(time)); }
  Cells& add(const std::optional<models::Time>& time) { return time ? add(*time) : add(""); }
  Cells& add(const std::optional<double>& number);
  Cells& add(const std::optional<models::Position>& position) {
    add(position ? std::optional(position->latitude) : std::nullopt);
    return add(position ? std::optional(position->longitude) : std::nullopt);
  }
  /// With semicolons between.
  Cells& add(const std::vector<std::string>& words) {
    add("");
    auto& cell = all_.at(at_ - 1);
    for (const auto& word : words) cell.append(cell.empty() ? "" : ";").append(word);
    return *this;
  }
  const std::vector<std::string>& all() const { return all_; }

 private:
  std::vector<std::string> all_;
  std::size_t at_ = 0;
};

}  // namespace exports
