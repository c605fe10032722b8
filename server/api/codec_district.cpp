#include "server/api/codec_district.h"

#include <cmath>

#include "server/api/codec_writer.h"

namespace api {
namespace {

OrderedJson rate_json(dispatch::Figure figure, const dispatch::FigureValue& value) {
  const auto percent = dispatch::percent(figure, value);
  return {{"percent", percent ? OrderedJson(std::round(*percent * 100) / 100) : OrderedJson(nullptr)},
          {"numerator", value.numerator},
          {"denominator", value.denominator}};
}

OrderedJson figures_json(const district::TownFigures& figures) {
  return {{"open", figures.open},
          {"danger", figures.danger},
          {"late", figures.late},
          {"late_soon", figures.count.late_soon},
          {"waiting", figures.count.waiting},
          {"waiting_since", json_of(figures.count.waiting_since)},
          {"on_time", rate_json(dispatch::Figure::on_time, figures.on_time)},
          {"satisfied", rate_json(dispatch::Figure::satisfied, figures.satisfied)}};
}

void add(dispatch::FigureValue& total, const dispatch::FigureValue& value) {
  total.numerator += value.numerator;
  total.denominator += value.denominator;
  total.excluded += value.excluded;
}

void add(district::TownFigures& total, const district::TownFigures& one) {
  total.open += one.open;
  total.danger += one.danger;
  total.late += one.late;
  total.count.late_soon += one.count.late_soon;
  total.count.waiting += one.count.waiting;
  auto& since = total.count.waiting_since;
  if (one.count.waiting_since && (!since || *one.count.waiting_since < *since))
    since = one.count.waiting_since;
  add(total.on_time, one.on_time);
  add(total.satisfied, one.satisfied);
}

OrderedJson town_json(const models::Town& town) {
  return {{"code", town.code}, {"name", json_of(town.name)}, {"url", or_null(town.url)}};
}

OrderedJson order_json(const models::TownOrder& order) {
  return {{"id", order.id.text()},
          {"number", order.number},
          {"class", or_null(order.facility_class)},
          {"class_name", json_of(order.class_name)},
          {"village", or_null(order.village_code)},
          {"village_name", or_null(order.village_name)},
          {"severity", models::name(order.severity)},
          {"state", models::name(order.state)},
          {"has_crew", order.has_crew},
          {"due_at", models::to_rfc3339(order.due)}};
}

OrderedJson rule_json(const models::InheritedRule& rule) {
  return {{"kind", models::name(rule.kind)}, {"code", rule.code}, {"origin", rule.own ? "own" : "inherited"}};
}

}  // namespace

std::string write_district(const std::vector<district::TownRow>& rows, models::Time now,
                           models::Duration soon) {
  auto towns = OrderedJson::array();
  district::TownFigures total;
  int unanswered = 0;
  for (const auto& row : rows) {
    const bool answers = row.problem.empty() && row.figures;
    if (answers) add(total, *row.figures);
    unanswered += answers ? 0 : 1;
    auto json = town_json(row.town);
    json["problem"] = or_null(row.problem);
    json["read_at"] = row.figures ? OrderedJson(models::to_rfc3339(row.read_at)) : OrderedJson(nullptr);
    json["figures"] = row.figures ? figures_json(*row.figures) : OrderedJson(nullptr);
    towns.push_back(std::move(json));
  }
  return OrderedJson{{"at", models::to_rfc3339(now)},
                     {"soon_hours", soon / std::chrono::hours{1}},
                     {"unanswered", unanswered},
                     {"total", figures_json(total)},
                     {"towns", std::move(towns)}}
      .dump();
}

std::string write(const models::Page<models::TownOrder>& page, const models::Town& town, models::Time now) {
  auto items = OrderedJson::array();
  for (const auto& order : page.items) items.push_back(order_json(order));
  return OrderedJson{{"at", models::to_rfc3339(now)},
                     {"town", town_json(town)},
                     {"items", std::move(items)},
                     {"next", or_null(page.next)}}
      .dump();
}

std::string write_inherited_rules(const district::Inheritance* inheritance,
                                  const std::vector<models::InheritedRule>& rules) {
  auto items = OrderedJson::array();
  OrderedJson from(nullptr);
  if (inheritance != nullptr) {
    const auto standing = inheritance->standing();
    from = {{"schema", inheritance->schema()},
            {"read_at", json_of(standing.read_at)},
            {"problem", or_null(standing.problem)}};
    for (const auto& rule : rules) items.push_back(rule_json(rule));
  }
  return OrderedJson{{"district", std::move(from)}, {"items", std::move(items)}}.dump();
}

std::string write(const models::InheritedRule& rule) { return rule_json(rule).dump(); }

}  // namespace api
