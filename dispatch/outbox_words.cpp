#include "dispatch/outbox_words.h"

namespace dispatch {

using models::EventKind;

const std::vector<MessageWords>& program_messages() {
  static const std::vector<MessageWords> words{
      {EventKind::work_order_opened,
       {"【新工单】{number} {village} {fault}（{severity}），限 {due} 前办结",
        "New order {number}: {fault}, {village} ({severity}), due {due}"}},
      {EventKind::work_order_assigned,
       {"【派单】{number} {village} {fault}，派给{crew}，限 {due} 前办结",
        "Order {number}: {fault}, {village}, sent to {crew}, due {due}"}},
      {EventKind::work_order_accepted,
       {"【签收】{number} {crew}已签收", "Order {number}: {crew} took it on"}},
      {EventKind::work_order_arrived,
       {"【到场】{number} {crew}已到{village}", "Order {number}: {crew} is in {village}"}},
      {EventKind::work_order_paused,
       {"【暂停计时】{number} {village} {fault}", "Order {number} waits: {fault}"}},
      {EventKind::work_order_resumed,
       {"【恢复计时】{number} {village} {fault}", "Order {number} goes on: {fault}"}},
      {EventKind::work_order_resolved,
       {"【办结】{number} {village} {fault}，待回访", "Order {number} is done: {fault}, {village}"}},
      {EventKind::work_order_closed,
       {"【结案】{number} {village} {fault}", "Order {number} is closed: {fault}"}},
      {EventKind::work_order_reopened,
       {"【返工】{number} {village} {fault}，限 {due} 前办结",
        "Order {number} came back: {fault}, due {due}"}},
      {EventKind::work_order_cancelled,
       {"【作废】{number} {village} {fault}", "Order {number} was cancelled"}},
      {EventKind::work_order_unanswered,
       {"【危险工单没人签收】{number} {village} {fault}，{crew}派单后 2 分钟未签收，请立即联系",
        "Danger order {number} not accepted for 2 minutes: {fault}, {village}, {crew}. Call them now"}},
      {EventKind::work_order_handed_over,
       {"【接班】{number} {village} {fault}，上一班交过来，限 {due} 前办结",
        "Order {number} was handed over to you: {fault}, {village}, due {due}"}},
      {EventKind::work_order_withdrawn,
       {"【转走】{number} {village} {fault}，已改派，不用去了",
        "Order {number} went to another crew: {fault}, {village}. No need to go"}},
      {EventKind::maker_told,
       {"【保修报修】{number} {brand} {model} {fault} {error_code}，镇维修队先让屋里暖起来，请厂家跟进",
        "Warranty: order {number}, {brand} {model}, {fault} {error_code}. The town makes heat first; please "
        "follow up"}},
      {EventKind::sla_warned,
       {"【预警】{number} {village} {fault}，{crew}，限 {due} 前办结，请抓紧",
        "Warning: order {number}, {fault}, {village}, is due {due}"}},
      {EventKind::sla_breached,
       {"【超时】{number} {village} {fault}，{crew}，原限 {due}，请立即处理",
        "Late: order {number}, {fault}, {village}, was due {due}"}},
  };
  return words;
}

const MessageWords* message_about(EventKind about) {
  for (const auto& words : program_messages())
    if (words.about == about) return &words;
  return nullptr;
}

}  // namespace dispatch
