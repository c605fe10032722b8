#pragma once
#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace system_tests {

/// A new folder that is removed with everything in it.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// How often something is done: few times in every run, more when the environment says so.
int from_environment(const char* name, int otherwise);

/// How a program ended.
///
/// Shape   exit_code: -1 when a signal ended it, then `signal` says which; output: both streams together
struct Ended {
  int exit_code = -1;
  int signal = 0;
  std::string output;
};

/// A running program whose output is read all the time; it is killed with its object.
class Program {
 public:
  /// Errors  throws std::system_error when it cannot be started
  explicit Program(const std::vector<std::string>& command);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  pid_t pid() const { return pid_; }
  void signal(int number) const;
  /// Nothing while it still runs when the time is over.
  std::optional<Ended> wait(std::chrono::milliseconds limit);
  std::string output() const;

 private:
  void read_output(int descriptor);

  pid_t pid_ = -1;
  std::optional<Ended> ended_;
  mutable std::mutex mutex_;
  std::string output_;
  std::thread reader_;
};

/// Runs `lamplighter` with these arguments to its end.
///
/// Errors  throws std::runtime_error after five minutes, which a program under the sanitizers may need
Ended run_lamplighter(const std::vector<std::string>& arguments);

/// `lamplighter serve` over a data folder on the loopback, ready when made.
///
/// Shape   prefix: a command before the program, e.g. {"unshare", …}; more: further arguments
/// Errors  throws std::runtime_error with the program's output when it is not ready within a minute
class Server {
 public:
  explicit Server(const std::filesystem::path& data, const std::vector<std::string>& prefix = {},
                  const std::vector<std::string>& more = {});

  std::uint16_t port() const { return port_; }
  Program& program() { return *program_; }

 private:
  std::uint16_t port_ = 0;
  std::unique_ptr<Program> program_;
};

}  // namespace system_tests
