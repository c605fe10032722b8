#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "models/report.h"
#include "models/store.h"
#include "server/open311/document.h"
#include "server/open311/form.h"
#include "server/open311/settings.h"

namespace open311 {

/// A request as it was sent, understood.
///
/// Shape   sent_bytes: of report.description, as sent; answers stand behind it; reference: see ForeignReport
struct Sent {
  models::NewReport report;
  std::string notice;
  std::int64_t sent_bytes = 0;
  std::string reference;
  std::vector<std::string> media_urls{};
};

/// Makes a report of a form.
///
/// Errors  not_found for an unknown service; invalid for what is missing or wrong
models::Result<Sent> read_request(models::Transaction& tx, const Settings& settings, const Form& form);

/// Adds a line for the desk behind what was sent, cut so that the whole is no longer than it may be.
void add_line(models::NewReport& report, const std::string& line);

/// What an error becomes: 404, 403, and 400 for everything else, with every wrong field named.
Failure to_failure(const models::Error& error);

}  // namespace open311
