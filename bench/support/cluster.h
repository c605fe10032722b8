#pragma once
#include <string>

namespace bench {

/// What a command prints, both streams, up to 64 KiB.
std::string output_of(const std::string& command);

/// A PostgreSQL of this bench that waits for its disk, below /tmp, where its own account can reach it.
class Cluster {
 public:
  /// Errors  std::runtime_error when it cannot be started
  Cluster();
  ~Cluster();
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  std::string address() const { return "host=" + folder_ + " port=5432 user=postgres dbname=postgres"; }
  std::string log() const { return folder_ + "/server.log"; }
  std::string psql(const std::string& sql) const;
  double cpu() const;  ///< seconds of processor time of all its processes so far

 private:
  int script(const std::string& act, const std::string& more) const;
  const std::string folder_;
};

}  // namespace bench
