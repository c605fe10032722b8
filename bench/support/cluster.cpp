#include "bench/support/cluster.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>

namespace bench {

std::string output_of(const std::string& command) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(::popen((command + " 2>&1").c_str(), "r"),
                                                             &::pclose);
  std::string all(64 * 1024, '\0');
  all.resize(std::fread(all.data(), 1, all.size(), pipe.get()));
  return all;
}

Cluster::Cluster() : folder_("/tmp/lamplighter-bench-" + std::to_string(::getpid())) {
  if (script("start", " durable") != 0) throw std::runtime_error("PostgreSQL cannot be started");
}

Cluster::~Cluster() { script("stop", ""); }

std::string Cluster::psql(const std::string& sql) const {
  return output_of("psql -Atq '" + address() + "' -c \"" + sql + "\"");
}

int Cluster::script(const std::string& act, const std::string& more) const {
  return std::system(
      (std::string(SOURCE_DIR) + "/tests/support/postgres.sh " + act + " " + folder_ + more).c_str());
}

}  // namespace bench
