#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>

#include "server/app.h"
#include "server/auth/first_admin.h"
#include "server/commands/commands.h"

namespace commands {
namespace {

// Each connection needs a descriptor, and so do the database's connections and photos being written.
void raise_descriptors(std::size_t connections) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const rlim_t wanted = connections + 512;
  if (limit.rlim_cur >= wanted) return;
  const rlim_t raised = std::min(limit.rlim_max, wanted);
  if (raised < wanted)
    std::fprintf(stderr, "Note: the system allows %llu open files, fewer than %zu connections need.\n",
                 static_cast<unsigned long long>(raised), connections);
  limit.rlim_cur = raised;
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int serve(config::Config config) {
  app::start_log(config.log_level);
  if (!std::filesystem::exists(config.web_directory / "index.html"))
    std::fprintf(stderr, "Note: no web pages in %s (bin/run builds them); the API works without.\n",
                 config.web_directory.c_str());
  raise_descriptors(config.http.connections);
  std::string host;
  std::uint16_t port = 0;
  config::split_address(config.listen, host, port);
  const auto data = config.data_directory;
  const std::string scheme = config.tls_certificate.empty() ? "http://" : "https://";
  try {
    app::App app(std::move(config));
    const bool six = host.find(':') != std::string::npos;
    const auto address = scheme + (six ? "[" + host + "]" : host) + ":" + std::to_string(app.port());
    std::printf("Lamplighter %s serves %s from %s\n", LAMPLIGHTER_VERSION, address.c_str(), data.c_str());
    std::printf("  operators %s/operator/   crews %s/crew/   supervisors %s/supervisor/   residents %s/\n",
                address.c_str(), address.c_str(), address.c_str(), address.c_str());
    if (const auto password = app.first_password())
      std::printf(
          "\nThere was no account yet. Sign in at %s/supervisor/ as `%s` with this one-time password, which "
          "is "
          "shown only now:\n\n    %s\n\n",
          address.c_str(), auth::first_admin_name, password->c_str());
    std::fflush(stdout);
    app.run();
    return good;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "lamplighter serve: %s\n", error.what());
    return failed;
  }
}

}  // namespace commands
