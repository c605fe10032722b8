#pragma once
#include <optional>
#include <string>
#include <vector>

#include "models/ids.h"
#include "models/page.h"
#include "models/time.h"

namespace models {

/// A call that the telephone system told of.
///
/// Shape   external_id: its own id of the call, one row each; caller: the number as told, empty when withheld
///         or forgotten; callee: the line or desk that rings; recording: an address in the telephone system
struct PhoneCall {
  PhoneCallId id;
  std::string external_id;
  std::string caller;
  std::string callee;
  Time began_at{};
  std::optional<Time> ended_at;
  std::string recording;
  Time recorded_at{};
  AccountId recorded_by;
  AccountId taken_by;
  std::string taken_by_name;
  std::optional<Time> taken_at;
  ReportId report;  ///< what became of it
};

/// Shape   newest beginning first; cursor and limit page through; limit ≤ 200
struct PhoneCallQuery {
  bool waiting = false;  ///< neither taken nor over
  std::optional<Time> since;
  std::string cursor;
  int limit = 50;
};

/// Whom a telephone number belongs to, newest first.
struct NumberHits {
  std::vector<FacilityId> facilities;  ///< the householder's, by code
  std::vector<ReportId> reports;       ///< newest receipt first
  std::vector<PhoneCallId> calls;      ///< newest beginning first
};

class PhoneCallStore {
 public:
  virtual ~PhoneCallStore() = default;
  virtual PhoneCallId insert(const PhoneCall& call) = 0;
  virtual void update(const PhoneCall& call) = 0;  ///< by id
  virtual std::optional<PhoneCall> find(PhoneCallId id) = 0;
  virtual std::optional<PhoneCall> find_by_external_id(std::string_view id) = 0;
  virtual Page<PhoneCall> search(const PhoneCallQuery& query) = 0;
  /// Empties the callers of what began before; how many.
  virtual int forget_callers(Time began_before) = 0;
  /// The one look-up of people by number: `forms` are all digit strings that mean it (dispatch/caller.h),
  /// each compared with the digits of what is kept, whole. At most `limit` of each.
  virtual NumberHits of_number(const std::vector<std::string>& forms, int limit) = 0;
};

}  // namespace models
