#include "server/storage/neighbour.h"

#include <future>
#include <string>
#include <utility>

#include "server/storage/postgres/connection.h"
#include "server/storage/postgres/neighbour.h"
#include "server/storage/postgres/shown.h"
#include "server/storage/sql/readers.h"

namespace postgres {
namespace {

constexpr int most_waiting = 64;  // reads of one neighbour

storage::DatabaseLimits limits_of(storage::DatabaseLimits own) {
  own.readers = 1;
  own.read_queue = most_waiting;
  return own;
}

Path path_of(const std::string& schema, storage::NeighbourPart part) {
  return part == storage::NeighbourPart::shown ? Path(shown_schema(schema), schema) : Path(schema);
}

/// Says in words why nothing can be read, where PostgreSQL would only say that a table does not exist.
void check_there(Handle& handle, const std::string& schema) {
  const auto name = literal(schema);
  const auto found =
      handle.ask("SELECT CASE WHEN to_regnamespace(quote_ident(" + name +
                 ")) IS NULL THEN 'none' WHEN NOT has_schema_privilege(" + name +
                 ", 'USAGE') THEN 'closed' "
                 "WHEN to_regclass(" +
                 literal(identifier(schema) + ".schema_version") + ") IS NULL THEN 'empty' END");
  if (found == "none") throw storage::NoSuchSchema("there is no schema " + schema + " in the database");
  if (found == "closed") throw storage::Refused("this program may not look into the schema " + schema);
  if (found == "empty") throw storage::NoSuchSchema("the schema " + schema + " holds nothing of ours");
}

void check_version(models::Transaction& tx) {
  const auto version = dynamic_cast<sql::Transaction&>(tx).schema_version();
  if (version != storage::schema_version())
    throw storage::WrongSchema("it has schema version " + std::to_string(version) + ", this program knows " +
                               std::to_string(storage::schema_version()));
}

class Neighbour final : public storage::Neighbour {
 public:
  Neighbour(const storage::DatabaseLimits& own, const std::string& schema, storage::NeighbourPart part)
      : place_(own.address, path_of(schema, part), patience_of(own)),
        readers_([this] { return open(); }, limits_of(own), sql::Readers::Opened::when_needed) {}

  void read(storage::Database::ReadWork work, storage::Database::Done done) override {
    readers_.read(
        [work = std::move(work)](models::Transaction& tx) {
          check_version(tx);
          work(tx);
        },
        std::move(done));
  }

 private:
  std::unique_ptr<sql::Connection> open() {
    auto connection = std::make_unique<Connection>(place_, Connection::Mode::reader);
    check_there(connection->handle(), place_.schema());
    return connection;
  }

  Place place_;
  sql::Readers readers_;
};

}  // namespace

Patience patience_of(const storage::DatabaseLimits& limits) {
  Patience patience;
  patience.lock = std::chrono::milliseconds{limits.busy_timeout_milliseconds};
  return patience;
}

}  // namespace postgres

namespace storage {

void Neighbour::read_now(const Database::ReadWork& work) {
  std::promise<void> answered;
  read(work, [&](const std::exception_ptr& failure) {
    if (failure)
      answered.set_exception(failure);
    else
      answered.set_value();
  });
  answered.get_future().get();
}

std::unique_ptr<Neighbour> open_neighbour(const DatabaseLimits& own, const std::string& schema,
                                          NeighbourPart part) {
  return std::make_unique<postgres::Neighbour>(own, schema, part);
}

}  // namespace storage
