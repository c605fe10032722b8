#include "server/storage/sql/plain_decision.h"

#include <limits>
#include <vector>

#include "server/storage/sql/plain_lists.h"

namespace sql {
namespace {

using models::AssignmentDecision;

// Each goes past a comma first: no list begins with any of them.
bool number(PlainText& text, int& into) {
  std::int64_t value = 0;
  if (!text.take(",") || !text.number(value)) return false;
  into = static_cast<int>(value);
  return value >= std::numeric_limits<int>::min() && value <= std::numeric_limits<int>::max();
}
bool number(PlainText& text, std::int64_t& into) { return text.take(",") && text.number(into); }
bool number(PlainText& text, models::CrewId& into) { return number(text, into.value); }
bool number(PlainText& text, models::Duration& into) {
  std::int64_t seconds = 0;
  if (!number(text, seconds)) return false;
  into = models::Duration{seconds};
  return true;
}
bool number(PlainText& text, models::Time& into) {
  std::int64_t seconds = 0;
  if (!number(text, seconds)) return false;
  into = models::from_unix(seconds);
  return true;
}
bool number(PlainText& text, std::optional<models::Time>& into) {
  std::optional<std::int64_t> seconds;
  if (!text.take(",") || !text.number_or_null(seconds)) return false;
  into.reset();
  if (seconds) into = models::from_unix(*seconds);
  return true;
}

template <class... Fields>
bool numbers(PlainText& text, Fields&... fields) {
  return (number(text, fields) && ...);
}

bool truth(PlainText& text, bool& into) {
  into = text.take(",true");
  return into || text.take(",false");
}

/// `item` reads what is between the brackets of one.
template <class Item>
bool rows(PlainText& text, const Item& item) {
  return text.take("[]") || text.list([&] { return text.take("[") && item() && text.take("]"); });
}

bool words(PlainText& text, std::vector<std::string>& into) {
  return text.take("[]") || text.list([&] { return text.word(into.emplace_back()); });
}

bool option(PlainText& text, models::DecisionOption& option) {
  auto& cost = option.cost;
  return text.number(option.crew.value) &&
         numbers(text, option.arrival, option.finish, cost.danger, cost.late, cost.effort, cost.stability,
                 option.missed, option.late) &&
         text.take(",") && rows(text, [&] {
           auto& delay = option.delays.emplace_back();
           return text.number(delay.work_order.value) && numbers(text, delay.later, delay.missed);
         });
}

bool chosen(PlainText& text, AssignmentDecision& decision) {
  return text.take("null") || (text.take("[") && option(text, decision.chosen.emplace()) && text.take("]"));
}

bool relaxation(PlainText& text, models::DecisionRelaxation& one) {
  return text.word(one.rule) && numbers(text, one.crew, one.amount, one.arrival) && truth(text, one.in_time);
}

bool moved(PlainText& text, models::DecisionMove& one) {
  return text.number(one.work_order.value) &&
         numbers(text, one.from_crew, one.from_arrival, one.to_crew, one.to_arrival);
}

bool engine(PlainText& text, AssignmentDecision& decision) {
  std::int64_t seed = 0;
  std::optional<std::int64_t> postponed;
  const bool read =
      text.take(R"({"version":)") && text.word(decision.engine_version) && text.take(R"(,"publication":)") &&
      text.number(decision.publication.value) && text.take(R"(,"seed":)") && text.number(seed) &&
      text.take(R"(,"engine_crew":)") && text.number(decision.engine_crew.value) &&
      text.take(R"(,"preferred_crew":)") && text.number(decision.preferred_crew.value) &&
      text.take(R"(,"postponed_to":)") && text.number_or_null(postponed) && text.take(R"(,"violations":)") &&
      words(text, decision.violations) && text.take(R"(,"notes":)") && words(text, decision.notes) &&
      text.take(R"(,"chosen":)") && chosen(text, decision) && text.take(R"(,"alternatives":)") &&
      rows(text, [&] { return option(text, decision.alternatives.emplace_back()); }) &&
      text.take(R"(,"relaxations":)") &&
      rows(text, [&] { return relaxation(text, decision.relaxations.emplace_back()); }) &&
      text.take(R"(,"moved":)") && rows(text, [&] { return moved(text, decision.moved.emplace_back()); }) &&
      text.take("}");
  decision.seed = static_cast<std::uint64_t>(seed);
  if (postponed) decision.postponed_to = models::from_unix(*postponed);
  return read && seed >= 0;
}

}  // namespace

bool read_plain(std::string_view given, AssignmentDecision& decision) {
  PlainText text(given);
  std::int64_t at = 0;
  const bool read = text.take(R"({"crew":)") && text.number(decision.crew.value) &&
                    text.take(R"(,"rule":)") && text.word(decision.rule) && text.take(R"(,"reason":)") &&
                    text.word(decision.reason) && text.take(R"(,"by":)") && text.number(decision.by.value) &&
                    text.take(R"(,"at":)") && text.number(at) && text.take(R"(,"considered":)") &&
                    rows(text, [&] {
                      auto& crew = decision.considered.emplace_back();
                      return text.number(crew.crew.value) && text.take(",") && text.word(crew.excluded_by) &&
                             numbers(text, crew.orders_in_hand, crew.distance_metres, crew.cost);
                    });
  decision.at = models::from_unix(at);
  if (!read) return false;
  if (text.take(R"(,"engine":)") && !engine(text, decision)) return false;
  return text.take("}") && text.ended();
}

}  // namespace sql
