#include "server/api/codec_figures.h"

#include <cmath>

#include "server/api/codec_writer.h"
#include "server/codec/codec_text_writer.h"

namespace api {
namespace {

using codec::TextWriter;

std::optional<double> rounded(const std::optional<double>& percent) {
  return percent ? std::optional(std::round(*percent * 100) / 100) : std::nullopt;
}

// A year by day is 4,400 of these: written without a tree.
void write_row(TextWriter& out, const dispatch::FiguresRow& row) {
  const auto values = [&] {
    out.begin_object();
    for (const auto& definition : dispatch::figure_definitions()) {
      const auto& value = row.values[static_cast<std::size_t>(definition.figure)];
      out.field_named(definition.code, [&] {
        out.object("percent", rounded(dispatch::percent(definition.figure, value)), "numerator",
                   value.numerator, "denominator", value.denominator, "excluded", value.excluded,
                   "paused_percent", rounded(dispatch::paused_percent(value)), "paused_seconds", value.paused,
                   "lasted_seconds", value.lasted);
      });
    }
    out.end_object();
  };
  out.object("key", codec::OrNull{row.key}, "simulated", row.simulated, "values", values);
}

OrderedJson order_json(const FigureOrderView& view) {
  const auto& order = *view.order;
  OrderedJson json{{"id", order.id.text()},
                   {"number", order.number},
                   {"class", order.facility_class},
                   {"fault_kind", order.fault_kind},
                   {"village", or_null(order.village_code)},
                   {"crew_id", or_null(order.crew)},
                   {"state", models::name(order.state)},
                   {"simulated", order.simulated},
                   {"received_at", models::to_rfc3339(order.received_at)},
                   {"resolved_at", json_of(order.resolved_at)},
                   {"due_at", order.resolve ? json_of(std::optional(order.resolve->due_at)) : OrderedJson()},
                   {"at", models::to_rfc3339(view.standing.moment)},
                   {"counts", view.standing.in_numerator},
                   {"paused_seconds", order.paused.count()}};
  const auto exclusion = dispatch::exclusion_of(order);
  json["exclusion"] = exclusion ? OrderedJson{{"reason", exclusion->reason},
                                              {"words", exclusion->words},
                                              {"approved_by", exclusion->approved_by}}
                                : OrderedJson(nullptr);
  return json;
}

OrderedJson report_json(const models::LeftOutReport& report) {
  return {{"id", report.id.text()},
          {"state", models::name(report.state)},
          {"village", or_null(report.village_code)},
          {"class", or_null(report.facility_class)},
          {"fault_kind", or_null(report.fault_kind)},
          {"reason", report.reason},
          {"decided_by", report.decided_by},
          {"at", models::to_rfc3339(report.at)},
          {"work_order_id", or_null(report.work_order)},
          {"simulated", report.simulated}};
}

}  // namespace

std::string write_figures(const FiguresAsked& asked, const dispatch::FiguresRow& total,
                          const std::vector<dispatch::FiguresRow>& rows, std::size_t reports_left_out) {
  TextWriter out(1024 * (8 + 2 * rows.size()));
  const auto definitions = [&] {
    out.list(dispatch::figure_definitions(), [&](const dispatch::FigureDefinition& one) {
      out.object("code", one.code, "name", one.name, "numerator", one.numerator, "denominator",
                 one.denominator, "moment", one.moment, "source", one.source, "more_is_better",
                 one.more_is_better);
    });
  };
  out.object(
      "from", asked.period.from, "to", asked.period.to, "at", asked.period.now, "by", asked.by_word,
      "reports_left_out", static_cast<std::int64_t>(reports_left_out), "definitions", definitions, "total",
      [&] { write_row(out, total); }, "rows",
      [&] { out.list(rows, [&](const dispatch::FiguresRow& row) { write_row(out, row); }); });
  return out.text();
}

std::string write_figure_orders(const std::vector<FigureOrderView>& orders, std::size_t count,
                                const std::string& next) {
  auto items = OrderedJson::array();
  for (const auto& order : orders) items.push_back(order_json(order));
  return OrderedJson{{"items", std::move(items)}, {"count", count}, {"next", or_null(next)}}.dump();
}

std::string write_left_out(const std::vector<models::LeftOutReport>& reports, std::size_t from,
                           std::size_t to, const std::string& next) {
  auto items = OrderedJson::array();
  for (std::size_t i = from; i < to; ++i) items.push_back(report_json(reports[i]));
  return OrderedJson{{"items", std::move(items)}, {"count", reports.size()}, {"next", or_null(next)}}.dump();
}

}  // namespace api
