#pragma once
#include <filesystem>
#include <string>

namespace support {

/// A PostgreSQL server of the tests' own, in a temporary folder, reached by its socket only.
class PostgresCluster {
 public:
  /// Shape   settings: of postgresql.conf, one a line
  /// Errors  std::runtime_error when no server can be made; programs of PostgreSQL are sought where Debian
  ///         puts them
  explicit PostgresCluster(const std::string& settings = "");
  /// A standby of another one, fed by it.
  struct StandbyOf {
    const PostgresCluster& primary;
  };
  explicit PostgresCluster(StandbyOf other);
  ~PostgresCluster();
  PostgresCluster(const PostgresCluster&) = delete;
  PostgresCluster& operator=(const PostgresCluster&) = delete;

  /// The address of a database in it, with which everything may be done.
  std::string address(const std::string& database = "postgres") const;
  const std::filesystem::path& folder() const { return folder_; }
  int port() const { return port_; }

  void start();
  void stop(const std::string& mode);           ///< fast, or immediate: as a power cut
  void remove();                                ///< ends it and its folder
  void configure(const std::string& settings);  ///< taken in without a restart
  void let_in(bool everybody);                  ///< or nobody; restarts it
  void promote();                               ///< a standby becomes the primary

 private:
  void make_folder();
  std::filesystem::path folder_;
  int port_ = 0;
  bool running_ = false;
};

/// A transaction of somebody else that has done something and does not end while this lives.
class HeldTransaction {
 public:
  HeldTransaction(const std::string& address, const std::string& sql);
  ~HeldTransaction();
  HeldTransaction(const HeldTransaction&) = delete;
  HeldTransaction& operator=(const HeldTransaction&) = delete;

 private:
  void* connection_;
};

/// Whether the programs of PostgreSQL are on this machine.
bool has_postgres();

/// The cluster that all tests of this program share, each in a database of its own. Made at the first call,
/// or given by LAMPLIGHTER_TEST_POSTGRES (an address with which databases may be made).
std::string shared_postgres();

/// A new database there; its address.
///
/// Shape   with_schema: as the program makes it, else empty
std::string make_database(bool with_schema = true);
void drop_database(const std::string& address);
/// `to` becomes what `from` is; nobody may be connected to either.
void copy_database(const std::string& from, const std::string& to);

/// Runs statements on a database, as its owner.
///
/// Errors  std::runtime_error with what the database said
std::string run_sql(const std::string& address, const std::string& sql);

}  // namespace support
