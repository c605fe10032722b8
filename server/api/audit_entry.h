#pragma once
#include "models/audit.h"
#include "server/api/endpoint.h"

namespace api {

/// What the audit log will say of a request, as far as it is known before it is answered.
///
/// Shape   a resident's address is shortened to its network: they are nobody's staff
models::AuditEntry entry_of(const http::Request& request, const models::Actor& actor, models::Time now);

/// Takes in what the answer tells: the status, and the id of what was made.
void take_answer(models::AuditEntry& entry, const http::Response& response);

/// Whether an answer refuses somebody something and so must be on record: 401, 403, 409, 412 and 429, and of
/// staff 404, which is also what one gets who may not see. What was merely written wrongly (400, 422) is not.
bool is_refusal(const models::AuditEntry& entry, const http::Request& request);

/// An address cut to its network: /24 of IPv4, /48 of IPv6.
std::string network_of(std::string_view address);

}  // namespace api
