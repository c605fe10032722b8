#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dispatch/outbox.h"
#include "dispatch/text.h"
#include "models/delivery.h"
#include "models/report.h"

/// Short messages: reviewed templates, reporters as receivers, and the receipts of the telephone companies.
namespace dispatch {

/// The address of a destination whose messages go to each report's own reporter.
inline constexpr std::string_view to_reporter = "reporter";

bool is_short_message(models::Carrier carrier);

/// A template that the telephone company has reviewed.
///
/// Shape   variables: of template_variables(), in the template's order
struct ReviewedTemplate {
  models::EventKind about = models::EventKind::work_order_opened;
  std::string id;
  std::vector<std::string> variables{};
};

/// How a destination's options keep it: `template.KIND` = `ID variable variable`.
std::vector<ReviewedTemplate> reviewed_templates(const models::Destination& destination);
std::optional<ReviewedTemplate> reviewed_template(const models::Destination& destination,
                                                  models::EventKind about);
void put_template(models::Destination& destination, const ReviewedTemplate& one);

/// Of what a reporter is told.
const std::vector<models::EventKind>& reporter_kinds();

/// Adds every wrong field of a short-message destination.
void check_short_message(Fields& fields, const models::Destination& one);

/// A Chinese mobile number without +86, spaces and hyphens; nothing when it is another kind of number.
std::optional<std::string> mobile_number(std::string_view text);

/// Owes the reporter of a report a short message, when a destination for reporters wants it and the number is
/// a mobile one. Told of the order as it is now, when it is not stored yet. The number is not copied: it is
/// read when the message is sent.
void owe_reporter(models::Transaction& tx, models::Time now, models::EventKind kind,
                  const models::Report& report, const models::WorkOrder* order = nullptr);

/// What the telephone company says of a message it may have.
enum class ReceiptState {
  pending,    ///< on its way
  delivered,  ///< the telephone has it
  failed,     ///< the telephone will not get it
  absent,     ///< it has never heard of it
};

struct Receipt {
  ReceiptState state = ReceiptState::pending;
  std::string words{};
  std::string reference{};
};

inline constexpr models::Duration first_receipt{30};
inline constexpr models::Duration longest_doubt = std::chrono::minutes{3};
inline constexpr models::Duration longest_receipt = std::chrono::hours{24};

/// Writes down a receipt. Delivered: sent. Failed: dead with its words. Never heard of, when it was doubtful
/// for three minutes: to be sent again. Still on its way after a day: sent, and that no receipt came.
void record_receipt(models::Transaction& tx, models::Delivery delivery, const Receipt& receipt,
                    models::Time now);

}  // namespace dispatch
