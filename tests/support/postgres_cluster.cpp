#include "tests/support/postgres_cluster.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <vector>

#include "server/storage/database.h"

namespace support {
namespace {

constexpr const char* programs = "/usr/lib/postgresql/15/bin/";

/// Waits for a program of PostgreSQL. It refuses to run as root: then as the account Debian made for it.
int run(const std::string& program, const std::vector<std::string>& arguments,
        const std::filesystem::path& log) {
  const auto child = ::fork();
  if (child < 0) throw std::runtime_error("no process can be made");
  if (child == 0) {
    const int file = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666);
    ::dup2(file, 1);
    ::dup2(file, 2);
    if (::getuid() == 0) {
      const auto* account = ::getpwnam("postgres");
      if (account == nullptr || ::setgid(account->pw_gid) != 0 || ::setuid(account->pw_uid) != 0)
        ::_exit(126);
    }
    if (::chdir("/") != 0) ::_exit(125);
    const auto path = programs + program;
    std::vector<char*> words{const_cast<char*>(path.c_str())};
    for (const auto& one : arguments) words.push_back(const_cast<char*>(one.c_str()));
    words.push_back(nullptr);
    ::execv(path.c_str(), words.data());
    ::_exit(127);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::unique_ptr<PostgresCluster>& shared() {
  static std::unique_ptr<PostgresCluster> cluster;
  return cluster;
}

}  // namespace

void PostgresCluster::make_folder() {
  static std::atomic<int> made{0};
  auto pattern = (std::filesystem::temp_directory_path() / "lamplighter-postgres-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder can be made");
  folder_ = pattern;
  if (::getuid() == 0) {
    const auto* account = ::getpwnam("postgres");
    if (account == nullptr || ::chown(folder_.c_str(), account->pw_uid, account->pw_gid) != 0)
      throw std::runtime_error("there is no account for PostgreSQL");
  }
  // Only a name here: nobody listens on the network.
  port_ = 20'000 + static_cast<int>((::getpid() + 7'919 * ++made) % 20'000);
}

PostgresCluster::PostgresCluster(StandbyOf other) {
  make_folder();
  const auto log = folder_ / "log";
  if (run("pg_basebackup",
          {"-h", other.primary.folder_.string(), "-p", std::to_string(other.primary.port_), "-U", "postgres",
           "-D", folder_ / "data", "-R", "-X", "stream", "-c", "fast", "--no-sync"},
          log) != 0)
    throw std::runtime_error("pg_basebackup: " + text_of(log));
  std::ofstream(folder_ / "data" / "postgresql.conf", std::ios::app)
      << "\nunix_socket_directories = '" << folder_.string() << "'\nport = " << port_ << '\n';
  start();
}

void PostgresCluster::configure(const std::string& settings) {
  std::ofstream(folder_ / "data" / "postgresql.conf", std::ios::app) << settings << '\n';
  run("pg_ctl", {"-D", folder_ / "data", "reload"}, folder_ / "log");
}

void PostgresCluster::let_in(bool everybody) {
  stop("immediate");
  std::ofstream(folder_ / "data" / "pg_hba.conf")
      << "local all all " << (everybody ? "trust" : "reject") << '\n';
  start();
}

void PostgresCluster::promote() {
  if (run("pg_ctl", {"-D", folder_ / "data", "-w", "promote"}, folder_ / "log") != 0)
    throw std::runtime_error("pg_ctl promote: " + text_of(folder_ / "log"));
}

PostgresCluster::PostgresCluster(const std::string& settings) {
  make_folder();
  const auto log = folder_ / "log";
  if (run("initdb",
          {"-D", folder_ / "data", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8",
           "--no-sync"},
          log) != 0)
    throw std::runtime_error("initdb: " + text_of(log));
  std::ofstream(folder_ / "data" / "postgresql.conf", std::ios::app)
      << "\nlisten_addresses = ''\nunix_socket_directories = '" << folder_.string() << "'\nport = " << port_
      << "\nmax_connections = 100\nshared_buffers = 32MB\n"
      << settings << '\n';
  start();
}

PostgresCluster::~PostgresCluster() { remove(); }

void PostgresCluster::start() {
  const auto log = folder_ / "log";
  if (run("pg_ctl", {"-D", folder_ / "data", "-l", folder_ / "server.log", "-w", "-t", "60", "start"}, log) !=
      0)
    throw std::runtime_error("pg_ctl start: " + text_of(log) + text_of(folder_ / "server.log"));
  running_ = true;
}

void PostgresCluster::stop(const std::string& mode) {
  if (!running_) return;
  run("pg_ctl", {"-D", folder_ / "data", "-m", mode, "-w", "-t", "60", "stop"}, folder_ / "log");
  running_ = false;
}

void PostgresCluster::remove() {
  stop("immediate");
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string PostgresCluster::address(const std::string& database) const {
  return "host=" + folder_.string() + " port=" + std::to_string(port_) + " user=postgres dbname=" + database;
}

HeldTransaction::HeldTransaction(const std::string& address, const std::string& sql)
    : connection_(PQconnectdb(address.c_str())) {
  auto* connection = static_cast<PGconn*>(connection_);
  for (const auto& one : {std::string("BEGIN"), sql}) {
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection, one.c_str()), &PQclear);
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK)
      throw std::runtime_error(PQerrorMessage(connection));
  }
}

HeldTransaction::~HeldTransaction() { PQfinish(static_cast<PGconn*>(connection_)); }

bool has_postgres() { return std::filesystem::exists(std::string(programs) + "initdb"); }

std::string shared_postgres() {
  if (const auto* given = std::getenv("LAMPLIGHTER_TEST_POSTGRES")) return given;
  // Nothing in these databases outlives the test: what is durable has tests with clusters of their own.
  if (!shared()) shared() = std::make_unique<PostgresCluster>("fsync = off\nfull_page_writes = off");
  return shared()->address();
}

std::string run_sql(const std::string& address, const std::string& sql) {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(address.c_str()), &PQfinish);
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), sql.c_str()), &PQclear);
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
    throw std::runtime_error(PQerrorMessage(connection.get()));
  return PQntuples(result.get()) > 0 && PQnfields(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
}

namespace {

constexpr const char* pattern_name = "lamplighter_pattern";

/// A database with the schema in it, of which each test gets a copy: quicker than making it anew.
void make_pattern(const std::string& home) {
  if (run_sql(home, "SELECT count(*) FROM pg_database WHERE datname = '" + std::string(pattern_name) + "'") !=
      "0")
    return;
  const auto own = std::string(pattern_name) + std::to_string(::getpid());
  run_sql(home, "CREATE DATABASE " + own);
  storage::open_postgres(home + " dbname=" + own)->close();
  try {
    run_sql(home, "ALTER DATABASE " + own + " RENAME TO " + pattern_name);
  } catch (const std::runtime_error&) {
    run_sql(home, "DROP DATABASE " + own);  // another program was quicker
  }
}

}  // namespace

std::string make_database(bool with_schema) {
  static std::atomic<int> made{0};
  const auto name = "t" + std::to_string(::getpid()) + "_" + std::to_string(++made);
  const auto home = shared_postgres();
  if (with_schema) make_pattern(home);
  run_sql(home, "CREATE DATABASE " + name + (with_schema ? std::string(" TEMPLATE ") + pattern_name : ""));
  // The later of two settings of the same name counts.
  return home + " dbname=" + name;
}

namespace {

std::string name_of(const std::string& address) { return address.substr(address.rfind('=') + 1); }

}  // namespace

void copy_database(const std::string& from, const std::string& to) {
  drop_database(to);
  run_sql(shared_postgres(), "CREATE DATABASE " + name_of(to) + " TEMPLATE " + name_of(from));
}

void drop_database(const std::string& address) {
  const auto name = name_of(address);
  try {
    run_sql(shared_postgres(), "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
  } catch (const std::runtime_error&) {
    // The server is stopped with the program, and its folder goes.
  }
}

}  // namespace support
