#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "dispatch/inheritance.h"
#include "server/storage/neighbour.h"

namespace district {

struct InheritanceOptions {
  std::function<models::Time()> clock;
  std::chrono::milliseconds every{15'000};  ///< so long a publication of the district takes at most
  std::function<void(const std::string& worker, const std::string& what)> on_error;
};

/// A town under a district: takes in the district's rules where the town has none of its own, again and
/// again, on the server that is on duty. While the district does not answer the town keeps what it has.
class Inheritance {
 public:
  Inheritance(storage::Database& own, const storage::DatabaseLimits& limits, std::string schema,
              InheritanceOptions options);
  ~Inheritance();
  Inheritance(const Inheritance&) = delete;
  Inheritance& operator=(const Inheritance&) = delete;

  void start();
  void stop();

  storage::Neighbour& neighbour();
  const std::string& schema() const;
  /// When this server last read the district's rules, and why not since; problem as TownRow::problem.
  struct Standing {
    std::optional<models::Time> read_at;
    std::string problem;
  };
  Standing standing() const;

 private:
  struct Shared;
  std::unique_ptr<Shared> shared_;
};

}  // namespace district
