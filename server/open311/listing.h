#pragma once
#include <map>
#include <optional>
#include <string>

#include "models/error.h"
#include "models/foreign_report.h"
#include "models/store.h"
#include "server/http/message.h"
#include "server/open311/document.h"
#include "server/open311/settings.h"

namespace open311 {

/// Reads a moment: RFC 3339 with any offset, or a date alone (its beginning in UTC).
std::optional<models::Time> read_time(const std::string& text);

/// What the calls about many reports need again and again, read once.
class Public {
 public:
  Public(models::Transaction& tx, const Settings& settings, const models::LocalizedText& town,
         std::string base)
      : tx_(tx), settings_(settings), town_(town), base_(std::move(base)) {}

  /// What everybody may see of a report.
  ///
  /// Shape   no name, phone or words of a report that came otherwise; a home stands where its village is
  Node request(const models::Report& report, bool extended);

  /// The order that carries the work now; nothing when none was opened.
  std::optional<models::WorkOrder> order_of(const models::Report& report);

  const Settings& settings() const { return settings_; }

 private:
  struct Spot {
    std::string address;
    std::string address_id;
    std::optional<models::Position> position;
  };
  Spot spot_of(const models::Report& report);
  bool stands_in_homes(const std::string& facility_class);
  const models::FaultKind* kind(const std::string& code);
  std::string village_name(const std::string& code);
  Node extended_attributes(const models::Report& report, const models::ForeignReport* foreign);
  Node notes(const models::Report& report);

  models::Transaction& tx_;
  const Settings& settings_;
  const models::LocalizedText& town_;
  std::string base_;
  std::map<std::string, std::optional<models::FaultKind>> kinds_;
  std::map<std::string, std::optional<models::Village>> villages_;
  std::map<std::string, bool> homes_;
};

bool is_closed(const models::Report& report, const std::optional<models::WorkOrder>& order);

/// The filters of GET requests.
///
/// Errors  invalid when a filter cannot be read or the range is over 90 days
models::Result<models::ForeignQuery> read_filters(const http::Request& request, const Settings& settings,
                                                  models::Time now);

/// A comma list of ids; unknown ones are left out.
std::vector<models::ReportId> read_ids(std::string_view text);

/// What was told, in the town's words.
std::string words_of(models::EventKind about, const Settings& settings);

}  // namespace open311
