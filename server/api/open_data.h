#pragma once
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "models/time.h"

namespace api {

/// The files of open data as they were last made, for an hour.
class OpenData {
 public:
  static constexpr models::Duration kept = std::chrono::hours{1};

  std::shared_ptr<const std::string> find(const std::string& file, models::Time now) const;
  void keep(const std::string& file, std::string text, models::Time now);

 private:
  struct Made {
    std::shared_ptr<const std::string> text;
    models::Time at{};
  };
  mutable std::mutex mutex_;
  std::map<std::string, Made> files_;
};

}  // namespace api
