#include "server/api/month_report.h"

#include <cmath>

#include "dispatch/permissions.h"
#include "server/api/board_handlers.h"
#include "server/api/codec_patterns.h"
#include "server/api/figures_asked.h"
#include "server/api/problem.h"

namespace api {
namespace {

using dispatch::FiguresBy;
using dispatch::FiguresRow;
using Cells = std::vector<std::variant<std::string, double>>;

std::string both(const models::LocalizedText& text) { return text.zh + " " + text.en; }

double number(std::int64_t value) { return static_cast<double>(value); }

town::Sheet definitions_sheet() {
  town::Sheet sheet{"口径 Formulas",
                    {{"指标 Figure", "分子 Numerator", "分母 Denominator", "时点 Moment", "依据 Source"}}};
  for (const auto& one : dispatch::figure_definitions())
    sheet.rows.push_back({both(one.name), both(one.numerator), both(one.denominator), both(one.moment),
                          std::string(one.source)});
  return sheet;
}

town::Sheet rates_sheet(const std::string& name, const std::vector<FiguresRow>& rows,
                        const std::map<std::string, std::string>& names) {
  town::Sheet sheet{name, {{std::string("名称 Name")}}};
  for (const auto& one : dispatch::figure_definitions()) {
    sheet.rows[0].emplace_back(both(one.name) + " %");
    sheet.rows[0].emplace_back("分子 Numerator");
    sheet.rows[0].emplace_back("分母 Denominator");
    sheet.rows[0].emplace_back("剔除 Excluded");
  }
  sheet.rows[0].emplace_back("其中模拟 Simulated");
  for (const auto& row : rows) {
    const auto known = names.find(row.key);
    Cells cells{known == names.end() ? row.key : known->second};
    for (const auto& one : dispatch::figure_definitions()) {
      const auto& value = row.values[static_cast<std::size_t>(one.figure)];
      const auto percent = dispatch::percent(one.figure, value);
      if (percent)
        cells.emplace_back(std::round(*percent * 100) / 100);
      else
        cells.emplace_back(std::string());
      for (const auto count : {value.numerator, value.denominator, value.excluded})
        cells.emplace_back(number(count));
    }
    cells.emplace_back(number(row.simulated));
    sheet.rows.push_back(std::move(cells));
  }
  return sheet;
}

Answer month_report(models::Transaction& tx, const Context& context, const Call& call) {
  if (auto allowed = dispatch::require(call.actor, dispatch::Permission::figures_read); !allowed)
    return allowed.error();
  const auto asked = figures_asked_of(call);
  if (!asked) return asked.error();
  auto response = http::Response::make(200, std::string(workbook_type),
                                       town::workbook_bytes(figure_sheets(tx, context, *asked)));
  response.header("Content-Disposition", "attachment; filename=\"figures.xlsx\"");
  response.header("Cache-Control", "no-store");
  return response;
}

}  // namespace

std::map<std::string, std::string> row_names(models::Transaction& tx, FiguresBy by) {
  std::map<std::string, std::string> names{{"", by == FiguresBy::crew ? "未派班组 No crew" : "未知 Unknown"}};
  if (by == FiguresBy::village)
    for (const auto& one : tx.villages().list()) names[one.code] = one.name;
  if (by == FiguresBy::facility_class)
    for (const auto& one : tx.catalog().classes()) names[one.code] = both(one.name);
  if (by == FiguresBy::crew)
    for (const auto& one : tx.crews().list()) names[one.id.text()] = both(one.name);
  if (by == FiguresBy::all) names[""] = "合计 Total";
  return names;
}

std::vector<town::Sheet> figure_sheets(models::Transaction& tx, const Context& context,
                                       const FiguresAsked& asked) {
  const auto orders = facts_of(tx, context, asked);
  const auto offset = context.settings.utc_offset_seconds;
  const std::vector<std::pair<std::string, FiguresBy>> parts{{"合计 Total", FiguresBy::all},
                                                             {"设施 Classes", FiguresBy::facility_class},
                                                             {"村 Villages", FiguresBy::village},
                                                             {"班组 Crews", FiguresBy::crew},
                                                             {"逐日 Days", FiguresBy::day}};
  std::vector<town::Sheet> sheets;
  for (const auto& [name, by] : parts)
    sheets.push_back(
        rates_sheet(name, dispatch::count_figures(orders, asked.period, by, offset), row_names(tx, by)));
  const auto crews = dispatch::count_figures(orders, asked.period, FiguresBy::crew, offset);
  sheets.push_back(rates_sheet("承包单位 Contractors", dispatch::merge_rows(crews, contractors_of(tx)),
                               {{"", "镇属 The town's own"}}));
  sheets.push_back(definitions_sheet());
  return sheets;
}

Reply get_month_report(Context& context, Call& call) {
  Rule rule = [&context](models::Transaction& tx, const Call& who) { return month_report(tx, context, who); };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

}  // namespace api
