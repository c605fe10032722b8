#pragma once
#include <string>
#include <vector>

#include "dispatch/chat_reading.h"
#include "models/error.h"
#include "server/api/views.h"

namespace api {

/// A proposal with the facility that its code names, masked.
struct ChatProposalView {
  dispatch::ChatProposal proposal;
  std::optional<FacilityView> facility;
};

models::Result<std::string> parse_chat(const std::string& body);
std::string write(const std::vector<ChatProposalView>& proposals);

}  // namespace api
