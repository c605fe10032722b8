#include "dispatch/phone_calls.h"

#include <algorithm>

#include "dispatch/change.h"
#include "dispatch/permissions.h"
#include "dispatch/text.h"
#include "models/names.h"

namespace dispatch {
namespace {

constexpr std::size_t longest_id = 100, longest_recording = 500;
constexpr models::Duration oldest_call = std::chrono::hours{24 * 7};
constexpr models::Duration clocks_differ = std::chrono::minutes{5};  // the telephone system has its own
constexpr models::Duration longest_call = std::chrono::hours{12};

bool is_web_address(std::string_view text) {
  if (!text.starts_with("https://") && !text.starts_with("http://")) return false;
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c != '"' && c != '<' && c != '>'; });
}

models::Result<void> check(const CallTold& told, models::Time now) {
  Fields fields;
  fields.required_text("call_id", told.external_id, longest_id);
  fields.phone("caller", told.caller);
  fields.text("callee", told.callee, longest_phone);
  fields.text("recording", told.recording, longest_recording);
  if (!told.recording.empty() && !is_web_address(told.recording))
    fields.add("recording", "bad_format", "recording is a web address that begins with https:// or http://");
  if (*told.began_at > now + clocks_differ)
    fields.add("began_at", "out_of_range", "began_at lies in the future: set the telephone system's clock");
  if (*told.began_at < now - oldest_call)
    fields.add("began_at", "out_of_range", "began_at is more than 7 days ago");
  if (told.ended_at && (*told.ended_at < *told.began_at || *told.ended_at > *told.began_at + longest_call))
    fields.add("ended_at", "out_of_range", "ended_at is within 12 hours after began_at");
  if (!fields.good()) return fields.error();
  return {};
}

void tell_of(models::Transaction& tx, const models::Actor& actor, const models::PhoneCall& call,
             models::EventKind kind, models::Time now) {
  tx.events().append(event_of(actor, now, kind, {{"call", call.id.text()}, {"callee", call.callee}}));
}

models::Result<CallKept> told_again(models::Transaction& tx, models::PhoneCall call, const CallTold& told,
                                    bool began_told) {
  const bool other = (!told.caller.empty() && !call.caller.empty() && told.caller != call.caller) ||
                     (began_told && *told.began_at != call.began_at);
  if (other)
    return models::conflict(
        "This call_id was told before with another caller or beginning: give every call "
        "an id of its own.",
        {});
  auto more = call;
  if (told.ended_at) {
    if (*told.ended_at < call.began_at || *told.ended_at > call.began_at + longest_call)
      return models::invalid("ended_at", "out_of_range", "ended_at is within 12 hours after began_at");
    more.ended_at = told.ended_at;
  }
  if (!told.recording.empty()) more.recording = told.recording;
  if (!told.callee.empty()) more.callee = told.callee;
  tx.phone_calls().update(more);
  return CallKept{std::move(more), false};
}

models::Result<models::PhoneCall> find_for_desk(models::Transaction& tx, const models::Actor& actor,
                                                models::PhoneCallId id) {
  if (auto allowed = require(actor, Permission::report_triage); !allowed) return allowed.error();
  auto call = tx.phone_calls().find(id);
  if (!call) return models::not_found("There is no such call.");
  return *std::move(call);
}

}  // namespace

models::Result<CallKept> receive_call(models::Transaction& tx, const models::Actor& actor, CallTold told,
                                      models::Time now) {
  if (auto allowed = require(actor, Permission::report_triage); !allowed) return allowed.error();
  for (auto* text : {&told.external_id, &told.caller, &told.callee, &told.recording}) *text = trimmed(*text);
  const bool began_told = told.began_at.has_value();
  if (!began_told) told.began_at = now;
  auto known = tx.phone_calls().find_by_external_id(told.external_id);
  if (known && !began_told) told.began_at = known->began_at;
  // The end may be told long after the beginning.
  if (auto good = check(told, known ? std::max(now, known->began_at) : now); !good) return good.error();
  if (known) return told_again(tx, *std::move(known), told, began_told);
  models::PhoneCall call;
  call.external_id = std::move(told.external_id);
  call.caller = std::move(told.caller);
  call.callee = std::move(told.callee);
  call.began_at = *told.began_at;
  call.ended_at = told.ended_at;
  call.recording = std::move(told.recording);
  call.recorded_at = now;
  call.recorded_by = actor.account;
  call.id = tx.phone_calls().insert(call);
  // A call told of after its end rings nowhere.
  if (!call.ended_at) tell_of(tx, actor, call, models::EventKind::call_received, now);
  return CallKept{std::move(call), true};
}

models::Result<models::PhoneCall> take_call(models::Transaction& tx, const models::Actor& actor,
                                            models::PhoneCallId id, models::Time now) {
  auto call = find_for_desk(tx, actor, id);
  if (!call) return call.error();
  if (call->taken_at && call->taken_by != actor.account)
    return models::conflict("This call was taken by " + call->taken_by_name + ".", {});
  if (call->taken_at) return call;
  call->taken_by = actor.account;
  call->taken_by_name = actor.name;
  call->taken_at = now;
  tx.phone_calls().update(*call);
  tell_of(tx, actor, *call, models::EventKind::call_taken, now);
  return call;
}

models::Result<models::PhoneCall> link_call(models::Transaction& tx, const models::Actor& actor,
                                            models::PhoneCallId id, models::ReportId report_id) {
  auto call = find_for_desk(tx, actor, id);
  if (!call) return call.error();
  const auto report = tx.reports().find(report_id);
  if (!report || !may_see(actor, *report))
    return models::invalid("report_id", "unknown", "report_id is no report that you may see");
  if (call->report && call->report != report_id)
    return models::conflict("Report " + call->report.text() + " came of this call already.", {});
  call->report = report_id;
  tx.phone_calls().update(*call);
  return call;
}

}  // namespace dispatch
