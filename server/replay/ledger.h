#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "models/time.h"

namespace replay {

/// A report as the server shows it.
struct SeenReport {
  std::string id;
  std::string reference;
  std::string state;
  std::string work_order;
  int version = 0;
};

struct SeenEvent {
  std::int64_t id = 0;
  std::string kind;
  std::string state;
  std::string report;
  std::string by;
};

/// A work order as the server shows it.
struct SeenOrder {
  std::string id;
  std::string number;
  std::string state;
  std::string facility_class;
  std::string severity;
  std::string crew;
  std::string parent;
  std::vector<std::string> children;
  std::vector<std::string> references;  ///< of its reports, where the answer has them
  int report_count = 0;
  int version = 0;
  bool paused = false;
  bool made_safe = false;
  models::Time received_at{};
  models::Time opened_at{};
  std::optional<models::Time> resolved_at;
  std::optional<models::Duration> resolve_limit;
  models::Duration paused_for{0};
  bool breached = false;
};

/// What this program knows it was promised: an answer came for it.
///
/// Shape   reports by external reference, orders by id; `changes` counts acknowledged changes by the kind of
/// event
///         each must have left
class Ledger {
 public:
  struct Report {
    std::string group;
    bool acknowledged = false;
    bool refused = false;
    std::string id;
    std::string decision;  ///< accepted, merged, rejected or referred once acknowledged
    std::string work_order;
  };
  struct Order {
    std::string group;
    std::string parent;
    std::string opened_by;         ///< id of the report; empty for a child
    std::set<std::string> merged;  ///< ids of reports
    std::map<std::string, int> changes;
    std::string state;  ///< the last one acknowledged
  };

  void sent(const std::string& reference, const std::string& group) { reports_[reference].group = group; }
  void acknowledged(const std::string& reference) { reports_[reference].acknowledged = true; }
  void refused(const std::string& reference, const std::string& why);
  void identified(const std::string& reference, const std::string& id) { reports_[reference].id = id; }
  void decided(const std::string& reference, const std::string& decision, const std::string& work_order);
  void opened(const std::string& work_order, const std::string& group, const std::string& parent);
  void changed(const std::string& work_order, const std::string& event, const std::string& state);
  void broken(const std::string& what) { broken_.push_back(what); }
  /// Whoever works for this run, by display name: only their events are counted.
  void works_for_us(const std::string& display_name) { names_.insert(display_name); }

  const std::map<std::string, Report>& reports() const { return reports_; }
  const std::map<std::string, Order>& orders() const { return orders_; }
  const std::set<std::string>& names() const { return names_; }
  const std::vector<std::string>& broken() const { return broken_; }
  bool knows_order(const std::string& work_order) const { return orders_.contains(work_order); }

 private:
  std::map<std::string, Report> reports_;
  std::map<std::string, Order> orders_;
  std::set<std::string> names_;
  std::vector<std::string> broken_;
};

/// What was read back at the end.
struct Observed {
  std::vector<SeenReport> reports;          ///< whose reference belongs to this run
  std::map<std::string, SeenOrder> orders;  ///< by id
  std::map<std::string, std::vector<SeenEvent>> events;
  std::vector<std::string>
      unasked_orders;  ///< numbers of orders for this run's reports that nobody asked for
};

/// Shape   lost, doubled: of reports; changes_…: of acknowledged changes in the histories of orders; broken:
/// every
///         contradiction in words
struct Verdict {
  std::size_t sent = 0;
  std::size_t refused = 0;
  std::size_t stored = 0;
  std::size_t lost = 0;
  std::size_t doubled = 0;
  std::size_t changes = 0;
  std::size_t changes_lost = 0;
  std::size_t changes_doubled = 0;
  std::vector<std::string> broken;
  bool good() const {
    return lost == 0 && doubled == 0 && changes_lost == 0 && changes_doubled == 0 && refused == 0 &&
           broken.empty();
  }
};

/// Holds what was promised against what is there.
Verdict compare(const Ledger& ledger, const Observed& observed);

/// What is wrong with the history of one order; empty when every step was allowed where it stands.
///
/// Source  docs/architecture.md, the states of a work order
std::string history_fault(const std::vector<SeenEvent>& events, const std::string& state);

}  // namespace replay
