#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/ids.h"
#include "models/place.h"
#include "models/time.h"

/// What facilities that report by themselves say, the rules that turn it into reports, and the port to their
/// storage. See store.h.
namespace models {

/// What one device measured at one moment.
///
/// Shape   facility_code, or circuit for a cabinet that measures a whole circuit: one of the two
/// Units   values in the unit that the rules of its class assume, e.g. degrees Celsius, watts, amperes
struct Reading {
  std::string facility_code;
  std::string circuit;
  Time at{};
  std::map<std::string, double> values{};
};

/// One side of a threshold.
struct ReadingCondition {
  std::string measure;
  bool below = true;  ///< else above
  double threshold = 0;
  bool operator==(const ReadingCondition&) const = default;
};

/// When what is measured becomes a report.
///
/// Shape   the condition holds without a break for `held`; it is over only past clears_at, on the other side
///         of the threshold; also: must hold as well, with a value no older than `fresh`; only_dark: between
///         dusk and dawn
/// Units   held, fresh: seconds; two readings further apart than `fresh` do not make one stretch
struct ReadingRule {
  std::string code;
  LocalizedText name;
  std::string facility_class;
  std::string fault_kind;
  ReadingCondition when;
  double clears_at = 0;
  Duration held{0};
  Duration fresh{0};
  std::optional<ReadingCondition> also{};
  bool only_dark = false;
};

struct Measured {
  double value = 0;
  Time at{};
  bool operator==(const Measured&) const = default;
};

/// How far one rule has got with one facility.
///
/// Shape   since, seen: first and last reading of the stretch in which its condition holds; report: what it
///         led to, none once all is well again
struct ReadingWatch {
  std::optional<Time> since{};
  Time seen{};
  ReportId report{};
  bool operator==(const ReadingWatch&) const = default;
};

/// What is kept of a facility's readings: however many come, it is one row.
///
/// Shape   last: by measure, of those a rule asks for; watches: by rule
struct ReadingState {
  FacilityId facility;
  std::map<std::string, Measured> last{};
  std::map<std::string, ReadingWatch> watches{};
  std::int64_t readings = 0;  ///< how many came
  Time changed_at{};
};

class ReadingStore {
 public:
  virtual ~ReadingStore() = default;
  virtual std::optional<ReadingState> find(FacilityId facility) = 0;
  virtual void save(const ReadingState& state) = 0;         ///< by facility: inserts or replaces
  virtual std::vector<ReadingState> latest(int limit) = 0;  ///< newest change first
  virtual std::vector<ReadingState> after(FacilityId facility, int limit) = 0;  ///< by facility
};

}  // namespace models
