#include <sstream>

#include "models/names.h"
#include "server/town/city_order_columns.h"
#include "server/town/city_order_table.h"
#include "server/town/table_writer.h"
#include "server/town/workbook.h"

namespace town {
namespace {

using dispatch::CityOrderView;
using models::ReportState;
using models::WorkOrderState;

// The headings of the city's own table come first, so that what goes out can be read in again.
const std::vector<std::string> headings{"工单编号", "诉求分类", "标题",     "受理时间", "办结时限",
                                        "签收时间", "签收人",   "反馈阶段", "办理状态", "本镇工单",
                                        "承办单位", "办理结果", "原因",     "办理情况", "办结时间",
                                        "是否解决", "满意度"};

std::string state_of(const CityOrderView& view) {
  switch (view.report.state) {
    case ReportState::received:
      return "已签收，待受理";
    case ReportState::rejected:
      return "退回";
    case ReportState::referred:
      return "转" + (view.report.hand_over ? view.report.hand_over->service : std::string()) + "处置";
    default:
      break;
  }
  if (!view.work_order) return "办理中";
  switch (view.work_order->state) {
    case WorkOrderState::resolved:
      return "已办理，待核实";
    case WorkOrderState::closed:
      return "已办结";
    case WorkOrderState::cancelled:
      return "已撤销";
    default:
      return "办理中";
  }
}

std::string outcome_of(models::Outcome outcome) {
  switch (outcome) {
    case models::Outcome::repaired:
      return "已修复";
    case models::Outcome::temporary:
      return "临时处置";
    case models::Outcome::not_repairable:
      return "无法修复";
    case models::Outcome::not_ours:
      return "非本职责";
    case models::Outcome::duplicate:
      return "重复";
    case models::Outcome::false_report:
      return "误报";
    case models::Outcome::working_normally:
      return "设备正常";
  }
  return "";
}

std::string satisfaction_of(const models::Report& report) {
  if (!report.satisfaction) return "";
  switch (*report.satisfaction) {
    case models::Satisfaction::very_satisfied:
      return "非常满意";
    case models::Satisfaction::satisfied:
      return "满意";
    case models::Satisfaction::basically_satisfied:
      return "基本满意";
    case models::Satisfaction::dissatisfied:
      return "不满意";
    case models::Satisfaction::very_dissatisfied:
      return "非常不满意";
  }
  return "";
}

/// What was done, in the words of whoever did it.
struct Doing {
  std::string outcome, cause, action;
  std::optional<models::Time> at;
};

Doing doing_of(const CityOrderView& view) {
  if (view.stage != models::FeedbackStage::result) return {};
  if (!view.work_order) return {"", "", view.report.triage_reason, view.report.triaged_at};
  const auto& order = *view.work_order;
  if (order.resolution)
    return {outcome_of(order.resolution->outcome), order.resolution->cause, order.resolution->action,
            order.resolved_at};
  return {"", "", order.cancellation_reason, order.closed_at ? order.closed_at : order.changed_at};
}

std::vector<std::string> row_of(const CityOrderView& view, const std::string& crew, int offset) {
  const auto time = [&](const std::optional<models::Time>& at) {
    return at ? local_time(*at, offset) : std::string();
  };
  const auto doing = doing_of(view);
  const auto& solved = view.report.verdict_solved;
  return {view.order.number,
          view.order.kind,
          view.order.title,
          time(view.report.received_at),
          time(view.report.external_due_at),
          time(view.order.taken_at),
          view.order.taken_by_name,
          view.stage == models::FeedbackStage::result ? "办结反馈" : "签收反馈",
          state_of(view),
          view.work_order ? view.work_order->number : "",
          crew,
          doing.outcome,
          doing.cause,
          doing.action,
          time(doing.at),
          solved ? (*solved ? "是" : "否") : "",
          satisfaction_of(view.report)};
}

}  // namespace

std::string write_city_feedback(const std::vector<CityOrderView>& views,
                                const std::vector<std::string>& crew_names, TableForm form,
                                int utc_offset_seconds) {
  std::vector<std::vector<std::string>> rows{headings};
  for (std::size_t i = 0; i < views.size(); ++i)
    rows.push_back(row_of(views[i], crew_names.at(i), utc_offset_seconds));
  if (form == TableForm::csv) {
    std::ostringstream stream;
    const auto writer = open_csv_writer(stream);
    for (const auto& row : rows) writer->write(row);
    writer->finish();
    return stream.str();
  }
  Sheet sheet{"12345", {}};
  for (const auto& row : rows) sheet.rows.emplace_back(row.begin(), row.end());
  return workbook_bytes({sheet});
}

}  // namespace town
