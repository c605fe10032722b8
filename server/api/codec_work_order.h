#pragma once
#include <optional>
#include <string>
#include <vector>

#include "models/error.h"
#include "models/event.h"
#include "models/work_order.h"
#include "server/api/views.h"

namespace api {

struct NewAssignment {
  std::optional<models::CrewId> crew;
  std::string reason;
};
struct NewPause {
  std::string reason;
  std::string note;
};
struct NewResolution {
  models::Outcome outcome = models::Outcome::repaired;
  std::string cause;
  std::string action;
};
struct NewClosure {
  bool confirmed = true;
  std::string method;
  std::string note;
};

// Each reads a request body; errors: invalid with every wrong field.
models::Result<NewAssignment> parse_assignment(const std::string& body);
models::Result<std::optional<models::Position>> parse_arrival(const std::string& body);
models::Result<NewPause> parse_pause(const std::string& body);
models::Result<NewResolution> parse_resolution(const std::string& body);
models::Result<NewClosure> parse_closure(const std::string& body);
models::Result<std::string> parse_reason(const std::string& body);
models::Result<std::string> parse_note(const std::string& body);

std::string write(const WorkOrderView& order);
std::string write(const models::Page<WorkOrderView>& page);
std::string write(const WorkOrderDetailView& detail);
std::string write(const models::Note& note);
std::string write(const std::vector<models::Note>& notes);
std::string write(const models::Photo& photo);
std::string write(const std::vector<models::Photo>& photos);
std::string write(const models::Event& event);
std::string write(const std::vector<models::Event>& events);

}  // namespace api
