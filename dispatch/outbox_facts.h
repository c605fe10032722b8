#pragma once
#include <string>

#include "dispatch/outbox.h"
#include "models/report.h"
#include "models/work_order.h"

namespace dispatch {

/// Chinese, unless it is asked for in English and there is English.
const std::string& text_in(const models::LocalizedText& text, const std::string& language);

/// What the variables of a template say of an order, see template_variables().
Facts facts_of(models::Transaction& tx, const models::WorkOrder& order, const std::string& language);

/// The same for a report, also one without an order: its number is then the report's own.
///
/// Shape   order: as it is now, when it is not stored yet
Facts facts_about(models::Transaction& tx, const models::Report& report, const models::WorkOrder* order,
                  const std::string& language);

/// A message that is a test and says so; what a reviewed template is filled with besides.
Facts test_facts(const std::string& language);
bool is_test(const models::Delivery& delivery);

}  // namespace dispatch
