#pragma once
#include <memory>
#include <optional>
#include <string>

#include "server/config.h"

namespace app {

/// The whole server put together. Read app.cpp first: it is the only place where everything is made and
/// joined.
class App {
 public:
  /// Errors  throws when the database cannot be opened or the address cannot be had
  explicit App(config::Config config);
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  /// Serves until SIGTERM or SIGINT, then stops in order: acceptors, connections, workers, database.
  void run();
  std::uint16_t port() const;
  /// The one-time password of the admin that was made because there was no account at all.
  std::optional<std::string> first_password() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// The wall clock of the whole program.
models::Time wall_clock();

/// Logs to standard error from `level` on; secrets and people's data never go there.
void start_log(const std::string& level);

}  // namespace app
