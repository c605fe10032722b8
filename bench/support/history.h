#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "bench/support/process.h"
#include "models/time.h"
#include "server/storage/database.h"

namespace bench {

/// The evening of the demo town in all benches.
inline constexpr models::Time demo_evening = std::chrono::sys_days{std::chrono::year{2026} / 11 / 23};

/// The demo town, by the rules, with accounts whose passwords nobody can use.
void fill_town(storage::Database& database);

/// Copies of the demo's orders, a minute older each, at other facilities: closed, each with its report, its
/// clock for the repair and the event of its end. Written beside the rules, which would take hours for
/// millions, but with the counters of the boards. Nobody may have the database open.
void fill_history(const std::filesystem::path& file, int orders);

/// Puts every order at rest into the sums of the figures, as the program would by and by.
void roll_up(const std::filesystem::path& data);

/// A demo town with so many closed orders behind it, in a folder that is gone at the end; or in the one that
/// LAMPLIGHTER_BENCH_TOWN names, which is filled once and kept: ten million orders take their time.
class OldTown {
 public:
  /// Shape   program: fills the demo town, so that its accounts can sign in
  OldTown(const std::string& program, int orders);
  const std::filesystem::path& data() const { return data_; }
  bool found() const { return found_; }  ///< it was there already

 private:
  std::optional<Folder> own_;
  std::filesystem::path data_;
  bool found_ = false;
};

/// Copies of the orders as they are, without counters and whatever belongs to an order.
void fill_bare_orders(const std::filesystem::path& file, int orders);

/// Copies of the demo's facilities with codes, poles and householders of their own.
void fill_facilities(const std::filesystem::path& file, int facilities);

}  // namespace bench
