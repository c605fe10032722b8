#include "dispatch/figures.h"

namespace dispatch {
namespace {

using models::LocalizedText;

const LocalizedText resolve_due_moment{"办结时限（含暂停、延期）到期的时刻",
                                       "when the resolve limit, pauses and extensions in it, ends"};
const LocalizedText to_be_resolved{
    "应处置数：办结时限在期内到期、且已办结或已到期的工单",
    "orders to be resolved: their resolve limit ends in the period, and they are resolved or past it"};
constexpr std::string_view city_management = "数字城管: GB/T 30428.4, CJJ/T 106";
constexpr std::string_view hotline_law = "北京市接诉即办工作条例 第三十二条";

}  // namespace

const std::array<FigureDefinition, figure_count>& figure_definitions() {
  static const std::array<FigureDefinition, figure_count> all{{
      {Figure::response,
       "response_rate",
       {"响应率", "Response rate"},
       {"在联系时限内联系了报修人的工单", "orders whose reporter was spoken with within the contact limit"},
       {"应联系数：联系时限在期内到期的工单", "orders whose contact limit ends in the period"},
       {"联系时限到期的时刻", "when the contact limit ends"},
       hotline_law},
      {Figure::solved,
       "solved_rate",
       {"解决率", "Solved rate"},
       {"报修人最后说“已解决”的工单", "orders of which the reporter last said: solved"},
       {"期内得到报修人答复的工单", "orders on which a reporter gave their word in the period"},
       {"报修人答复的时刻", "when the reporter gave their word"},
       hotline_law},
      {Figure::satisfied,
       "satisfied_rate",
       {"满意率", "Satisfied rate"},
       {"报修人答“非常满意”或“满意”的工单（“基本满意”不算）",
        "orders answered very satisfied or satisfied (basically satisfied does not count)"},
       {"期内报修人答了满意程度的工单", "orders on which a reporter said in the period how content they are"},
       {"报修人答复的时刻", "when the reporter gave their word"},
       hotline_law},
      {Figure::callback_coverage,
       "callback_coverage",
       {"回访覆盖率", "Call-back coverage"},
       {"结案后有报修人答复，或回访接通的工单",
        "orders whose reporter was reached or answered by themselves"},
       {"期内结案、有报修人的工单", "orders closed in the period that somebody had reported"},
       {"结案的时刻", "when the order was closed"},
       hotline_law},
      {Figure::on_time,
       "on_time_rate",
       {"按期处置率", "Resolved in time"},
       {"按期处置数：在办结时限内办结的工单", "orders resolved within the resolve limit"},
       to_be_resolved,
       resolve_due_moment,
       city_management},
      {Figure::closed,
       "closed_rate",
       {"结案率", "Closed rate"},
       {"已结案的工单", "orders that are closed"},
       to_be_resolved,
       resolve_due_moment,
       city_management},
      {Figure::rework,
       "rework_rate",
       {"返工率", "Rework rate"},
       {"办结后又重新打开过的工单", "orders that were reopened after a resolution"},
       to_be_resolved,
       resolve_due_moment,
       city_management,
       false},
      {Figure::extension,
       "extension_rate",
       {"延期率", "Extension rate"},
       {"批准过延期的工单", "orders that were given more time"},
       to_be_resolved,
       resolve_due_moment,
       city_management,
       false},
      {Figure::accurate_dispatch,
       "accurate_dispatch_rate",
       {"准确派遣率", "Accurate dispatch"},
       {"没有被人改派到别的班组、也没有退单的工单（排班自动调整不算改派）",
        "orders that nobody sent on to another crew and no crew returned (moves by the plan do not count)"},
       {"应派遣数：期内立案并派了班组的工单", "orders opened in the period that were sent to a crew"},
       {"立案的时刻", "when the order was opened"},
       city_management},
      {Figure::overdue_open,
       "overdue_open_rate",
       {"超期待处置率", "Overdue and open"},
       {"办结时限已过、还没有办结的工单", "orders past their resolve limit that are not resolved"},
       to_be_resolved,
       resolve_due_moment,
       city_management,
       false},
      {Figure::paused_share,
       "paused_share",
       {"暂停占比", "Paused share"},
       {"暂停计时的时长合计（自然时间；列表为暂停过的工单）",
        "the time in which the clocks stood still (as it passes; the list has the orders paused)"},
       {"应处置工单从受理到办结的时长合计（自然时间）",
        "the time from receipt to resolution of the orders to be resolved (as it passes)"},
       resolve_due_moment,
       city_management,
       false},
  }};
  return all;
}

}  // namespace dispatch
