#pragma once
#include <optional>
#include <string>
#include <vector>

#include "dispatch/requests.h"
#include "models/error.h"
#include "models/store.h"
#include "server/api/views.h"

namespace api {

struct NewDecision {
  std::string note;
  std::optional<models::CrewId> crew;
};
struct NewRecheck {
  bool passed = false;
  std::string note;
};

// Each reads a request body; errors: invalid with every wrong field.
models::Result<dispatch::NewRequest> parse_new_request(const std::string& body);
models::Result<NewDecision> parse_decision(const std::string& body);
models::Result<std::string> parse_optional_note(const std::string& body);
models::Result<models::RequestReason> parse_request_reason(const std::string& body, const std::string& code);
models::Result<models::EscalationChain> parse_chain(const std::string& body, const std::string& code);
models::Result<NewRecheck> parse_recheck(const std::string& body);

std::string write(const RequestView& request);
std::string write(const models::Page<RequestView>& page);
std::string write(const models::RequestReason& reason);
std::string write(const std::vector<models::RequestReason>& reasons);
std::string write(const AlertView& alert);
std::string write(const models::Page<AlertView>& page);
std::string write(const models::EscalationChain& chain);
std::string write(const std::vector<models::EscalationChain>& chains);
std::string write(const RecheckView& recheck);
std::string write(const models::Page<RecheckView>& page);

}  // namespace api
