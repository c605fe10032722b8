#pragma once
#include <map>
#include <string>
#include <vector>

#include "models/decision.h"
#include "server/codec/codec_text_writer.h"

namespace api {

/// Why this crew, with every crew looked at.
///
/// Shape   by: the display name of who decided; numbers: of the other orders that it speaks of; sentences:
///         the same in words
void put_decision(codec::TextWriter& out, const models::AssignmentDecision& decision, const std::string& by,
                  const std::map<models::WorkOrderId, std::string>& numbers,
                  const std::vector<models::LocalizedText>& sentences);

}  // namespace api
