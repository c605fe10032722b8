#pragma once
#include <map>
#include <string>
#include <vector>

#include "models/decision.h"
#include "server/api/codec_writer.h"

namespace api {

/// Why this crew, with every crew looked at.
///
/// Shape   by: the display name of who decided; numbers: of the other orders that it speaks of; sentences:
/// the
///         same in words
OrderedJson json_of(const models::AssignmentDecision& decision, const std::string& by,
                    const std::map<models::WorkOrderId, std::string>& numbers,
                    const std::vector<models::LocalizedText>& sentences);

}  // namespace api
