#pragma once
#include <string>

#include "models/audit.h"
#include "models/page.h"

namespace api {

std::string write(const models::AuditRow& row);
std::string write(const models::Page<models::AuditRow>& page);

}  // namespace api
