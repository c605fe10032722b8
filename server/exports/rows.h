#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dispatch/verdict.h"
#include "models/account_store.h"
#include "models/city_order.h"
#include "models/delivery.h"
#include "models/export.h"
#include "models/outage.h"
#include "models/phone_call.h"
#include "models/store.h"
#include "models/transfer.h"

/// The rows of lists as cells of a table. Nothing of a person is in clear: a file is masked as a list is.
namespace exports {

/// Shape   cells: as many as there are columns; the same vector each time, filled anew
using Take = std::function<void(const std::vector<std::string>& cells)>;

/// How much one read takes at once.
///
/// Units   rows, and for work orders ids
inline constexpr int page_rows = 200;
inline constexpr std::int64_t page_ids = 1000;

/// The rows of one list, from its first to its last, read in pages of which each is one short read.
///
/// Shape   what changes meanwhile may be seen or not; no row that stays comes twice or is left out
class Rows {
 public:
  virtual ~Rows() = default;
  virtual const std::vector<std::string>& columns() const = 0;
  /// How many there are, counted up to `most`; nothing when only reading them tells.
  virtual std::optional<std::int64_t> count(models::Transaction& tx, std::int64_t most) = 0;
  /// Gives the next page; false when there is nothing more.
  virtual bool next(models::Transaction& tx, const Take& take) = 0;
};

/// By the time of opening.
std::unique_ptr<Rows> order_rows(models::WorkOrderQuery query);
/// Newest first.
std::unique_ptr<Rows> report_rows(models::ReportQuery query);
/// By code; columns as `lamplighter export facilities` has them.
std::unique_ptr<Rows> facility_rows(models::Transaction& tx, models::FacilityQuery query);
std::unique_ptr<Rows> village_rows();
std::unique_ptr<Rows> crew_rows();
std::unique_ptr<Rows> part_rows();
/// What each van carries.
std::unique_ptr<Rows> stock_rows();
/// Newest first; those whose report the actor may see.
std::unique_ptr<Rows> city_order_rows(models::CityOrderQuery query, models::Actor actor);
/// Oldest first; what the actor may hear of (dispatch/reach.h).
std::unique_ptr<Rows> event_rows(models::Actor actor);
/// Newest first.
std::unique_ptr<Rows> audit_rows(models::AuditQuery query);

/// Newest first, as `GET /requests`, `/alerts`, `/outages`, `/calls`, `/deliveries` and `/transfers` have
/// them.
std::unique_ptr<Rows> request_rows(models::RequestQuery query);
std::unique_ptr<Rows> alert_rows(models::AlertQuery query);
std::unique_ptr<Rows> outage_rows(models::OutageQuery query, models::Actor actor);
std::unique_ptr<Rows> call_rows(models::PhoneCallQuery query);
std::unique_ptr<Rows> delivery_rows(models::DeliveryQuery query);
std::unique_ptr<Rows> transfer_rows(models::TransferQuery query, models::Actor actor);
/// Oldest first.
std::unique_ptr<Rows> recheck_rows(models::RecheckQuery query);
/// As the desk has them (dispatch/call_backs.h).
std::unique_ptr<Rows> call_back_rows(models::Actor actor, models::Time now,
                                     const dispatch::CallBackRules& rules);
/// What every device said last, by facility.
std::unique_ptr<Rows> reading_rows();
/// By user name; nothing that signs anybody in.
std::unique_ptr<Rows> account_rows(models::AccountQuery query);

const std::vector<std::string>& audit_columns();
std::vector<std::string> audit_cells(const models::AuditRow& row);

}  // namespace exports
