#pragma once
#include <optional>
#include <string>

#include "dispatch/push.h"
#include "models/delivery.h"
#include "models/error.h"
#include "models/report.h"
#include "models/store.h"
#include "models/work_order.h"

// Messages to the telephones of reporters, by way of their browsers' push services. See decision record 0061.
namespace dispatch {

inline constexpr std::size_t most_phones_of_report = 3, most_reporter_phones = 500;

/// Which report a telephone hears of; nothing for every other destination.
std::optional<models::ReportId> report_told(const models::Destination& destination);

/// Whoever holds a report's link is told on this telephone how it goes on. The same endpoint again replaces
/// what there was; nobody puts another telephone out.
///
/// Errors  not_found; conflict when the report is over, has three telephones, or the town has as many as it
///         takes; invalid with every wrong field
models::Result<models::Destination> subscribe_reporter(models::Transaction& tx, const std::string& token,
                                                       const NewSubscription& input, models::Time now);

/// Also when there is none.
///
/// Errors  not_found
models::Result<void> unsubscribe_reporter(models::Transaction& tx, const std::string& token,
                                          const std::string& endpoint);

/// Owes a message to every telephone that hears of this report, of what a short message would tell, too. It
/// says what became of the fault and nothing of a person.
void owe_reporter_phones(models::Transaction& tx, models::Time now, models::EventKind kind,
                         const models::Report& report, const models::WorkOrder* order = nullptr);

/// The words of such a message, with the variables of templates.
const std::string& reporter_words(models::EventKind kind, const std::string& language);

/// Whether nothing more will be told: the person was taken out, or everything has ended and the time to judge
/// it as well.
bool is_over(models::Transaction& tx, const models::Report& report, models::Time now);

/// Takes out the telephones of one report.
void forget_phones_of(models::Transaction& tx, models::ReportId report);

/// Takes out the telephones of reports that are over; how many.
int forget_phones_of_past(models::Transaction& tx, models::Time now);

}  // namespace dispatch
