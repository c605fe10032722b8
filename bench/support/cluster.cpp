#include "bench/support/cluster.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
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

double Cluster::cpu() const {
  std::ifstream file(folder_ + "/data/postmaster.pid");
  long postmaster = 0;
  file >> postmaster;
  double ticks = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const long id = std::atol(entry.path().filename().c_str());
    if (id <= 0) continue;
    std::ifstream stat(entry.path() / "stat");
    std::string text((std::istreambuf_iterator<char>(stat)), {});
    if (text.empty()) continue;  // it ended meanwhile
    // After the name in brackets: state, parent, …; the 14th and 15th of all are its own, the next two those
    // of children that ended.
    std::istringstream fields(text.substr(text.rfind(')') + 2));
    std::string state;
    long parent = 0, skipped = 0;
    double user = 0, system = 0, users = 0, systems = 0;
    fields >> state >> parent;
    for (int i = 0; i < 9; ++i) fields >> skipped;
    fields >> user >> system >> users >> systems;
    if (parent == postmaster) ticks += user + system;
    if (id == postmaster) ticks += user + system + users + systems;
  }
  return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

int Cluster::script(const std::string& act, const std::string& more) const {
  return std::system(
      (std::string(SOURCE_DIR) + "/tests/support/postgres.sh " + act + " " + folder_ + more).c_str());
}

}  // namespace bench
