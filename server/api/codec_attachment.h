#pragma once
#include <string>
#include <vector>

#include "models/attachment.h"

namespace api {

std::string write(const std::vector<models::Attachment>& attachments);
/// As much as whoever has the report's link is told.
std::string write_public(const models::Attachment& attachment);

}  // namespace api
