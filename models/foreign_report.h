#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/event.h"
#include "models/ids.h"
#include "models/time.h"

/// Reports that another system sent by Open311, and the port to their storage. See store.h.
namespace models {

/// What is kept of such a report beside the report.
///
/// Shape   reference: what the sender calls it, or a fingerprint of what was sent: a repetition is known by
/// it;
///         sent_bytes: how much of the report's description came, the rest (answers, pictures) was added
///         here; media: addresses as sent, or names of own files
struct ForeignReport {
  ReportId report;
  AccountId client;   ///< whose access token it came with
  std::string token;  ///< 128 random bits, base32: gives the id once a person has looked at it
  std::string reference;
  Time at{};
  std::int64_t sent_bytes = 0;
  std::vector<std::string> media{};
};

/// What a client added to a report later.
///
/// Shape   reference: the client's own id of it
struct ForeignUpdate {
  AccountId client;
  std::string reference;
  ReportId report;
  Time at{};
};

/// Shape   reports with a fault kind, newest receipt first, from ≤ received ≤ to; ids override all but
/// `foreign`; limit ≤ 1000
struct ForeignQuery {
  std::vector<ReportId> ids{};
  std::vector<std::string> fault_kinds{};
  std::optional<bool> closed{};        ///< rejected, referred, or the order has ended
  bool foreign = false;                ///< only those that came by Open311
  std::vector<std::string> without{};  ///< fault kinds never shown
  Time from{};
  Time to{};
  int offset = 0;
  int limit = 1000;
};

class ForeignReportStore {
 public:
  virtual ~ForeignReportStore() = default;
  virtual void insert(const ForeignReport& report) = 0;
  virtual std::optional<ForeignReport> find(ReportId id) = 0;
  virtual std::optional<ForeignReport> find_by_token(std::string_view token) = 0;
  virtual std::optional<ForeignReport> find_by_reference(AccountId client,
                                                         std::string_view reference) = 0;  ///< the newest
  virtual std::vector<ReportId> search(const ForeignQuery& query) = 0;
  virtual bool insert(const ForeignUpdate& update) = 0;  ///< false: the client sent it before
  /// What reporters were told in from ≤ at ≤ to, by time, at most `limit` (≤ 1000).
  virtual std::vector<Notification> told(Time from, Time to, bool foreign, int limit) = 0;
};

}  // namespace models
