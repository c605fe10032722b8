#include "server/api/codec_report.h"

#include "server/api/codec_body.h"
#include "server/api/codec_written.h"

namespace api {
namespace {

using codec::OrNull;
using codec::TextWriter;

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

void put_hand_over(TextWriter& out, const models::HandOver& hand_over) {
  out.object("service", hand_over.service, "reference", hand_over.reference, "note", hand_over.note);
}

void put_verdict(TextWriter& out, const models::Report& report) {
  if (!report.verdict_solved) return out.null();
  out.object("solved", *report.verdict_solved, "comment", report.verdict_comment, "satisfaction",
             report.satisfaction, "channel", report.verdict_channel, "at", report.verdict_at);
}

using ReasonNames = std::map<std::string, models::LocalizedText>;

std::optional<models::LocalizedText> name_of(const ReasonNames& names, const std::string& reason) {
  const auto found = names.find(reason);
  return found == names.end() ? std::nullopt : std::optional(found->second);
}

/// Why a promise moved, in the order in which it did; the words of the staff stay with the staff.
void put_moves(TextWriter& out, const Promise& promise, const ReasonNames& names) {
  struct Move {
    std::string_view kind;
    std::string reason;
    models::Time from;
    std::optional<models::Time> to;
  };
  std::vector<Move> moves;
  for (const auto& pause : promise.pauses) moves.push_back({"paused", pause.reason, pause.from, pause.to});
  for (const auto& extension : promise.extensions) {
    const auto granted = extension.decided_at.value_or(extension.at);
    moves.push_back({"extended", extension.reason, granted, granted});
  }
  for (const auto& recount : promise.recounts) moves.push_back({"recounted", "", recount.at, recount.at});
  out.list(moves, [&](const Move& move) {
    out.object("kind", move.kind, "reason", move.reason, "reason_name", name_of(names, move.reason), "from",
               move.from, "to", move.to);
  });
}

void put_promise(TextWriter& out, const Promise& promise, const ReasonNames& names) {
  out.object("at", promise.at, "first_at", promise.first_at, "state", promise.state, "moved_by",
             [&] { put_moves(out, promise, names); });
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

void put(TextWriter& out, const ReportView& view) {
  const auto& report = view.report;
  out.begin_object();
  out.field("id", report.id).field("token", report.token).field("channel", report.channel);
  out.field("state", report.state).field("reporter", [&] {
    out.object("name", report.reporter.name, "phone", report.reporter.phone, "wants_updates",
               report.reporter.wants_updates);
  });
  out.field("village", OrNull{report.place.village_code}).field("address", report.place.address);
  out.field("position", report.place.position).field("facility", view.facility);
  out.field("class", OrNull{report.facility_class}).field("fault_kind", OrNull{report.fault_kind});
  out.field("description", report.description).field("frail_person", report.frail_person);
  out.field("danger", report.danger).field("external_reference", OrNull{report.external_reference});
  out.field("received_at", report.received_at).field("recorded_at", report.recorded_at);
  out.field("backdating_reason", report.backdating_reason).field("external_due_at", report.external_due_at);
  out.field("work_order_id", report.work_order).field("triage_reason", report.triage_reason);
  out.field("hand_over", [&] { report.hand_over ? put_hand_over(out, *report.hand_over) : out.null(); });
  out.field("triaged_at", report.triaged_at).field("verdict", [&] { put_verdict(out, report); });
  out.field("callbacks_unanswered", report.callbacks_unanswered).field("simulated", report.simulated);
  out.field("version", report.version);
  out.end_object();
}

std::string write(const ReportView& report) { return codec::text_of(report); }

std::string write(const models::Page<ReportView>& page) { return written_page(page); }

std::string write(const TriagedView& triaged) {
  TextWriter out;
  out.object("report", triaged.report, "work_order", triaged.order);
  return out.text();
}

std::string write(const std::vector<DuplicateView>& candidates) {
  TextWriter out;
  out.object("items", [&] {
    out.list(candidates, [&](const DuplicateView& one) {
      out.object("work_order", one.order, "score", one.score, "reasons", one.reasons);
    });
  });
  return out.text();
}

std::string write(const PublicReportView& view) {
  const auto& report = view.report;
  const auto* order = view.order ? &*view.order : nullptr;
  TextWriter out;
  out.begin_object();
  out.field("token", report.token).field("state", report.state).field("received_at", report.received_at);
  out.field("class", OrNull{report.facility_class}).field("fault_kind", OrNull{report.fault_kind});
  out.field("village", OrNull{view.village_name}).field("description", report.description);
  out.field("promised_at", view.promise ? std::optional(view.promise->at) : std::nullopt);
  out.field("promise", [&] { view.promise ? put_promise(out, *view.promise, view.reasons) : out.null(); });
  out.field("late", view.late).field("work_order_number", OrNull{order ? order->number : ""});
  out.field("work_order_state", order ? std::optional(order->state) : std::nullopt);
  out.field("outcome", order && order->resolution ? std::optional(order->resolution->outcome) : std::nullopt);
  out.field("still_owed", view.child.has_value());
  // The reason of a crew's choice is the staff's own; the reporter is told why nothing comes of it.
  const bool refused =
      report.state == models::ReportState::rejected || report.state == models::ReportState::referred;
  const bool called_off = order && !order->cancellation_reason.empty();
  out.field("reason", called_off ? order->cancellation_reason : refused ? report.triage_reason : "");
  out.field("hand_over_service", report.hand_over ? std::optional(report.hand_over->service) : std::nullopt);
  out.field("progress", [&] {
    out.list(view.progress, [&](const models::Notification& step) {
      out.object("kind", step.about, "at", step.at, "reason", name_of(view.reasons, step.reason),
                 "promised_at", step.promised_at);
    });
  });
  out.field("may_judge", view.may_judge).field("verdict", [&] { put_verdict(out, report); });
  out.field("village_code", OrNull{report.place.village_code}).field("updates", [&] {
    out.object("wanted", report.reporter.wants_updates, "number_known", !report.reporter.phone.empty());
  });
  out.field("attached",
            [&] { out.object("photos", view.attached_photos, "voice_notes", view.attached_voices); });
  out.end_object();
  return out.text();
}

}  // namespace api
