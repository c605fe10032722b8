#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "models/ids.h"
#include "models/time.h"
#include "models/work_order.h"

/// Lists that leave as files, made in the background, and the port to their storage. See store.h.
namespace models {

struct WorkOrderQuery;

enum class ExportList {
  work_orders,
  reports,
  facilities,
  villages,
  crews,
  city_orders,
  events,
  audit,
  parts,
  stock,
  requests,
  call_backs,
  alerts,
  rechecks,
  outages,
  calls,
  deliveries,
  transfers,
  readings,
  accounts
};
enum class ExportFormat { csv, xlsx, geojson };
enum class ExportState { queued, running, done, failed, cancelled };

/// Why no file came of it.
enum class ExportProblem {
  none,
  interrupted,    ///< the program was stopped meanwhile
  disk_full,      ///< no room for the file
  too_many_rows,  ///< more than the town allows, or than a sheet holds
  too_large,      ///< more bytes than the town allows
  failed,         ///< anything else; the log of the program says what
};

/// One list on its way into a file, or there.
///
/// Shape   filters: JSON, as asked for; rows_in_all: nothing when only reading them tells; bytes: of the
/// file,
///         once done; the file is there while the state is done
struct Export {
  ExportId id;
  AccountId account;
  ExportList list = ExportList::work_orders;
  ExportFormat format = ExportFormat::csv;
  std::string filters;
  ExportState state = ExportState::queued;
  ExportProblem problem = ExportProblem::none;
  std::int64_t rows = 0;
  std::optional<std::int64_t> rows_in_all;
  std::int64_t bytes = 0;
  Time made_at{};
  std::optional<Time> started_at;
  std::optional<Time> ended_at;
  bool ended() const { return state != ExportState::queued && state != ExportState::running; }
};

/// A work order as a table has it: one row, nothing to look up but its village and crew.
struct OrderLine {
  WorkOrderId id;
  std::string number;
  WorkOrderState state = WorkOrderState::open;
  Severity severity = Severity::normal;
  std::string facility_class;
  std::string fault_kind;
  std::string village_code;
  std::string address;
  std::optional<double> latitude, longitude;
  std::string facility_code;
  std::string facility_name;
  std::string facility_household;  ///< personal; empty: nobody's home
  std::string description;
  CrewId crew;
  std::int64_t report_count = 0;
  Time received_at{};
  Time opened_at{};
  Time due{};
  std::optional<Time> assigned_at, accepted_at, arrived_at, made_safe_at, resolved_at, closed_at;
  std::optional<Outcome> outcome;
  std::int64_t reopened = 0;
};

/// How much a list holds: rows, up to what was asked, and the last of them.
struct OrderSpan {
  std::int64_t rows = 0;
  WorkOrderId last;
};

/// Orders of one village and class that were received in one month of the town's.
///
/// Shape   month: 2026-11; closed, cancelled: of those received then, as they stand now
struct MonthlyCount {
  std::string village_code;
  std::string facility_class;
  std::string month;
  bool simulated = false;
  std::int64_t received = 0;
  std::int64_t closed = 0;
  std::int64_t cancelled = 0;
};

class ExportStore {
 public:
  virtual ~ExportStore() = default;
  virtual ExportId insert(const Export& one) = 0;
  virtual void update(const Export& one) = 0;  ///< by id: state, problem, rows, bytes, started, ended
  virtual std::optional<Export> find(ExportId id) = 0;
  virtual void remove(ExportId id) = 0;                                      ///< also when there is none
  virtual std::vector<Export> of_account(AccountId account, int limit) = 0;  ///< newest first
  virtual std::vector<Export> unfinished() = 0;                              ///< oldest first
  virtual std::vector<Export> ended_before(Time time, int limit) = 0;        ///< oldest end first

  /// What a query finds, whatever its cursor and limit; counted up to `most`.
  virtual OrderSpan span(const WorkOrderQuery& query, std::int64_t most) = 0;
  /// Those with after < id ≤ through, by id. The line is the same one each time, filled anew.
  virtual void each_line(const WorkOrderQuery& query, WorkOrderId after, WorkOrderId through,
                         const std::function<void(const OrderLine&)>& take) = 0;
  /// By month, village and class; of all orders.
  virtual std::vector<MonthlyCount> monthly_counts(int utc_offset_seconds) = 0;
};

}  // namespace models
