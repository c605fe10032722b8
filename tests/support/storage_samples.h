#pragma once
#include <random>
#include <string>

#include "models/store.h"

/// Things to store, with every field filled: with ordinary words, with odd ones, or with extremes.
namespace support {

/// Text that breaks careless code: quotes, wildcards, SQL, markup, Chinese beyond the basic plane, spaces.
const std::string& odd_text();

/// A seed for a random test, from LAMPLIGHTER_SEED or anew; printed so that a failure can be repeated.
unsigned test_seed();

models::Village sample_village(const std::string& code);
models::FacilityClass sample_class(const std::string& code);
models::FaultKind sample_kind(const std::string& code, const std::string& facility_class);
models::SlaPolicy sample_policy(const std::string& code, const std::string& facility_class);
models::Calendar sample_calendar(const std::string& code);
models::Crew sample_crew(const std::string& code);
models::Facility sample_facility(const std::string& code, const std::string& facility_class,
                                 const std::string& village_code);

/// The rows that others refer to, stored.
struct Town {
  std::vector<std::string> villages{"110113115200", "110113115201", "110113115202"};
  std::vector<std::string> classes{"heat_pump", "streetlight"};
  std::vector<std::string> kinds{"HP-01", "SL-01"};  ///< one of each class
  std::string policy = "HP-P1";
  std::vector<models::CrewId> crews;
  std::vector<models::FacilityId> facilities;
  models::AccountId account;
};
Town make_town(models::Transaction& transaction);

/// Of the town, with every field filled; `index` makes unique what must be.
models::WorkOrder full_order(const Town& town, int index);
models::Report full_report(const Town& town, int index);

/// The smallest that can be stored: nothing filled but what must be unique.
models::WorkOrder bare_order(int index);
models::Report bare_report(int index);

models::SlaClock clock_of(models::SlaTarget target, std::int64_t warn_at, std::int64_t due_at);

}  // namespace support
