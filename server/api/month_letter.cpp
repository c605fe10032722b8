#include <cmath>

#include "dispatch/month_report.h"
#include "dispatch/outbox_facts.h"
#include "server/api/figures_asked.h"
#include "server/api/month_report.h"
#include "server/http/html.h"

namespace api {
namespace {

using dispatch::Figure;
using dispatch::FiguresBy;
using dispatch::FiguresRow;
using models::LocalizedText;

/// A page for mail programs: tables and nothing else, no picture from anywhere.
class Letter {
 public:
  explicit Letter(const std::string& language) : language_(language) {}
  std::string say(const LocalizedText& words) const { return dispatch::text_in(words, language_); }
  Letter& raw(std::string_view html) {
    html_ += html;
    return *this;
  }
  Letter& el(const std::string& tag, const std::string& words) {
    html_ += "<" + tag + ">" + http::escape_html(words) + "</" + tag.substr(0, tag.find(' ')) + ">\n";
    return *this;
  }
  Letter& row(const char* tag, const std::vector<std::string>& cells) {
    html_ += "<tr>";
    for (std::size_t i = 0; i < cells.size(); ++i)
      el(std::string(tag) + (i == 0 ? " align=\"left\"" : " align=\"right\""), cells[i]);
    html_ += "</tr>\n";
    return *this;
  }
  const std::string& html() const { return html_; }

 private:
  std::string language_;
  std::string html_;
};

FiguresAsked asked_for(std::chrono::year_month month, models::Time now) {
  FiguresAsked asked;
  const auto span = dispatch::span_of(month);
  asked.period.from = span.from;
  asked.period.to = span.to;
  asked.period.now = now;
  return asked;
}

FiguresRow total_of(models::Transaction& tx, const Context& context, const FiguresAsked& asked) {
  const auto rows = dispatch::count_figures(facts_of(tx, context, asked), asked.period, FiguresBy::all,
                                            context.settings.utc_offset_seconds);
  return rows.empty() ? FiguresRow{} : rows.front();
}

std::string percent_words(const dispatch::FigureDefinition& one, const FiguresRow& row) {
  const auto percent = dispatch::percent(one.figure, row.values[static_cast<std::size_t>(one.figure)]);
  if (!percent) return "–";
  const auto tenths = std::llround(*percent * 10);
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " %";
}

void add_totals(Letter& letter, const FiguresRow& now, const FiguresRow& before) {
  letter.raw("<table border=\"1\" cellpadding=\"6\" cellspacing=\"0\">\n");
  letter.row("th", {letter.say({"指标", "Figure"}), letter.say({"本月", "This month"}),
                    letter.say({"分子/分母", "Numerator/denominator"}), letter.say({"上月", "Month before"}),
                    letter.say({"剔除", "Left out"})});
  for (const auto& one : dispatch::figure_definitions()) {
    const auto& value = now.values[static_cast<std::size_t>(one.figure)];
    letter.row("td", {letter.say(one.name), percent_words(one, now),
                      std::to_string(value.numerator) + "/" + std::to_string(value.denominator),
                      percent_words(one, before), std::to_string(value.excluded)});
  }
  letter.raw("</table>\n");
}

void add_part(Letter& letter, const LocalizedText& title, const std::vector<FiguresRow>& rows,
              const std::map<std::string, std::string>& names) {
  if (rows.empty()) return;
  letter.el("h2", letter.say(title));
  letter.raw("<table border=\"1\" cellpadding=\"6\" cellspacing=\"0\">\n");
  std::vector<std::string> head{letter.say({"名称", "Name"})};
  for (const auto& one : dispatch::figure_definitions()) head.push_back(letter.say(one.name));
  letter.row("th", head);
  for (const auto& row : rows) {
    const auto known = names.find(row.key);
    std::vector<std::string> cells{known == names.end() ? row.key : known->second};
    for (const auto& one : dispatch::figure_definitions()) cells.push_back(percent_words(one, row));
    letter.row("td", cells);
  }
  letter.raw("</table>\n");
}

}  // namespace

delivery::Enclosed month_letter(models::Transaction& tx, const Context& context, const std::string& text,
                                const std::string& language, models::Time now) {
  const auto month = dispatch::parse_month(text).value_or(dispatch::month_before(now));
  const auto asked = asked_for(month, now);
  const auto total = total_of(tx, context, asked);
  const auto before = total_of(tx, context, asked_for(month - std::chrono::months{1}, now));
  const auto orders = facts_of(tx, context, asked);
  Letter letter(language);
  const auto title = context.settings.town.zh.empty() && context.settings.town.en.empty()
                         ? std::string()
                         : letter.say(context.settings.town) + " ";
  const auto subject = title + text + letter.say({" 维修月报", " maintenance report"});
  letter.raw("<!doctype html>\n<html lang=\"").raw(language == "en" ? "en" : "zh-CN");
  letter.raw("\"><head><meta charset=\"utf-8\"></head><body>\n").el("h1", subject);
  if (total.simulated > 0)
    letter.el("p", letter.say({"注意：其中有模拟工单，不是居民报的：",
                               "Mind: some of the orders are simulated, nobody reported them: "}) +
                       std::to_string(total.simulated));
  add_totals(letter, total, before);
  for (const auto& [by, words] : {std::pair(FiguresBy::facility_class, LocalizedText{"按设施", "By class"}),
                                  std::pair(FiguresBy::crew, LocalizedText{"按班组", "By crew"})})
    add_part(letter, words,
             dispatch::count_figures(orders, asked.period, by, context.settings.utc_offset_seconds),
             row_names(tx, by));
  letter.el("p", letter.say({"各村、逐日、承包单位和每个指标的口径见附件。",
                             "Villages, days, contractors and the formula of each figure are in the file."}));
  letter.raw("</body></html>\n");
  return {subject, letter.html(), "figures_" + text + ".xlsx", std::string(workbook_type),
          town::workbook_bytes(figure_sheets(tx, context, asked))};
}

}  // namespace api
