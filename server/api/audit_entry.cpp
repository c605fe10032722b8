#include "server/api/audit_entry.h"

#include <algorithm>
#include <array>
#include <utility>

#include "models/names.h"

namespace api {
namespace {

struct Thing {
  std::string_view segment;
  std::string_view kind;
  bool setting;  ///< a change of it changes how the town works
};
constexpr std::array things{
    Thing{"reports", "report", false},
    Thing{"work-orders", "work_order", false},
    Thing{"requests", "request", false},
    Thing{"alerts", "alert", false},
    Thing{"photos", "photo", false},
    Thing{"facilities", "facility", true},
    Thing{"facility-classes", "facility_class", true},
    Thing{"fault-kinds", "fault_kind", true},
    Thing{"policies", "policy", true},
    Thing{"calendars", "calendar", true},
    Thing{"cold-waves", "cold_wave", true},
    Thing{"crews", "crew", true},
    Thing{"destinations", "destination", true},
    Thing{"message-templates", "message_template", true},
    Thing{"deliveries", "delivery", false},
    Thing{"accounts", "account", true},
    Thing{"request-reasons", "request_reason", true},
    Thing{"escalation-chains", "escalation_chain", true},
    Thing{"planning-rules", "planning_rule", true},
    Thing{"plan", "publication", false},
    Thing{"person-lookups", "person", false},
    Thing{"person-exports", "person", false},
    Thing{"person-erasures", "person", false},
    Thing{"audit", "audit", false},
    Thing{"figures", "figure", false},
    Thing{"calls", "call", false},
    Thing{"caller-lookups", "person", false},
    Thing{"outages", "outage", false},
    Thing{"chat-readings", "chat_reading", false},
};

constexpr std::string_view prefix = "/api/v1/";

bool is_read(const http::Request& request) {
  return request.method == http::Method::get || request.method == http::Method::head;
}

const Thing* thing_of(const http::Request& request) {
  const auto& segments = request.segments;
  if (segments.size() < 3 || segments[0] != "api") return nullptr;
  const auto& name = segments[2] == "public" && segments.size() > 3 ? segments[3] : segments[2];
  const auto found =
      std::find_if(things.begin(), things.end(), [&](const Thing& one) { return one.segment == name; });
  return found == things.end() ? nullptr : &*found;
}

models::AuditKind kind_of(const http::Request& request, const Thing* thing) {
  if (request.route == "/api/v1/session")
    return request.method == http::Method::post ? models::AuditKind::sign_in : models::AuditKind::sign_out;
  // A crew that goes and comes back is the day's business, no setting.
  if (thing != nullptr && thing->setting && !request.route.ends_with("/absence"))
    return models::AuditKind::setting;
  return models::AuditKind::write;
}

}  // namespace

std::string network_of(std::string_view address) {
  const bool six = address.find(':') != std::string_view::npos;
  std::size_t at = 0;
  for (int part = 0; part < 3; ++part) {
    at = address.find(six ? ':' : '.', at);
    if (at == std::string_view::npos) return std::string(address);
    ++at;
  }
  return std::string(address.substr(0, at)) + (six ? ":/48" : "0/24");
}

models::AuditEntry entry_of(const http::Request& request, const models::Actor& actor, models::Time now) {
  models::AuditEntry entry;
  const auto* thing = thing_of(request);
  entry.kind = kind_of(request, thing);
  entry.at = now;
  entry.account = actor.account;
  entry.role = models::name(actor.role);
  entry.name = actor.name;
  const bool resident = request.route.find("/public/") != std::string_view::npos;
  entry.address = resident ? network_of(request.remote_address) : request.remote_address;
  if (const auto agent = request.header("User-Agent"); agent && !resident) entry.agent = *agent;
  entry.act = request.method_name + " " + std::string(request.route);
  if (thing != nullptr) entry.object_kind = thing->kind;
  // A report's token opens it: it is a secret and stands in no log.
  for (const auto& [name, value] : request.path_parameters)
    if (name == "id" || name == "code") entry.object_id = value;
  entry.request_id = request.request_id;
  if (const auto key = request.header("Idempotency-Key")) entry.idempotency_key = *key;
  return entry;
}

void take_answer(models::AuditEntry& entry, const http::Response& response) {
  entry.status = response.status;
  if (!entry.object_id.empty() || response.status != 201) return;
  if (const auto location = response.find_header("Location")) {
    const auto slash = location->rfind('/');
    // Of a public report the location is its token.
    if (slash != std::string_view::npos && location->find("/public/") == std::string_view::npos)
      entry.object_id = location->substr(slash + 1);
  }
}

bool is_refusal(const models::AuditEntry& entry, const http::Request& request) {
  if (!request.route.starts_with(prefix)) return false;
  switch (entry.status) {
    case 401:
    case 403:
    case 429:
      return true;
    case 404:
      return static_cast<bool>(entry.account);
    case 409:
    case 412:
      return !is_read(request);
    default:
      return false;
  }
}

}  // namespace api
