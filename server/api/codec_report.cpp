#include "server/api/codec_report.h"

#include "server/api/codec_body.h"
#include "server/api/codec_writer.h"

namespace api {
namespace {

models::Reporter read_reporter(codec::ObjectReader& parent) {
  models::Reporter reporter;
  auto reader = parent.object("reporter", false);
  if (!reader) return reporter;
  reporter.name = reader->text("name", false, 100);
  reporter.phone = reader->text("phone", false, 32);
  reporter.wants_updates = reader->flag("wants_updates", true);
  reader->finish();
  return reporter;
}

std::optional<models::HandOver> read_hand_over(codec::ObjectReader& parent) {
  auto reader = parent.object("hand_over", false);
  if (!reader) return std::nullopt;
  models::HandOver hand_over{reader->text("service", true, 8), reader->text("reference", false, 100),
                             reader->text("note", false, 500)};
  reader->finish();
  return hand_over;
}

OrderedJson json_of(const models::HandOver& hand_over) {
  return {{"service", hand_over.service}, {"reference", hand_over.reference}, {"note", hand_over.note}};
}

OrderedJson verdict_of(const models::Report& report) {
  if (!report.verdict_solved) return nullptr;
  return {{"solved", *report.verdict_solved},
          {"comment", report.verdict_comment},
          {"satisfaction",
           report.satisfaction ? OrderedJson(models::name(*report.satisfaction)) : OrderedJson(nullptr)},
          {"channel", report.verdict_channel ? OrderedJson(models::name(*report.verdict_channel))
                                             : OrderedJson(nullptr)},
          {"at", api::json_of(report.verdict_at)}};
}

/// Why a promise moved, in the order in which it did; the words of the staff stay with the staff.
OrderedJson json_of(const Promise& promise, const std::map<std::string, models::LocalizedText>& names) {
  OrderedJson json;
  const auto add = [&](const char* kind, const std::string& reason, models::Time from,
                       const std::optional<models::Time>& to) {
    const auto name = names.find(reason);
    json["moved_by"].push_back(
        {{"kind", kind},
         {"reason", reason},
         {"reason_name", name == names.end() ? OrderedJson(nullptr) : api::json_of(name->second)},
         {"from", models::to_rfc3339(from)},
         {"to", api::json_of(to)}});
  };
  json["at"] = models::to_rfc3339(promise.at);
  json["first_at"] = models::to_rfc3339(promise.first_at);
  json["state"] = models::name(promise.state);
  json["moved_by"] = OrderedJson::array();
  for (const auto& pause : promise.pauses) add("paused", pause.reason, pause.from, pause.to);
  for (const auto& extension : promise.extensions) {
    const auto granted = extension.decided_at.value_or(extension.at);
    add("extended", extension.reason, granted, granted);
  }
  for (const auto& recount : promise.recounts) add("recounted", "", recount.at, recount.at);
  return json;
}

/// What is wrong, and where.
void read_fault(codec::ObjectReader& reader, models::NewReport& input) {
  input.place.village_code = reader.text("village", false, 12);
  input.place.address = reader.text("address", false, 300);
  input.place.position = reader.position("position");
  input.facility_code = reader.text("facility_code", false, 64);
  input.facility = reader.id<models::FacilityTag>("facility_id");
  input.facility_class = reader.text("class", false, 64);
  input.fault_kind = reader.text("fault_kind", false, 64);
  input.description = reader.text("description", false, 4000);
  input.frail_person = reader.flag("frail_person", false);
  input.danger = reader.flag("danger", false);
}

std::string outcome_of(const models::WorkOrder& order) {
  return order.resolution ? std::string(models::name(order.resolution->outcome)) : std::string{};
}

}  // namespace

models::Result<models::NewReport> parse_report_part(const std::string& body) {
  return parse_body<models::NewReport>(body, [](codec::ObjectReader& reader) {
    models::NewReport input;
    read_fault(reader, input);
    return input;
  });
}

models::Result<models::NewReport> parse_new_report(const std::string& body) {
  return parse_body<models::NewReport>(body, [](codec::ObjectReader& reader) {
    models::NewReport input;
    input.channel = reader.choice<models::Channel>("channel").value_or(models::Channel::hotline);
    input.reporter = read_reporter(reader);
    read_fault(reader, input);
    input.external_reference = reader.text("external_reference", false, 100);
    input.received_at = reader.time("received_at");
    input.backdating_reason = reader.text("backdating_reason", false, 500);
    input.external_due_at = reader.time("external_due_at");
    return input;
  });
}

models::Result<models::Triage> parse_triage(const std::string& body) {
  return parse_body<models::Triage>(body, [](codec::ObjectReader& reader) {
    models::Triage triage;
    triage.decision =
        reader.choice<models::TriageDecision>("decision", true).value_or(models::TriageDecision::open);
    triage.work_order = reader.id<models::WorkOrderTag>("work_order_id");
    triage.reason = reader.text("reason", false, 500);
    triage.hand_over = read_hand_over(reader);
    triage.fault_kind = reader.text("fault_kind", false, 64);
    triage.village_code = reader.text("village", false, 12);
    triage.facility = reader.id<models::FacilityTag>("facility_id");
    triage.danger = reader.maybe_flag("danger");
    triage.frail_person = reader.maybe_flag("frail_person");
    if (const auto crew = reader.id<models::CrewTag>("crew_id")) triage.crew = crew;
    return triage;
  });
}

models::Result<NewVerdict> parse_verdict(const std::string& body) {
  return parse_body<NewVerdict>(body, [](codec::ObjectReader& reader) {
    NewVerdict input;
    input.verdict.solved = reader.flag("solved", false, true);
    input.verdict.comment = reader.text("comment", false, 500);
    input.verdict.satisfaction = reader.choice<models::Satisfaction>("satisfaction");
    input.channel = reader.choice<models::VerdictChannel>("channel").value_or(models::VerdictChannel::page);
    return input;
  });
}

OrderedJson json_of(const ReportView& view) {
  const auto& report = view.report;
  OrderedJson json;
  json["id"] = report.id.text();
  json["token"] = report.token;
  json["channel"] = models::name(report.channel);
  json["state"] = models::name(report.state);
  json["reporter"] = {{"name", report.reporter.name},
                      {"phone", report.reporter.phone},
                      {"wants_updates", report.reporter.wants_updates}};
  json["village"] = or_null(report.place.village_code);
  json["address"] = report.place.address;
  json["position"] = json_of(report.place.position);
  json["facility"] = json_of(view.facility);
  json["class"] = or_null(report.facility_class);
  json["fault_kind"] = or_null(report.fault_kind);
  json["description"] = report.description;
  json["frail_person"] = report.frail_person;
  json["danger"] = report.danger;
  json["external_reference"] = or_null(report.external_reference);
  json["received_at"] = models::to_rfc3339(report.received_at);
  json["recorded_at"] = models::to_rfc3339(report.recorded_at);
  json["backdating_reason"] = report.backdating_reason;
  json["external_due_at"] = json_of(report.external_due_at);
  json["work_order_id"] = or_null(report.work_order);
  json["triage_reason"] = report.triage_reason;
  json["hand_over"] = report.hand_over ? json_of(*report.hand_over) : OrderedJson(nullptr);
  json["triaged_at"] = json_of(report.triaged_at);
  json["verdict"] = verdict_of(report);
  json["callbacks_unanswered"] = report.callbacks_unanswered;
  json["simulated"] = report.simulated;
  json["version"] = report.version;
  return json;
}

std::string write(const ReportView& report) { return json_of(report).dump(); }

std::string write(const models::Page<ReportView>& page) { return page_of(page); }

std::string write(const TriagedView& triaged) {
  OrderedJson json{{"report", json_of(triaged.report)}};
  json["work_order"] = triaged.order ? json_of(*triaged.order) : OrderedJson(nullptr);
  return json.dump();
}

std::string write(const std::vector<DuplicateView>& candidates) {
  auto items = OrderedJson::array();
  for (const auto& candidate : candidates)
    items.push_back({{"work_order", json_of(candidate.order)},
                     {"score", candidate.score},
                     {"reasons", candidate.reasons}});
  return OrderedJson{{"items", std::move(items)}}.dump();
}

std::string write(const PublicReportView& view) {
  const auto& report = view.report;
  OrderedJson json;
  json["token"] = report.token;
  json["state"] = models::name(report.state);
  json["received_at"] = models::to_rfc3339(report.received_at);
  json["class"] = or_null(report.facility_class);
  json["fault_kind"] = or_null(report.fault_kind);
  json["village"] = or_null(view.village_name);
  json["description"] = report.description;
  json["promised_at"] =
      view.promise ? OrderedJson(models::to_rfc3339(view.promise->at)) : OrderedJson(nullptr);
  json["promise"] = view.promise ? json_of(*view.promise, view.reasons) : OrderedJson(nullptr);
  json["late"] = view.late;
  json["work_order_number"] = view.order ? OrderedJson(view.order->number) : OrderedJson(nullptr);
  json["work_order_state"] = view.order ? OrderedJson(models::name(view.order->state)) : OrderedJson(nullptr);
  json["outcome"] = view.order ? or_null(outcome_of(*view.order)) : OrderedJson(nullptr);
  json["still_owed"] = view.child.has_value();
  // The reason of a crew's choice is the staff's own; the reporter is told why nothing comes of it.
  const bool refused =
      report.state == models::ReportState::rejected || report.state == models::ReportState::referred;
  json["reason"] = view.order && !view.order->cancellation_reason.empty() ? view.order->cancellation_reason
                   : refused                                              ? report.triage_reason
                                                                          : "";
  json["hand_over_service"] =
      report.hand_over ? OrderedJson(report.hand_over->service) : OrderedJson(nullptr);
  auto& progress = json["progress"] = OrderedJson::array();
  for (const auto& step : view.progress) {
    const auto reason = view.reasons.find(step.reason);
    progress.push_back(
        {{"kind", models::name(step.about)},
         {"at", models::to_rfc3339(step.at)},
         {"reason", reason == view.reasons.end() ? OrderedJson(nullptr) : json_of(reason->second)},
         {"promised_at", json_of(step.promised_at)}});
  }
  json["may_judge"] = view.may_judge;
  json["verdict"] = verdict_of(report);
  json["village_code"] = or_null(report.place.village_code);
  json["updates"] = {{"wanted", report.reporter.wants_updates},
                     {"number_known", !report.reporter.phone.empty()}};
  json["attached"] = {{"photos", view.attached_photos}, {"voice_notes", view.attached_voices}};
  return json.dump();
}

}  // namespace api
