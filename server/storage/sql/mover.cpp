#include <sodium.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <variant>

#include "server/storage/audit_chain.h"
#include "server/storage/durable_files.h"
#include "server/storage/move.h"
#include "server/storage/photo_files.h"
#include "server/storage/sql/move_side.h"
#include "server/storage/sql/table.h"

namespace sql {
namespace {

namespace fs = std::filesystem;

// A piece is about so many bytes, whatever the rows of its table hold.
constexpr std::int64_t bytes_of_piece = 1024 * 1024;
constexpr std::int64_t first_rows = 256, fewest_rows = 16, most_rows = 5'000;
constexpr const char* make_progress =
    "CREATE TABLE IF NOT EXISTS move_progress (name TEXT PRIMARY KEY, rows BIGINT "
    "NOT "
    "NULL)";

std::string joined(const std::vector<std::string>& names) {
  std::string all;
  for (const auto& name : names) all.append(all.empty() ? "" : ", ").append(name);
  return all;
}

/// The bytes that stand for a row: each value with its kind and length, so that no two rows share them.
void encode(const Values& row, std::string& into) {
  for (const auto& value : row.all()) {
    into += static_cast<char>('0' + value.index());
    std::string text;
    if (const auto* number = std::get_if<std::int64_t>(&value))
      text = std::to_string(*number);
    else if (const auto* fraction = std::get_if<double>(&value))
      text.assign(reinterpret_cast<const char*>(fraction), sizeof *fraction);
    else if (const auto* words = std::get_if<std::string>(&value))
      text = *words;
    else if (const auto* bytes = std::get_if<Values::Bytes>(&value))
      text = bytes->all;
    into.append(std::to_string(text.size())).append(":").append(text);
  }
}

/// A table from its first row to its last, along its key, a piece at a time.
class Reading {
 public:
  Reading(Connection& connection, const TableShape& table)
      : connection_(connection), table_(table), columns_(joined(table.columns)), key_(joined(table.key)) {
    for (const auto& name : table.key)
      places_.push_back(static_cast<std::size_t>(std::find(table.columns.begin(), table.columns.end(), name) -
                                                 table.columns.begin()));
  }

  /// Goes on after the first rows, as many as were brought over already.
  void skip(std::int64_t rows) {
    if (rows == 0) return;
    auto statement = connection_.prepare("SELECT " + columns_ + " FROM " + table_.name + " ORDER BY " + key_ +
                                         " LIMIT 1 OFFSET ?");
    statement.bind(rows - 1);
    if (!statement.step()) throw std::runtime_error(table_.name + " has fewer rows than were moved already");
    remember(take(statement));
  }

  /// Empty at the end.
  std::vector<Values> next(std::int64_t most) {
    std::string marks;
    for (std::size_t i = 0; i < places_.size(); ++i) marks += i == 0 ? "?" : ", ?";
    auto statement =
        connection_.prepare("SELECT " + columns_ + " FROM " + table_.name +
                            (begun_ ? " WHERE (" + key_ + ") > (" + marks + ")" : std::string()) +
                            " ORDER BY " + key_ + " LIMIT ?");
    if (begun_) statement.bind_all(last_);
    statement.bind(most);
    std::vector<Values> rows;
    while (statement.step()) rows.push_back(take(statement));
    if (!rows.empty()) remember(rows.back());
    return rows;
  }

 private:
  static Values take(Statement& statement) {
    Values row;
    for (int i = 0; i < statement.columns(); ++i) row.any(statement.any());
    return row;
  }
  void remember(const Values& row) {
    last_ = {};
    for (const auto place : places_) last_.any(row.all()[place]);
    begun_ = true;
  }

  Connection& connection_;
  const TableShape& table_;
  const std::string columns_;
  const std::string key_;
  std::vector<std::size_t> places_;
  Values last_;
  bool begun_ = false;
};

std::int64_t number_of(Connection& connection, const std::string& sql) {
  auto statement = connection.prepare(sql);
  return statement.step() ? statement.integer() : 0;
}

class Mover {
 public:
  Mover(MoveSide& from, MoveSide& to, const storage::MoveProgress& progress)
      : from_(from), to_(to), progress_(progress), tables_(from.tables()) {
    if (tables_ != to.tables())
      throw storage::WrongSchema(
          "the two databases do not have the same tables: bring both up to this program's "
          "schema first");
  }

  storage::Moved run() {
    begin();
    for (const auto& table : tables_) copy(table);
    to_.make_whole();
    compare();
    to_.connection().execute("DROP TABLE move_progress");
    return std::move(moved_);
  }

 private:
  void begin() {
    auto& target = to_.connection();
    target.execute(make_progress);
    const bool goes_on = number_of(target, "SELECT count(*) FROM move_progress") > 0;
    if (!goes_on) {
      for (const auto* table : {"reports", "work_orders", "accounts", "facilities", "audit_log"})
        if (number_of(target, "SELECT count(*) FROM " + std::string(table)) > 0) {
          target.execute("DROP TABLE move_progress");
          throw std::runtime_error(std::string("the database to move into is not empty (") + table +
                                   "): give one that is");
        }
    }
    to_.make_bare();
    if (goes_on) return;
    target.begin_write();
    // What a new schema begins with comes from the other end instead.
    for (const auto& table : tables_) target.execute("DELETE FROM " + table.name);
    target.execute("INSERT INTO move_progress (name, rows) VALUES ('', 0)");
    target.commit();
  }

  void copy(const TableShape& table) {
    auto& target = to_.connection();
    std::int64_t rows = 0;
    {
      auto known = target.prepare("SELECT rows FROM move_progress WHERE name = ?");
      if (known.bind(table.name).step()) rows = known.integer();
    }
    moved_.resumed_at += rows;
    Reading reading(from_.connection(), table);
    reading.skip(rows);
    for (auto size = first_rows;;) {
      const auto piece = reading.next(size);
      if (piece.empty()) break;
      target.begin_write();
      to_.load(table, piece);
      rows += static_cast<std::int64_t>(piece.size());
      target
          .prepare(
              "INSERT INTO move_progress (name, rows) VALUES (?, ?) ON CONFLICT (name) DO "
              "UPDATE SET rows = excluded.rows")
          .bind(table.name, rows)
          .run();
      target.commit();
      if (progress_) progress_(table.name, rows);
      size = next_size(piece);
    }
    moved_.rows += rows;
  }

  static std::int64_t next_size(const std::vector<Values>& piece) {
    std::string bytes;
    for (const auto& row : piece) encode(row, bytes);
    const auto each = static_cast<std::int64_t>(bytes.size() / piece.size()) + 1;
    return std::clamp(bytes_of_piece / each, fewest_rows, most_rows);
  }

  void compare() {
    crypto_generichash_state state;
    crypto_generichash_init(&state, nullptr, 0, crypto_generichash_BYTES);
    for (const auto& table : tables_) {
      Reading one(from_.connection(), table), other(to_.connection(), table);
      std::int64_t row = 0;
      for (auto size = first_rows;;) {
        const auto here = one.next(size), there = other.next(size);
        for (std::size_t i = 0; i < std::max(here.size(), there.size()); ++i) {
          ++row;
          std::string a, b;
          if (i < here.size()) encode(here[i], a);
          if (i < there.size()) encode(there[i], b);
          if (a != b)
            throw std::runtime_error("row " + std::to_string(row) + " of " + table.name +
                                     " is not the same at both ends: nothing here may be used; empty the new "
                                     "database and move again");
          crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(a.data()), a.size());
        }
        if (here.empty()) break;
        size = next_size(here);
      }
    }
    std::array<unsigned char, crypto_generichash_BYTES> hash{};
    crypto_generichash_final(&state, hash.data(), hash.size());
    moved_.digest = storage::to_hex({reinterpret_cast<const char*>(hash.data()), hash.size()});
  }

  MoveSide& from_;
  MoveSide& to_;
  const storage::MoveProgress& progress_;
  const std::vector<TableShape> tables_;
  storage::Moved moved_;
};

std::unique_ptr<MoveSide> side_of(const storage::MoveEnd& end) {
  return end.limits.address.empty() ? sqlite_side(end) : postgres_side(end);
}

/// Shape   one picture is in place only when it is whole
std::int64_t copy_pictures(const storage::MoveEnd& from, const storage::MoveEnd& to) {
  std::int64_t copied = 0;
  std::error_code none;
  if (fs::equivalent(from.folder, to.folder, none)) return 0;
  for (const auto& entry : fs::recursive_directory_iterator(from.folder / "photos", none)) {
    if (!entry.is_regular_file() || !storage::is_photo_name(entry.path().filename().string())) continue;
    const auto target = to.folder / fs::relative(entry.path(), from.folder);
    ++copied;
    if (fs::exists(target)) continue;
    fs::create_directories(target.parent_path());
    auto part = target;
    part += ".part";
    fs::copy_file(entry.path(), part, fs::copy_options::overwrite_existing);
    storage::sync_file(part);
    fs::rename(part, target);
  }
  for (const auto* name : {"audit.key"})
    if (fs::exists(from.folder / name) && !fs::exists(to.folder / name))
      fs::copy_file(from.folder / name, to.folder / name);
  return copied;
}

void settle_seals(const storage::MoveEnd& from, const storage::MoveEnd& to) {
  std::error_code none;
  if (fs::equivalent(from.folder, to.folder, none)) return;
  // Sealed with a key that stands in a file's database only: what comes from one is opened, what goes into
  // one sealed.
  if (!from.limits.key.empty())
    storage::unseal_photos(to.folder, storage::photo_key(from.folder, from.limits.key));
  if (!to.limits.key.empty()) storage::seal_photos(to.folder, storage::photo_key(to.folder, to.limits.key));
}

}  // namespace
}  // namespace sql

namespace storage {

Moved move_database(const MoveEnd& from, const MoveEnd& to, const MoveProgress& progress) {
  make_directories(to.folder);
  // Before the rows: what is broken off here goes on with the next try.
  const auto pictures = sql::copy_pictures(from, to);
  Moved moved;
  {
    const auto source = sql::side_of(from);
    const auto target = sql::side_of(to);
    source->connection().begin_read();
    moved = sql::Mover(*source, *target, progress).run();
  }
  sql::settle_seals(from, to);
  moved.pictures = pictures;
  return moved;
}

}  // namespace storage
