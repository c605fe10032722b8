#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "dispatch/outbox.h"
#include "dispatch/text.h"
#include "models/delivery.h"
#include "models/store.h"

// The month's report by mail: a mail destination with a day of the month gets it and nothing else.
// See decision record 0061.
namespace dispatch {

inline constexpr int latest_month_day = 28;  ///< every month has it
inline constexpr models::Duration month_report_hour = std::chrono::hours{8};

/// On which day of the month it goes out; nothing for every other destination.
std::optional<int> month_day(const models::Destination& destination);

/// Shape   2026-10
std::string month_text(std::chrono::year_month month);
std::optional<std::chrono::year_month> parse_month(std::string_view text);

/// From the first moment of a month to that of the next one, in the town's time.
struct MonthSpan {
  models::Time from, to;
};
MonthSpan span_of(std::chrono::year_month month);

/// The month that has ended last.
std::chrono::year_month month_before(models::Time now);

/// Adds what is wrong with the setting.
void check_month_report(Fields& fields, const models::Destination& one);

/// Takes over which month went out last; a setting that is new begins with the next time its day comes.
void begin_month_reports(models::Transaction& tx, models::Destination& one, models::Time now);

/// The month whose report is due: the last one, from eight o'clock of the day on, once; also when the day
/// went by while nobody looked.
std::optional<std::chrono::year_month> month_due(const models::Destination& one, models::Time now);

/// What a delivery says of the report that it carries.
Facts month_facts(std::chrono::year_month month, const std::string& language, bool trial);

/// Owes every report that is due and writes down that it did, in one transaction: once for each month,
/// whatever stops in between; how many.
int owe_month_reports(models::Transaction& tx, models::Time now);
bool any_month_report_due(models::Transaction& tx, models::Time now);

}  // namespace dispatch
