#pragma once
#include <string>
#include <vector>

#include "dispatch/verdict.h"
#include "models/error.h"
#include "models/report.h"
#include "server/api/views.h"

namespace api {

models::Result<models::NewReport> parse_new_report(const std::string& body);
/// The second thing a call told of.
models::Result<models::NewReport> parse_report_part(const std::string& body);
models::Result<models::Triage> parse_triage(const std::string& body);

struct NewVerdict {
  dispatch::Verdict verdict;
  models::VerdictChannel channel = models::VerdictChannel::page;
};
models::Result<NewVerdict> parse_verdict(const std::string& body);

std::string write(const ReportView& report);
std::string write(const models::Page<ReportView>& page);
std::string write(const TriagedView& triaged);
std::string write(const std::vector<DuplicateView>& candidates);
std::string write(const PublicReportView& report);

}  // namespace api
