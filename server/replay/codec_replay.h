#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "models/report.h"
#include "server/replay/ledger.h"
#include "server/replay/winter_week.h"

namespace replay {

/// An answer that is not what the interface promises.
class AnswerError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// What is sent.
std::string write_credentials(const std::string& username, const std::string& password);
std::string write_password_change(const std::string& current, const std::string& chosen);
std::string write_account(const std::string& username, const std::string& password,
                          const std::string& display_name, const std::string& role,
                          const std::string& crew_id);
std::string write_report(const models::NewReport& report);
std::string write_open(const std::string& fault_kind);
std::string write_merge(const std::string& work_order);
std::string write_reject(const std::string& reason);
std::string write_hand_over(const std::string& service, const std::string& reason);
std::string write_reason(const std::string& reason);
std::string write_arrival(const std::optional<models::Position>& position);
std::string write_pause(const std::string& reason, const std::string& note);
std::string write_resolution(models::Outcome outcome, const std::string& cause, const std::string& action);
std::string write_closure(bool confirmed, const std::string& method, const std::string& note);
std::string write_note(const std::string& text);
std::string write_assignment(const std::string& crew_id, const std::string& reason);

/// One page of a list.
template <class T>
struct PageOf {
  std::vector<T> items;
  std::string next;  ///< empty at the end
};

struct Candidate {
  std::string work_order;
  int score = 0;
};

struct Triaged {
  SeenReport report;
  std::optional<SeenOrder> work_order;
};

struct TownCrew {
  std::string id;
  std::string code;
  std::vector<std::string> skills;
  bool active = true;
};

// What is answered. All throw AnswerError when it is not what the interface promises.
std::string parse_token(const std::string& json);
SeenReport parse_report(const std::string& json);
SeenOrder parse_order(const std::string& json);
Triaged parse_triaged(const std::string& json);
PageOf<SeenReport> parse_reports(const std::string& json);
PageOf<SeenOrder> parse_orders(const std::string& json);
std::vector<SeenEvent> parse_events(const std::string& json);
std::vector<Candidate> parse_candidates(const std::string& json);
TownCrew parse_crew(const std::string& json);
std::vector<TownCrew> parse_crews(const std::string& json);
std::vector<std::string> parse_villages(const std::string& json);
void parse_classes(const std::string& json, TownRegister& town);
/// The classes whose repairs have to be seen in the dark or by a checker: by code, the body that saves each
/// as it is, and without these rules.
struct ClosingRules {
  std::string code, as_it_is, without;
};
std::vector<ClosingRules> parse_closing_rules(const std::string& json);
std::vector<TownRegister::Kind> parse_kinds(const std::string& json);
PageOf<TownRegister::Facility> parse_facilities(const std::string& json);
/// What a problem says, with its wrong fields; the beginning of the text when it is none.
std::string problem_of(const std::string& json);

/// The last line: one JSON object of numbers and texts, in this order.
class JsonLine {
 public:
  JsonLine();
  ~JsonLine();
  JsonLine(const JsonLine&) = delete;
  JsonLine& operator=(const JsonLine&) = delete;
  void add(const std::string& key, std::int64_t value);
  void add(const std::string& key, double value);  ///< to the hundredth
  void add(const std::string& key, const std::string& value);
  std::string text() const;

 private:
  struct Content;
  std::unique_ptr<Content> content_;
};

}  // namespace replay
