#pragma once
#include <string>

#include "models/error.h"
#include "models/report.h"
#include "models/store.h"

namespace dispatch {

/// Takes in what a person says is wrong and keeps it, whatever it is worth.
///
/// Shape   token: 128 random bits made by the caller of this rule; text is trimmed, never altered otherwise
/// Errors  invalid with every wrong field at once (unknown facility, class, kind or village; no place and no
/// words; too long;
///         phone of no known form; position out of range; received_at in the future or older than 7 days or
///         by one who may not date back); conflict when external_reference is there already
/// Source  北京市接诉即办工作条例 art. 10: 提出时间、诉求事项、联系方式
models::Result<models::Report> receive_report(models::Transaction& tx, const models::Actor& actor,
                                              const models::NewReport& input, std::string token,
                                              models::Time now);

/// Makes a second report of a call that told of two things, so that each has an order and clocks of its own
/// from the one receipt. Reporter, channel and receipt are those of the first, and its place unless the part
/// names another; it is triaged like any other.
///
/// Errors  forbidden; not_found; invalid with every wrong field at once (the fault kind must be given)
models::Result<models::Report> split_report(models::Transaction& tx, const models::Actor& actor,
                                            models::ReportId id, const models::NewReport& part,
                                            std::string token, models::Time now);

}  // namespace dispatch
