#pragma once
#include <optional>
#include <string>
#include <vector>

#include "models/import.h"

namespace api {

/// Shape   rows: how far it is, while it is under way
struct ImportView {
  models::Import one;
  std::optional<std::int64_t> rows;
  models::Time gone_at{};
};

std::string write(const ImportView& view);
std::string write(const std::vector<ImportView>& views);

}  // namespace api
