#include "server/api/codec_request.h"

#include "server/api/codec_body.h"
#include "server/api/codec_writer.h"

namespace api {
namespace {

std::optional<models::Duration> read_duration(codec::ObjectReader& reader, const std::string& key) {
  const auto text = reader.text(key, false, 40);
  if (text.empty()) return std::nullopt;
  const auto duration = models::parse_iso8601(text);
  if (!duration) reader.wrong(key, "bad_format", "must be an ISO 8601 length of time, e.g. PT2H");
  return duration;
}

/// The words of an enum in a list; every unknown one is named.
template <class Enum>
std::vector<Enum> read_words(codec::ObjectReader& reader, const std::string& key) {
  std::vector<Enum> values;
  for (const auto& word : reader.texts(key, 10, 40)) {
    if (const auto value = models::parse<Enum>(word))
      values.push_back(*value);
    else
      reader.wrong(key, "unknown", "'" + word + "' is none of the known words");
  }
  return values;
}

template <class Enum>
OrderedJson words_of(const std::vector<Enum>& values) {
  auto words = OrderedJson::array();
  for (const auto value : values) words.push_back(models::name(value));
  return words;
}

template <class T>
OrderedJson name_or_null(const std::optional<T>& value) {
  return value ? OrderedJson(models::name(*value)) : OrderedJson(nullptr);
}

std::string minute_text(int minute) {
  const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return two(minute / 60) + ":" + two(minute % 60);
}

std::optional<int> read_minute(codec::ObjectReader& reader, const std::string& key) {
  const auto text = reader.text(key, true, 5);
  if (text.empty()) return std::nullopt;
  const auto digit = [&](std::size_t i) { return text[i] - '0'; };
  bool good = text.size() == 5 && text[2] == ':';
  for (const std::size_t i : {0U, 1U, 3U, 4U}) good = good && text[i] >= '0' && text[i] <= '9';
  const int minute = good ? (digit(0) * 10 + digit(1)) * 60 + digit(3) * 10 + digit(4) : -1;
  if (!good || digit(3) > 5 || minute >= 24 * 60) {
    reader.wrong(key, "bad_format", "must be a time of day, e.g. 22:00");
    return std::nullopt;
  }
  return minute;
}

OrderedJson json_of(const OrderBrief& order) {
  return {{"id", order.id.text()},
          {"number", order.number},
          {"state", models::name(order.state)},
          {"severity", models::name(order.severity)},
          {"class", order.facility_class},
          {"fault_kind", order.fault_kind},
          {"village", or_null(order.village_code)},
          {"address", order.address},
          {"crew_id", or_null(order.crew)},
          {"due_at", api::json_of(order.due_at)}};
}

OrderedJson json_of(const RequestView& view) {
  const auto& request = view.request;
  OrderedJson json;
  json["id"] = request.id.text();
  json["work_order"] = json_of(view.order);
  json["kind"] = models::name(request.kind);
  json["state"] = models::name(request.state);
  json["reason"] = request.reason;
  json["reason_name"] = api::json_of(view.reason_name);
  json["note"] = request.note;
  json["photo_id"] = or_null(request.photo);
  json["part_order_number"] = request.part_order_number;
  json["resident_word"] = request.resident_word;
  json["target"] = name_or_null(request.target);
  json["amount"] = request.amount ? OrderedJson(models::to_iso8601(*request.amount)) : OrderedJson(nullptr);
  json["from"] = api::json_of(request.from);
  json["ends_at"] = api::json_of(request.ends_at);
  json["review_at"] = api::json_of(request.review_at);
  json["review_due"] = request.reviewed_at.has_value();
  json["ended_at"] = api::json_of(request.ended_at);
  json["proposed_crew_id"] = or_null(request.proposed_crew);
  json["crew_id"] = or_null(request.crew);
  json["by"] = request.by_name;
  json["at"] = models::to_rfc3339(request.at);
  json["decided_by"] = request.decided_by_name;
  json["decision_note"] = request.decision_note;
  json["decided_at"] = api::json_of(request.decided_at);
  json["may_decide"] = view.may_decide;
  json["may_withdraw"] = view.may_withdraw;
  return json;
}

OrderedJson json_of(const models::RequestReason& reason) {
  return {{"code", reason.code},
          {"name", api::json_of(reason.name)},
          {"kinds", words_of(reason.kinds)},
          {"longest", reason.longest.count() > 0 ? OrderedJson(models::to_iso8601(reason.longest))
                                                 : OrderedJson(nullptr)},
          {"proofs", words_of(reason.proofs)},
          {"needs_approval", reason.needs_approval},
          {"active", reason.active}};
}

OrderedJson json_of(const AlertView& view) {
  const auto& alert = view.alert;
  return {{"id", alert.id.text()},
          {"work_order", json_of(view.order)},
          {"trigger", models::name(alert.trigger)},
          {"target", name_or_null(alert.target)},
          {"step", alert.step + 1},
          {"who", models::name(alert.who)},
          {"at", models::to_rfc3339(alert.at)},
          {"acknowledged_at", api::json_of(alert.acknowledged_at)},
          {"acknowledged_by", alert.acknowledged_by_name},
          {"note", alert.note},
          {"may_acknowledge", view.may_acknowledge}};
}

OrderedJson json_of(const models::EscalationChain& chain) {
  auto steps = OrderedJson::array();
  for (const auto& step : chain.steps)
    steps.push_back({{"after", models::to_iso8601(step.after)}, {"who", models::name(step.who)}});
  OrderedJson json{{"code", chain.code},
                   {"name", api::json_of(chain.name)},
                   {"trigger", models::name(chain.trigger)},
                   {"severity", name_or_null(chain.severity)},
                   {"class", or_null(chain.facility_class)},
                   {"village", or_null(chain.village_code)},
                   {"steps", std::move(steps)}};
  json["quiet"] = chain.quiet ? OrderedJson{{"from", minute_text(chain.quiet->from_minute)},
                                            {"to", minute_text(chain.quiet->to_minute)}}
                              : OrderedJson(nullptr);
  json["then"] = or_null(chain.then);
  return json;
}

OrderedJson json_of(const RecheckView& view) {
  const auto& recheck = view.recheck;
  return {{"id", recheck.id.text()},
          {"work_order", json_of(view.order)},
          {"drawn_at", models::to_rfc3339(recheck.drawn_at)},
          {"passed", recheck.passed ? OrderedJson(*recheck.passed) : OrderedJson(nullptr)},
          {"note", recheck.note},
          {"by", recheck.by_name},
          {"done_at", api::json_of(recheck.done_at)},
          {"may_do", view.may_do}};
}

template <class Item>
std::string page_text(const models::Page<Item>& page) {
  auto items = OrderedJson::array();
  for (const auto& item : page.items) items.push_back(json_of(item));
  return OrderedJson{{"items", std::move(items)}, {"next", or_null(page.next)}}.dump();
}

template <class Item>
std::string items_text(const std::vector<Item>& list) {
  auto items = OrderedJson::array();
  for (const auto& item : list) items.push_back(json_of(item));
  return OrderedJson{{"items", std::move(items)}}.dump();
}

}  // namespace

models::Result<dispatch::NewRequest> parse_new_request(const std::string& body) {
  return parse_body<dispatch::NewRequest>(body, [](codec::ObjectReader& reader) {
    dispatch::NewRequest input;
    input.kind = reader.choice<models::RequestKind>("kind", true).value_or(models::RequestKind::pause);
    input.reason = reader.text("reason", true, 64);
    input.note = reader.text("note", false, 4000);
    input.photo = reader.id<models::PhotoTag>("photo_id");
    input.part_order_number = reader.text("part_order_number", false, 64);
    input.resident_word = reader.text("resident_word", false, 2000);
    input.target = reader.choice<models::SlaTarget>("target");
    input.amount = read_duration(reader, "amount");
    input.from = reader.time("from");
    input.review_at = reader.time("review_at");
    input.proposed_crew = reader.id<models::CrewTag>("proposed_crew_id");
    return input;
  });
}

models::Result<NewDecision> parse_decision(const std::string& body) {
  if (body.empty()) return NewDecision{};
  return parse_body<NewDecision>(body, [](codec::ObjectReader& reader) {
    NewDecision input;
    input.note = reader.text("note", false, 4000);
    if (const auto crew = reader.id<models::CrewTag>("crew_id")) input.crew = crew;
    return input;
  });
}

models::Result<std::string> parse_optional_note(const std::string& body) {
  if (body.empty()) return std::string{};
  return parse_body<std::string>(
      body, [](codec::ObjectReader& reader) { return reader.text("note", false, 4000); });
}

models::Result<models::RequestReason> parse_request_reason(const std::string& body, const std::string& code) {
  return parse_body<models::RequestReason>(body, [&](codec::ObjectReader& reader) {
    models::RequestReason reason;
    reason.code = code;
    reason.name = reader.localized("name", true);
    reason.kinds = read_words<models::RequestKind>(reader, "kinds");
    reason.longest = read_duration(reader, "longest").value_or(models::Duration{0});
    reason.proofs = read_words<models::Proof>(reader, "proofs");
    reason.needs_approval = reader.flag("needs_approval", true);
    reason.active = reader.flag("active", true);
    return reason;
  });
}

models::Result<models::EscalationChain> parse_chain(const std::string& body, const std::string& code) {
  return parse_body<models::EscalationChain>(body, [&](codec::ObjectReader& reader) {
    models::EscalationChain chain;
    chain.code = code;
    chain.name = reader.localized("name", true);
    chain.trigger =
        reader.choice<models::AlertTrigger>("trigger", true).value_or(models::AlertTrigger::unsigned_);
    chain.severity = reader.choice<models::Severity>("severity");
    chain.facility_class = reader.text("class", false, 64);
    chain.village_code = reader.text("village", false, 12);
    for (auto& step : reader.objects("steps", true, 50)) {
      models::EscalationStep made;
      if (!step.has("after")) step.wrong("after", "required", "say after how long, e.g. PT15M");
      made.after = read_duration(step, "after").value_or(models::Duration{0});
      made.who = step.choice<models::AlertReader>("who", true).value_or(models::AlertReader::crew_lead);
      step.finish();
      chain.steps.push_back(made);
    }
    if (auto quiet = reader.object("quiet", false)) {
      const auto from = read_minute(*quiet, "from"), to = read_minute(*quiet, "to");
      quiet->finish();
      chain.quiet = models::QuietHours{from.value_or(0), to.value_or(0)};
    }
    chain.then = reader.text("then", false, 64);
    return chain;
  });
}

models::Result<NewRecheck> parse_recheck(const std::string& body) {
  return parse_body<NewRecheck>(body, [](codec::ObjectReader& reader) {
    return NewRecheck{reader.flag("passed", false, true), reader.text("note", false, 500)};
  });
}

std::string write(const RequestView& request) { return json_of(request).dump(); }
std::string write(const models::Page<RequestView>& page) { return page_text(page); }
std::string write(const models::RequestReason& reason) { return json_of(reason).dump(); }
std::string write(const std::vector<models::RequestReason>& reasons) { return items_text(reasons); }
std::string write(const AlertView& alert) { return json_of(alert).dump(); }
std::string write(const models::Page<AlertView>& page) { return page_text(page); }
std::string write(const models::EscalationChain& chain) { return json_of(chain).dump(); }
std::string write(const std::vector<models::EscalationChain>& chains) { return items_text(chains); }
std::string write(const RecheckView& recheck) { return json_of(recheck).dump(); }
std::string write(const models::Page<RecheckView>& page) { return page_text(page); }

}  // namespace api
