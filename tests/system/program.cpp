#include "tests/system/program.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <system_error>

#include "server/http/client.h"

namespace system_tests {
namespace {

using namespace std::chrono_literals;

[[noreturn]] void become(const std::vector<std::string>& command, int output) {
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  // A test that dies must not leave servers behind.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  dup2(nothing, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  execvp(arguments.front(), arguments.data());
  _exit(127);
}

// The line "Lamplighter 0.1.0 serves http://127.0.0.1:PORT from …" says which port was free.
std::optional<std::uint16_t> announced_port(const std::string& output) {
  const std::string before = "serves http://127.0.0.1:";
  const auto at = output.find(before);
  if (at == std::string::npos || output.find('\n', at) == std::string::npos) return std::nullopt;
  return static_cast<std::uint16_t>(std::stoi(output.substr(at + before.size())));
}

bool is_ready(std::uint16_t port) {
  try {
    const http::ClientRequest ready(http::Method::get, "/readyz");
    return http::fetch("127.0.0.1", port, ready).status == 200;
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace

int from_environment(const char* name, int otherwise) {
  const char* given = std::getenv(name);
  return given != nullptr ? static_cast<int>(std::strtol(given, nullptr, 10)) : otherwise;
}

Folder::Folder() {
  std::string name = (std::filesystem::temp_directory_path() / "lamplighter-system-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::system_error(errno, std::generic_category(), "mkdtemp");
  path_ = name;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Program::Program(const std::vector<std::string>& command) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe2");
  pid_ = fork();
  if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (pid_ == 0) become(command, ends[1]);
  close(ends[1]);
  reader_ = std::thread([this, end = ends[0]] { read_output(end); });
}

Program::~Program() {
  if (!ended_) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  if (reader_.joinable()) reader_.join();
}

void Program::read_output(int descriptor) {
  char piece[4096];
  for (;;) {
    const ssize_t count = read(descriptor, piece, sizeof piece);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    const std::lock_guard lock(mutex_);
    output_.append(piece, static_cast<std::size_t>(count));
  }
  close(descriptor);
}

void Program::signal(int number) const {
  if (!ended_) kill(pid_, number);
}

std::optional<Ended> Program::wait(std::chrono::milliseconds limit) {
  const auto until = std::chrono::steady_clock::now() + limit;
  while (!ended_) {
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) == pid_) {
      if (reader_.joinable()) reader_.join();
      ended_ = Ended{WIFEXITED(status) ? WEXITSTATUS(status) : -1, WIFSIGNALED(status) ? WTERMSIG(status) : 0,
                     output()};
      break;
    }
    if (std::chrono::steady_clock::now() > until) return std::nullopt;
    std::this_thread::sleep_for(5ms);
  }
  return ended_;
}

std::string Program::output() const {
  const std::lock_guard lock(mutex_);
  return output_;
}

Ended run_lamplighter(const std::vector<std::string>& arguments) {
  std::vector<std::string> command{LAMPLIGHTER_BINARY};
  command.insert(command.end(), arguments.begin(), arguments.end());
  Program program(command);
  const auto ended = program.wait(300s);
  if (!ended) throw std::runtime_error("still running after five minutes: " + program.output());
  return *ended;
}

Server::Server(const std::filesystem::path& data, const std::vector<std::string>& prefix,
               const std::vector<std::string>& more) {
  std::vector<std::string> command = prefix;
  command.insert(command.end(),
                 {LAMPLIGHTER_BINARY, "serve", "--data", data.string(), "--listen", "127.0.0.1:0"});
  command.insert(command.end(), more.begin(), more.end());
  program_ = std::make_unique<Program>(command);
  const auto until = std::chrono::steady_clock::now() + 300s;
  while (std::chrono::steady_clock::now() < until) {
    if (const auto ended = program_->wait(20ms))
      throw std::runtime_error("the server ended at once: " + ended->output);
    const auto port = announced_port(program_->output());
    if (!port || !is_ready(*port)) continue;
    port_ = *port;
    return;
  }
  throw std::runtime_error("the server is not ready after five minutes: " + program_->output());
}

}  // namespace system_tests
