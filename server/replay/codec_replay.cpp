#include "server/replay/codec_replay.h"

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "models/names.h"

namespace replay {
namespace {

using Json = nlohmann::json;
using Ordered = nlohmann::ordered_json;

std::string text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? std::string() : found->get<std::string>();
}

std::optional<models::Time> time_of(const Json& object, const char* key) {
  const auto text = text_of(object, key);
  if (text.empty()) return std::nullopt;
  const auto time = models::parse_rfc3339(text);
  if (!time) throw AnswerError(std::string(key) + " is no time: " + text);
  return time;
}

models::Duration duration_of(const Json& object, const char* key) {
  const auto duration = models::parse_iso8601(object.at(key).get<std::string>());
  if (!duration) throw AnswerError(std::string(key) + " is no length of time");
  return *duration;
}

std::vector<std::string> texts_of(const Json& object, const char* key) {
  std::vector<std::string> texts;
  const auto found = object.find(key);
  if (found == object.end() || found->is_null()) return texts;
  for (const auto& item : *found) texts.push_back(item.get<std::string>());
  return texts;
}

SeenReport report_of(const Json& json) {
  SeenReport report;
  report.id = json.at("id").get<std::string>();
  report.reference = text_of(json, "external_reference");
  report.state = json.at("state").get<std::string>();
  report.work_order = text_of(json, "work_order_id");
  report.version = json.at("version").get<int>();
  return report;
}

void read_resolve_clock(const Json& json, SeenOrder& order) {
  for (const auto& clock : json.at("clocks")) {
    if (clock.at("target") != "resolve") continue;
    order.resolve_limit = duration_of(clock, "limit");
    order.paused_for = models::Duration{clock.at("paused_seconds").get<std::int64_t>()};
    const auto stopped = time_of(clock, "stopped_at");
    const auto due = time_of(clock, "due_at");
    order.breached = time_of(clock, "breached_at").has_value() || (stopped && due && *stopped > *due);
  }
}

SeenOrder order_of(const Json& json) {
  SeenOrder order;
  order.id = json.at("id").get<std::string>();
  order.number = json.at("number").get<std::string>();
  order.state = json.at("state").get<std::string>();
  order.facility_class = json.at("class").get<std::string>();
  order.severity = json.at("severity").get<std::string>();
  order.crew = text_of(json, "crew_id");
  order.parent = text_of(json, "parent_id");
  order.children = texts_of(json, "child_ids");
  order.report_count = json.at("report_count").get<int>();
  order.version = json.at("version").get<int>();
  order.paused = json.at("paused").get<bool>();
  order.made_safe = !text_of(json, "made_safe_at").empty();
  order.received_at = time_of(json, "received_at").value_or(models::Time{});
  order.opened_at = time_of(json, "opened_at").value_or(models::Time{});
  order.resolved_at = time_of(json, "resolved_at");
  read_resolve_clock(json, order);
  if (const auto reports = json.find("reports"); reports != json.end())
    for (const auto& report : *reports) order.references.push_back(text_of(report, "external_reference"));
  return order;
}

template <class Read>
auto read(const std::string& text, Read read_json) {
  try {
    return read_json(Json::parse(text));
  } catch (const Json::exception& error) {
    throw AnswerError("an answer is not what the interface promises: " + std::string(error.what()));
  }
}

template <class T, class ReadItem>
PageOf<T> page_of(const std::string& text, ReadItem read_item) {
  return read(text, [&](const Json& json) {
    PageOf<T> page;
    for (const auto& item : json.at("items")) page.items.push_back(read_item(item));
    page.next = text_of(json, "next");
    return page;
  });
}

template <class T, class ReadItem>
std::vector<T> items_of(const std::string& text, ReadItem read_item) {
  return page_of<T>(text, read_item).items;
}

TownCrew crew_of(const Json& json) {
  return {json.at("id").get<std::string>(), json.at("code").get<std::string>(), texts_of(json, "skills"),
          json.value("active", true)};
}

TownRegister::Kind kind_of(const Json& json) {
  TownRegister::Kind kind;
  kind.code = json.at("code").get<std::string>();
  kind.facility_class = json.at("class").get<std::string>();
  kind.name = text_of(json.at("name"), "zh");
  kind.wording = texts_of(json, "wording");
  kind.skill = text_of(json, "skill");
  kind.refer_to = text_of(json, "refer_to");
  kind.has_danger_questions = !json.at("questions").empty();
  kind.estimate = duration_of(json, "estimate");
  return kind;
}

Ordered position_json(const models::Position& position) {
  Ordered json{{"latitude", position.latitude}, {"longitude", position.longitude}};
  if (!position.source.empty()) json["source"] = position.source;
  return json;
}

void add_text(Ordered& json, const char* key, const std::string& text) {
  if (!text.empty()) json[key] = text;
}

}  // namespace

std::string write_credentials(const std::string& username, const std::string& password) {
  return Ordered{{"username", username}, {"password", password}}.dump();
}

std::string write_password_change(const std::string& current, const std::string& chosen) {
  return Ordered{{"current_password", current}, {"new_password", chosen}}.dump();
}

std::string write_account(const std::string& username, const std::string& password,
                          const std::string& display_name, const std::string& role,
                          const std::string& crew_id) {
  Ordered json{
      {"username", username}, {"password", password}, {"display_name", display_name}, {"role", role}};
  add_text(json, "crew_id", crew_id);
  return json.dump();
}

std::string write_report(const models::NewReport& report) {
  Ordered json;
  json["channel"] = models::name(report.channel);
  Ordered reporter = Ordered::object();
  add_text(reporter, "name", report.reporter.name);
  add_text(reporter, "phone", report.reporter.phone);
  if (!reporter.empty()) json["reporter"] = reporter;
  add_text(json, "village", report.place.village_code);
  add_text(json, "address", report.place.address);
  if (report.place.position) json["position"] = position_json(*report.place.position);
  add_text(json, "facility_code", report.facility_code);
  add_text(json, "class", report.facility_class);
  add_text(json, "fault_kind", report.fault_kind);
  add_text(json, "description", report.description);
  if (report.frail_person) json["frail_person"] = true;
  if (report.danger) json["danger"] = true;
  add_text(json, "external_reference", report.external_reference);
  return json.dump(-1, ' ', false, Ordered::error_handler_t::replace);
}

std::string write_open(const std::string& fault_kind) {
  return Ordered{{"decision", "open"}, {"fault_kind", fault_kind}}.dump();
}
std::string write_merge(const std::string& work_order) {
  return Ordered{{"decision", "merge"}, {"work_order_id", work_order}}.dump();
}
std::string write_reject(const std::string& reason) {
  return Ordered{{"decision", "reject"}, {"reason", reason}}.dump();
}
std::string write_hand_over(const std::string& service, const std::string& reason) {
  return Ordered{{"decision", "refer"}, {"reason", reason}, {"hand_over", {{"service", service}}}}.dump();
}
std::string write_reason(const std::string& reason) { return Ordered{{"reason", reason}}.dump(); }
std::string write_arrival(const std::optional<models::Position>& position) {
  Ordered json = Ordered::object();
  if (position) json["position"] = position_json({position->latitude, position->longitude, "phone"});
  return json.dump();
}
std::string write_pause(const std::string& reason, const std::string& note) {
  return Ordered{{"reason", reason}, {"note", note}}.dump();
}
std::string write_resolution(models::Outcome outcome, const std::string& cause, const std::string& action) {
  return Ordered{{"outcome", models::name(outcome)}, {"cause", cause}, {"action", action}}.dump();
}
std::string write_closure(bool confirmed, const std::string& method, const std::string& note) {
  return Ordered{{"confirmed", confirmed}, {"method", method}, {"note", note}}.dump();
}
std::string write_note(const std::string& text) { return Ordered{{"text", text}}.dump(); }
std::string write_assignment(const std::string& crew_id, const std::string& reason) {
  Ordered json = Ordered::object();
  add_text(json, "crew_id", crew_id);
  add_text(json, "reason", reason);
  return json.dump();
}

std::string parse_token(const std::string& text) {
  return read(text, [](const Json& json) { return json.at("token").get<std::string>(); });
}
SeenReport parse_report(const std::string& text) { return read(text, report_of); }
SeenOrder parse_order(const std::string& text) { return read(text, order_of); }
Triaged parse_triaged(const std::string& text) {
  return read(text, [](const Json& json) {
    Triaged triaged{report_of(json.at("report")), std::nullopt};
    if (!json.at("work_order").is_null()) triaged.work_order = order_of(json.at("work_order"));
    return triaged;
  });
}
PageOf<SeenReport> parse_reports(const std::string& text) { return page_of<SeenReport>(text, report_of); }
PageOf<SeenOrder> parse_orders(const std::string& text) { return page_of<SeenOrder>(text, order_of); }
std::vector<SeenEvent> parse_events(const std::string& text) {
  return items_of<SeenEvent>(text, [](const Json& json) {
    SeenEvent event;
    const auto id = json.at("id").get<std::string>();
    if (std::from_chars(id.data(), id.data() + id.size(), event.id).ec != std::errc{})
      throw AnswerError("an event has no number: " + id);
    event.kind = json.at("kind").get<std::string>();
    event.state = text_of(json, "state");
    event.report = text_of(json, "report_id");
    event.by = text_of(json, "by");
    return event;
  });
}
std::vector<Candidate> parse_candidates(const std::string& text) {
  return items_of<Candidate>(text, [](const Json& json) {
    return Candidate{json.at("work_order").at("id").get<std::string>(), json.at("score").get<int>()};
  });
}
TownCrew parse_crew(const std::string& text) { return read(text, crew_of); }
std::vector<TownCrew> parse_crews(const std::string& text) { return items_of<TownCrew>(text, crew_of); }
std::vector<std::string> parse_villages(const std::string& text) {
  std::vector<std::string> in_care, others;
  const auto add = [&](const Json& json) {
    (json.value("in_care", false) ? in_care : others).push_back(json.at("code").get<std::string>());
    return 0;
  };
  (void)items_of<int>(text, add);
  return in_care.empty() ? others : in_care;
}
void parse_classes(const std::string& text, TownRegister& town) {
  const auto add = [&](const Json& json) {
    const auto code = json.at("code").get<std::string>();
    town.classes.push_back(code);
    if (json.at("merges_by_circuit").get<bool>()) town.classes_by_circuit.push_back(code);
    return 0;
  };
  (void)items_of<int>(text, add);
}
std::vector<ClosingRules> parse_closing_rules(const std::string& text) {
  std::vector<ClosingRules> rules;
  const auto add = [&](const Json& json) {
    if (!json.value("verify_after_dusk", false) && json.value("recheck_percent", 0) == 0) return 0;
    Json body{{"class", json}, {"fault_kinds", Json::array()}, {"policies", Json::array()}};
    ClosingRules made{json.at("code").get<std::string>(), body.dump(), ""};
    body["class"]["verify_after_dusk"] = false;
    body["class"]["recheck_percent"] = 0;
    made.without = body.dump();
    rules.push_back(std::move(made));
    return 0;
  };
  (void)items_of<int>(text, add);
  return rules;
}
std::vector<TownRegister::Kind> parse_kinds(const std::string& text) {
  return items_of<TownRegister::Kind>(text, kind_of);
}
PageOf<TownRegister::Facility> parse_facilities(const std::string& text) {
  return page_of<TownRegister::Facility>(text, [](const Json& json) {
    return TownRegister::Facility{json.at("code").get<std::string>(), json.at("class").get<std::string>(),
                                  text_of(json, "village"), text_of(json, "circuit")};
  });
}

std::string problem_of(const std::string& text) {
  const auto json = Json::parse(text, nullptr, false);
  constexpr std::size_t longest = 200;
  if (!json.is_object()) return text.substr(0, longest);
  std::string problem;
  try {
    problem = text_of(json, "detail");
    if (problem.empty()) problem = text_of(json, "title");
    if (const auto errors = json.find("errors"); errors != json.end())
      for (const auto& error : *errors)
        problem += " [" + text_of(error, "field") + ": " + text_of(error, "detail") + "]";
  } catch (const Json::exception&) {
    problem = text.substr(0, longest);
  }
  return problem;
}

struct JsonLine::Content {
  Ordered json = Ordered::object();
};
JsonLine::JsonLine() : content_(std::make_unique<Content>()) {}
JsonLine::~JsonLine() = default;
void JsonLine::add(const std::string& key, std::int64_t value) { content_->json[key] = value; }
void JsonLine::add(const std::string& key, double value) {
  content_->json[key] = std::round(value * 100) / 100;
}
void JsonLine::add(const std::string& key, const std::string& value) { content_->json[key] = value; }
std::string JsonLine::text() const {
  return content_->json.dump(-1, ' ', false, Ordered::error_handler_t::replace);
}

}  // namespace replay
