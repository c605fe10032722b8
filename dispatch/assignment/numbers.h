#pragma once
#include <map>
#include <optional>
#include <string>

namespace dispatch::assignment {

/// Numbers for names, in the order in which they are first met.
class Numbers {
 public:
  int of(const std::string& name) {
    return numbers_.emplace(name, static_cast<int>(numbers_.size())).first->second;
  }
  std::optional<int> known(const std::string& name) const {
    const auto found = numbers_.find(name);
    if (found == numbers_.end()) return std::nullopt;
    return found->second;
  }
  int size() const { return static_cast<int>(numbers_.size()); }

 private:
  std::map<std::string, int> numbers_;
};

}  // namespace dispatch::assignment
