#pragma once
#include <optional>
#include <string>
#include <vector>

#include "models/import.h"
#include "server/api/jobs.h"

namespace api {

using ImportView = JobView<models::Import>;

std::string write(const ImportView& view);
std::string write(const std::vector<ImportView>& views);

}  // namespace api
