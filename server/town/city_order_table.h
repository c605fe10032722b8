#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dispatch/city_orders.h"
#include "server/town/facility_import.h"
#include "server/town/table.h"

/// Orders of the city's hotline as tables: the city's own export in, the same form with what was done out.
namespace town {

inline constexpr std::size_t most_city_orders = 2000;  ///< rows of one file
inline constexpr std::size_t city_order_file_bytes = 4 * 1024 * 1024;

struct CityOrderRow {
  std::size_t line = 0;
  dispatch::NewCityOrder order;
};

/// Shape   ignored: headings nothing here is called by, as an office's export has many
struct CityOrderTable {
  std::vector<CityOrderRow> rows;
  std::vector<ImportError> errors;
  std::vector<std::string> ignored;
};

/// Reads a table of orders.
///
/// Shape   headings in Chinese as the city writes them, or in English as the API does; times without a zone
///         are local ones, a limit that is only a day lasts until its end
/// Errors  throws TableError; wrong headings and cells stand in `errors`
CityOrderTable read_city_orders(TableReader& reader, int utc_offset_seconds);

/// The same of the bytes of a .csv or .xlsx file.
CityOrderTable read_city_orders(const std::string& bytes, int utc_offset_seconds);

/// One order of a file that may be known already, or whose words differ from those kept.
struct CityOrderFinding {
  std::size_t line = 0;
  dispatch::CityOrderView view;
  std::vector<std::string> differing;
};

/// What taking a table in did, or would do.
///
/// Shape   errors: by line; findings: those with duplicates, alike or differing, at most `most_findings`
struct CityOrderImport {
  std::size_t rows = 0;
  std::size_t inserted = 0;
  std::size_t updated = 0;
  std::size_t unchanged = 0;
  std::vector<ImportError> errors;
  std::vector<std::string> ignored;
  std::vector<CityOrderFinding> findings;
};
inline constexpr std::size_t most_findings = 200;

/// Takes a table in. When a row is wrong the caller undoes the whole change.
///
/// Errors  forbidden; wrong rows stand in the result
models::Result<CityOrderImport> import_city_orders(models::Transaction& tx, const models::Actor& actor,
                                                   const CityOrderTable& table,
                                                   const std::function<std::string()>& new_token,
                                                   models::Time now);

enum class TableForm { csv, xlsx };

/// Writes what the city is told, in the form it came in, with columns for what was done.
///
/// Shape   nothing of a person; crews: name by id, in `crew_names` order of the views
std::string write_city_feedback(const std::vector<dispatch::CityOrderView>& views,
                                const std::vector<std::string>& crew_names, TableForm form,
                                int utc_offset_seconds);

}  // namespace town
