#include "server/replay/ledger.h"

namespace replay {

void Ledger::refused(const std::string& reference, const std::string& why) {
  reports_[reference].refused = true;
  broken_.push_back("the report " + reference + " was refused: " + why);
}

void Ledger::decided(const std::string& reference, const std::string& decision,
                     const std::string& work_order) {
  auto& report = reports_[reference];
  report.decision = decision;
  report.work_order = work_order;
  if (decision == "merged") orders_[work_order].merged.insert(report.id);
  if (decision == "accepted") orders_[work_order].opened_by = report.id;
}

void Ledger::opened(const std::string& work_order, const std::string& group, const std::string& parent) {
  auto& order = orders_[work_order];
  order.group = group;
  order.parent = parent;
}

void Ledger::changed(const std::string& work_order, const std::string& event, const std::string& state) {
  auto& order = orders_[work_order];
  ++order.changes[event];
  if (!state.empty()) order.state = state;
}

}  // namespace replay
