#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/error.h"
#include "models/export.h"
#include "server/api/jobs.h"

namespace api {

/// Shape   filters: as the list's address takes them, without limit and cursor
struct NewExport {
  models::ExportList list = models::ExportList::work_orders;
  models::ExportFormat format = models::ExportFormat::csv;
  std::map<std::string, std::string> filters;
};

/// Errors  invalid with every wrong field; a filter that the list does not know is `filters.NAME`
models::Result<NewExport> parse_new_export(const std::string& body);

/// The filters as JSON, to be kept.
std::string write_filters(const std::map<std::string, std::string>& filters);

using ExportView = JobView<models::Export>;
std::string write(const ExportView& view);
std::string write(const std::vector<ExportView>& views);

}  // namespace api
