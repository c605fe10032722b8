#include "bench/support/process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

#include "bench/support/load.h"

namespace bench {

Process::Process(std::vector<std::string> command) {
  std::vector<char*> arguments;
  for (auto& one : command) arguments.push_back(one.data());
  arguments.push_back(nullptr);
  id_ = ::fork();
  if (id_ == 0) {
    const int nowhere = ::open("/dev/null", O_WRONLY);
    ::dup2(nowhere, STDOUT_FILENO);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
  }
}

Process::~Process() {
  if (id_ <= 0) return;
  ::kill(id_, SIGKILL);
  ::waitpid(id_, nullptr, 0);
}

bool Process::end_well() {
  int status = 0;
  ::waitpid(id_, &status, 0);
  id_ = 0;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

double Process::cpu() const {
  std::ifstream file("/proc/" + std::to_string(id_) + "/stat");
  std::string text((std::istreambuf_iterator<char>(file)), {});
  std::size_t at = text.rfind(')');
  for (int field = 0; field < 12; ++field) at = text.find(' ', at + 1);
  const double user = std::strtod(text.c_str() + at, nullptr);
  const double system = std::strtod(text.c_str() + text.find(' ', at + 1), nullptr);
  return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

double Process::memory_bytes() const {
  std::ifstream file("/proc/" + std::to_string(id_) + "/statm");
  double whole = 0, resident = 0;
  file >> whole >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

std::size_t Process::open_files() const {
  const std::filesystem::directory_iterator files("/proc/" + std::to_string(id_) + "/fd");
  return static_cast<std::size_t>(std::distance(begin(files), end(files)));
}

Folder::Folder() {
  std::string name = (std::filesystem::temp_directory_path() / "lamplighter-bench-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = name;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string program(const char* built) {
  const char* other = std::getenv("LAMPLIGHTER_BENCH_PROGRAM");
  return other ? other : built;
}

std::uint16_t free_port() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  socklen_t size = sizeof address;
  ::bind(fd, reinterpret_cast<sockaddr*>(&address), size);
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(fd);
  return ntohs(address.sin_port);
}

void wait_for(std::uint16_t port, const std::string& request) {
  for (int tries = 0; tries < 6000; ++tries) {
    try {
      if (ask_once(port, request).first == 200) return;
    } catch (const std::exception&) {
      // not there yet
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  throw std::runtime_error("the server does not answer");
}

}  // namespace bench
