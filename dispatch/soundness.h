#pragma once
#include <string>
#include <vector>

#include "models/event.h"
#include "models/report.h"
#include "models/work_order.h"

/// What must hold of every stored order and report at any moment, whoever did what to it: `lamplighter check`
/// and the tests of random days ask the same.
namespace dispatch {

/// Where an order contradicts itself, its events or its reports, in words; empty when nothing does.
///
/// Shape   events: all of the order, oldest first; reports: all that it stands for; parent_exists: of a child
/// order
std::vector<std::string> contradictions(const models::WorkOrder& order,
                                        const std::vector<models::Event>& events,
                                        const std::vector<models::Report>& reports, bool parent_exists);

/// Shape   order_exists: the order that the report names, if it names one
std::vector<std::string> contradictions(const models::Report& report, bool order_exists);

}  // namespace dispatch
