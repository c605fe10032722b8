#include "dispatch/updates.h"

#include "dispatch/text.h"

namespace dispatch {

models::Result<models::Report> choose_updates(models::Transaction& tx, const std::string& token, bool wanted,
                                              const std::string& phone) {
  auto report = token.empty() ? std::nullopt : tx.reports().find_by_token(token);
  if (!report) return models::not_found("there is no such report");
  auto& known = report->reporter.phone;
  const auto number = trimmed(phone);
  if (wanted) {
    if (report->anonymised_at || report->erasure_asked_at)
      return models::conflict("this report no longer names anybody: make a new report");
    if (!number.empty() && !known.empty() && number != known)
      return models::conflict("another number is told of this report already");
    Fields fields;
    if (known.empty()) fields.required_text("phone", number, longest_phone);
    if (!number.empty()) fields.phone("phone", number);
    if (!fields.good()) return fields.error();
    if (known.empty()) known = number;
  }
  report->reporter.wants_updates = wanted;
  tx.reports().update(*report);
  ++report->version;
  return *std::move(report);
}

}  // namespace dispatch
