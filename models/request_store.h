#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/escalation.h"
#include "models/page.h"
#include "models/recheck.h"
#include "models/request.h"

/// The ports to storage of requests, escalation and re-checks. See store.h.
namespace models {

class RequestStore {
 public:
  virtual ~RequestStore() = default;
  virtual void save(const RequestReason& reason) = 0;  ///< by code: inserts or replaces
  virtual std::optional<RequestReason> find_reason(std::string_view code) = 0;
  virtual std::vector<RequestReason> reasons() = 0;  ///< by code

  virtual RequestId insert(const Request& request) = 0;
  virtual void update(const Request& request) = 0;
  virtual std::optional<Request> find(RequestId id) = 0;
  virtual std::vector<Request> of_work_order(WorkOrderId id) = 0;  ///< oldest first
  virtual Page<Request> search(const RequestQuery& query) = 0;
  virtual std::vector<Request> due(Time now, int limit) = 0;  ///< next_at ≤ now, earliest first
  virtual std::optional<Time> next() = 0;                     ///< the earliest next_at
};

class EscalationStore {
 public:
  virtual ~EscalationStore() = default;
  virtual void save(const EscalationChain& chain) = 0;  ///< by code: inserts or replaces
  virtual std::vector<EscalationChain> chains() = 0;    ///< by code

  virtual EscalationRunId insert(const EscalationRun& run) = 0;
  virtual void update(const EscalationRun& run) = 0;  ///< done, next_at, stopped_at, stopped_because
  virtual std::optional<EscalationRun> find_run(EscalationRunId id) = 0;
  virtual std::vector<EscalationRun> running(WorkOrderId id) = 0;        ///< not stopped, oldest first
  virtual std::vector<EscalationRun> due_runs(Time now, int limit) = 0;  ///< earliest next_at first
  virtual std::optional<Time> next_run() = 0;                            ///< the earliest next_at

  virtual AlertId insert(const Alert& alert) = 0;
  virtual void update(const Alert& alert) = 0;  ///< acknowledged_at, by, by_name, note
  virtual std::optional<Alert> find_alert(AlertId id) = 0;
  virtual Page<Alert> search(const AlertQuery& query) = 0;
};

class RecheckStore {
 public:
  virtual ~RecheckStore() = default;
  /// A secret of this database, made with it, that nobody reads outside: what a lot is drawn with.
  virtual std::string salt() = 0;
  virtual RecheckId insert(const Recheck& recheck) = 0;
  virtual void update(const Recheck& recheck) = 0;                 ///< passed, note, by, by_name, done_at
  virtual std::vector<Recheck> of_work_order(WorkOrderId id) = 0;  ///< oldest first
  virtual Page<Recheck> search(const RecheckQuery& query) = 0;
};

}  // namespace models
