#include "server/simulation/report.h"

#include <algorithm>
#include <cstdarg>
#include <cstdio>

namespace simulation {
namespace {

[[gnu::format(printf, 1, 2)]] std::string format(const char* pattern, ...) {
  char text[640];
  va_list arguments;
  va_start(arguments, pattern);
  std::vsnprintf(text, sizeof text, pattern, arguments);
  va_end(arguments);
  return text;
}

struct Words {
  const char* zh;
  const char* en;
};
Words words(Scenario scenario) {
  switch (scenario) {
    case Scenario::ordinary:
      return {"平常冬周", "an ordinary week"};
    case Scenario::cold_snap:
      return {"寒潮周", "a cold snap"};
    case Scenario::burst:
      return {"爆发周（一天约250起）", "a week with a burst of 250"};
    case Scenario::year:
      return {"全年", "a year"};
  }
  return {"", ""};
}
Words words(Trade trade) {
  switch (trade) {
    case Trade::heating:
      return {"名取暖维修员", "heating technicians"};
    case Trade::streetlight:
      return {"名路灯维修员", "streetlight technicians"};
    case Trade::toilet:
      return {"名公厕维修员", "toilet technicians"};
    case Trade::all:
      return {"名全能维修员", "technicians of all trades"};
  }
  return {"", ""};
}

std::string mix_text(const Staffing& staffing) {
  return format("%d/%d/%d+%d", staffing.day, staffing.evening, staffing.night, staffing.on_call);
}

const char* waiting_word(const Row& row) {
  return row.policy != PolicyKind::plan ? "-" : row.waiting ? "on" : "off";
}

// The rows of the first policy asked for: what the plots and the answer are about.
std::vector<Row> main_rows(const Report& report) {
  std::vector<Row> found;
  for (const auto& row : report.rows) {
    const bool same = row.policy == report.rows.back().policy && row.waiting == report.rows.back().waiting;
    if (same) found.push_back(row);
  }
  return found;
}

std::string row_json(const Row& row) {
  const auto& f = row.figures;
  return format(
             "{\"policy\":\"%s\",\"waiting\":%s,\"technicians\":%d,\"day\":%d,\"evening\":%d,\"night\":%d,"
             "\"on_call\":%d,\"orders\":%d,\"danger\":%d,\"danger_in_time\":%.2f,\"in_time\":%.2f,"
             "\"lowest_in_time\":%.2f,\"town_in_time\":%.2f,\"late_weighted_minutes_each_day\":%.1f,",
             name(row.policy), row.waiting ? "true" : "false", row.staffing.total(), row.staffing.day,
             row.staffing.evening, row.staffing.night, row.staffing.on_call, f.orders, f.danger,
             f.danger_rate(), f.rate(), f.lowest, f.town_rate(), f.late_each_day()) +
         format(
             "\"utilisation\":%.2f,\"overtime_hours_each_day\":%.2f,\"call_out_hours_each_day\":%.2f,"
             "\"travel_minutes_each_order\":%.2f,\"carried_over_each_day\":%.2f,\"open_at_end\":%d,"
             "\"reassigned_each_order\":%.3f,\"yuan_each_day\":%.0f}",
             f.utilisation(), f.overtime_hours(), f.call_out_hours(), f.travel_minutes(),
             f.carried_each_day(), f.open_at_end, f.moved_each_order(), row.cost_each_day);
}

}  // namespace

std::string table_text(const Report& report) {
  std::string text =
      "technicians  day/evening/night+on call  policy    wait  danger %  all %  worst %  late min/day  busy "
      "%  "
      "overtime h  called out h  travel min  carried over  yuan/day\n";
  for (const auto& row : report.rows) {
    const auto& f = row.figures;
    text += format(
        "%11d  %25s  %-8s  %-4s  %8.1f  %5.1f  %7.1f  %12.0f  %6.1f  %10.1f  %12.1f  %10.1f  %12.1f  %8.0f\n",
        row.staffing.total(), mix_text(row.staffing).c_str(), name(row.policy), waiting_word(row),
        f.danger_rate(), f.rate(), f.lowest, f.late_each_day(), f.utilisation(), f.overtime_hours(),
        f.call_out_hours(), f.travel_minutes(), f.carried_each_day(), row.cost_each_day);
  }
  return text;
}

std::string plot_text(const Report& report) {
  constexpr int columns = 60;
  std::string text =
      "in time    0 %           25 %           50 %           75 %        100 %   (D danger, A all)\n";
  for (const auto& row : main_rows(report)) {
    std::string line(columns + 1, '.');
    const auto at = [&](double percent) {
      return static_cast<std::size_t>(std::clamp(percent, 0.0, 100.0) / 100 * columns);
    };
    line[at(report.wanted)] = '|';
    line[at(row.figures.rate())] = 'A';
    auto& danger = line[at(row.figures.danger_rate())];
    danger = danger == 'A' ? '*' : 'D';
    text += format("%7d    ", row.staffing.total()) + line + "\n";
  }
  return text;
}

std::string plot_svg(const Report& report) {
  const auto rows = main_rows(report);
  constexpr double width = 720, height = 420, left = 60, right = 20, top = 50, bottom = 60;
  int least = 1'000'000, most = 0;
  double lowest = 90;
  for (const auto& row : rows) {
    least = std::min(least, row.staffing.total());
    most = std::max(most, row.staffing.total());
    lowest = std::min({lowest, row.figures.rate(), row.figures.danger_rate()});
  }
  const double floor = std::max(0.0, std::min(90.0, static_cast<double>(static_cast<int>(lowest / 10) * 10)));
  const auto x = [&](int count) {
    return left + (most > least ? (width - left - right) * (count - least) / (most - least) : 0);
  };
  const auto y = [&](double rate) { return top + (height - top - bottom) * (100 - rate) / (100 - floor); };
  std::string svg = format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" font-family=\"sans-serif\" "
      "font-size=\"13\">\n<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>\n<text x=\"%.0f\" "
      "y=\"24\" "
      "font-size=\"15\">%s：按时率与人数 · in time by technicians, %s（模拟 simulated）</text>\n",
      width, height, left, words(report.options.world.scenario).zh, words(report.options.world.scenario).en);
  for (double rate = floor; rate <= 100; rate += 10)
    svg += format(
        "<line x1=\"%.0f\" y1=\"%.1f\" x2=\"%.0f\" y2=\"%.1f\" stroke=\"#dddddd\"/><text x=\"%.0f\" "
        "y=\"%.1f\" text-anchor=\"end\">%.0f %%</text>\n",
        left, y(rate), width - right, y(rate), left - 6, y(rate) + 4, rate);
  svg += format(
      "<line x1=\"%.0f\" y1=\"%.1f\" x2=\"%.0f\" y2=\"%.1f\" stroke=\"#888888\" "
      "stroke-dasharray=\"6 4\"/>\n",
      left, y(std::max(floor, report.wanted)), width - right, y(std::max(floor, report.wanted)));
  std::string danger, all;
  for (const auto& row : rows) {
    const double at = x(row.staffing.total());
    danger += format("%.1f,%.1f ", at, y(row.figures.danger_rate()));
    all += format("%.1f,%.1f ", at, y(row.figures.rate()));
    svg += format("<text x=\"%.1f\" y=\"%.0f\" text-anchor=\"middle\">%d</text>\n", at, height - bottom + 20,
                  row.staffing.total());
    svg += format(
        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"#c0392b\"/><circle cx=\"%.1f\" cy=\"%.1f\" "
        "r=\"3.5\" fill=\"#1f5fa8\"/>\n",
        at, y(row.figures.danger_rate()), at, y(row.figures.rate()));
  }
  svg += "<polyline fill=\"none\" stroke=\"#c0392b\" stroke-width=\"2\" points=\"" + danger + "\"/>\n";
  svg += "<polyline fill=\"none\" stroke=\"#1f5fa8\" stroke-width=\"2\" stroke-dasharray=\"2 3\" points=\"" +
         all + "\"/>\n";
  svg += format(
      "<text x=\"%.0f\" y=\"%.0f\" fill=\"#c0392b\">● 危险 danger</text><text x=\"%.0f\" y=\"%.0f\" "
      "fill=\"#1f5fa8\">● 全部 all</text>\n</svg>\n",
      left, height - 14, left + 140, height - 14);
  return svg;
}

std::string answer_text(const Report& report) {
  const auto rows = main_rows(report);
  if (rows.empty()) return "没有结果 · no result\n";
  const auto holds =
      std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.holds(report.wanted); });
  // The question is about twelve when they are among those looked at.
  const auto twelve =
      std::find_if(rows.begin(), rows.end(), [](const Row& row) { return row.staffing.total() == 12; });
  const auto& asked = twelve != rows.end() ? *twelve : rows.front();
  const auto scenario = words(report.options.world.scenario);
  const auto trade = words(report.options.trade);
  const auto& f = asked.figures;
  const bool yes = asked.holds(report.wanted);
  std::string zh =
      format("%d %s在%s（每天约 %.0f 起取暖机故障）%s %.0f%% 的时限：危险单按时 %.1f%%，全部按时 %.1f%%；",
             asked.staffing.total(), trade.zh, scenario.zh, report.heaters_each_day,
             yes ? "守得住" : "守不住", report.wanted, f.danger_rate(), f.rate());
  std::string en = format(
      "In %s (about %.0f heater faults a day) %d %s %s the limits at %.0f %%: danger in time "
      "%.1f %%, all in time %.1f %%; ",
      scenario.en, report.heaters_each_day, asked.staffing.total(), trade.en,
      yes ? "would hold" : "would not hold", report.wanted, f.danger_rate(), f.rate());
  if (holds != rows.end()) {
    zh += format("按常规班次至少要 %d 名。\n", holds->staffing.total());
    en += format("with the usual shifts it takes at least %d.\n", holds->staffing.total());
  } else {
    zh += format("按常规班次 %d 名以内都守不住。\n", rows.back().staffing.total());
    en += format("with the usual shifts not even %d do.\n", rows.back().staffing.total());
  }
  return zh + en;
}

std::string cheapest_text(const Report& report) {
  if (!report.searched) return "";
  if (!report.cheapest)
    return format("没有找到守得住 %.0f%% 的班表 · no roster in this range was found that holds %.0f %%\n",
                  report.wanted, report.wanted);
  const auto& row = *report.cheapest;
  const auto& s = row.staffing;
  return format(
             "找到的最省班表：白班 %d、晚班 %d、夜班 %d、在家待命 %d，每天约 %.0f 元，危险单按时 "
             "%.1f%%，全部按时 %.1f%%（工资为假设值）。\n",
             s.day, s.evening, s.night, s.on_call, row.cost_each_day, row.figures.danger_rate(),
             row.figures.rate()) +
         format(
             "Cheapest roster found: %d by day, %d in the evening, %d at night, %d on call at home, about "
             "%.0f "
             "yuan a day, danger in time %.1f %%, all in time %.1f %% (wages are assumed).\n",
             s.day, s.evening, s.night, s.on_call, row.cost_each_day, row.figures.danger_rate(),
             row.figures.rate());
}

std::string json_line(const Report& report) {
  std::string text = format(
      "{\"simulated\":true,\"scenario\":\"%s\",\"trade\":\"%s\",\"days\":%d,\"seed\":%llu,\"seeds\":%d,"
      "\"steps\":%lld,\"wanted\":%.1f,\"heaters_each_day\":%.1f,\"cut_short\":%s,\"rows\":[",
      name(report.options.world.scenario), name(report.options.trade), report.options.world.days,
      static_cast<unsigned long long>(report.options.world.seed), report.options.seeds,
      static_cast<long long>(report.options.steps), report.wanted, report.heaters_each_day,
      report.cut_short ? "true" : "false");
  for (std::size_t i = 0; i < report.rows.size(); ++i) text += (i > 0 ? "," : "") + row_json(report.rows[i]);
  text += "]";
  if (report.searched) text += ",\"cheapest\":" + (report.cheapest ? row_json(*report.cheapest) : "null");
  return text + "}\n";
}

}  // namespace simulation
