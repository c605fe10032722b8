#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/actor.h"
#include "models/error.h"
#include "models/phone_call.h"
#include "models/store.h"

/// What the town keeps about one person, for how long, and how it goes.
namespace dispatch {

/// Everything kept under one telephone number.
///
/// Shape   at most 500 reports, 50 facilities and 500 calls, newest first
struct PersonData {
  std::vector<models::Report> reports;
  std::vector<models::WorkOrder> orders;  ///< those of the reports, each once
  std::vector<models::Note> notes;        ///< on those orders
  std::vector<models::Facility> facilities;
  std::vector<models::PhoneCall> calls;
};

/// Errors  unauthenticated, forbidden; invalid without a telephone number; not_found when nothing is kept
models::Result<PersonData> read_person(models::Transaction& tx, const models::Actor& actor,
                                       const std::string& phone);

/// A report whose erasure must wait, because the work for that person is still owed.
struct DeferredErasure {
  models::ReportId report;
  std::string number;  ///< of the order; empty while the report waits for triage
};
struct Erased {
  int reports = 0;
  int facilities = 0;
  std::vector<DeferredErasure> deferred;
};

/// Takes a person out of everything kept under their number. What is still being repaired follows by itself
/// when it has ended.
///
/// Shape   reason: at most 500 characters
/// Errors  as read_person; invalid without a reason
models::Result<Erased> erase_person(models::Transaction& tx, const models::Actor& actor,
                                    const std::string& phone, const std::string& reason, models::Time now);

/// Takes the person out of one report, its order and its notes: name, phone, house and free words that hold
/// them. What figures count stays: times, village, kind, outcome, verdict.
void anonymise(models::Transaction& tx, const models::Actor& actor, models::Report report,
               std::string_view cause, models::Time now);

/// Reports that have been kept long enough, or were to be erased when their work had ended. The search goes
/// over the whole history: it belongs into a read, which holds nobody up.
std::vector<models::ReportId> due_for_anonymising(models::Transaction& tx, models::Time now,
                                                  models::Duration kept, int limit);

/// Anonymises those of the reports that are still due, since work may have begun again meanwhile; answers how
/// many.
int anonymise_due(models::Transaction& tx, models::Time now, models::Duration kept,
                  std::span<const models::ReportId> reports);

}  // namespace dispatch
