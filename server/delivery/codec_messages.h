#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "models/delivery.h"

/// The bodies that are sent and the answers that come back, as JSON text.
namespace delivery {

/// Shape   {"type":"work_order_resolved","timestamp":"…","data":{"work_order":"12","number":…}}
std::string webhook_body(const models::Delivery& delivery, const std::string& text);

/// The text message of a WeCom group robot: at most 2048 bytes of UTF-8, longer ones are cut.
///
/// Source  企业微信开发者中心, 群机器人配置说明
std::string wecom_body(std::string text);

/// The text message of a DingTalk robot.
///
/// Source  钉钉开放平台, 自定义机器人发送群消息
std::string dingtalk_body(const std::string& text);

/// What a browser's push handler reads.
///
/// Shape   {"order":"12","text":"…","urgent":true}; the text is cut to 2048 bytes of UTF-8
std::string push_body(const models::Delivery& delivery, std::string text);
/// The same for a reporter's telephone; it had the token before.
///
/// Shape   {"report":"TOKEN","text":"…"}
std::string reporter_push_body(const std::string& token, std::string text);

/// Shape   {"aud":"https://push.example","exp":…,"sub":"mailto:…"}
/// Source  RFC 8292
std::string vapid_claims(const std::string& audience, std::int64_t expires, const std::string& contact);

/// What a robot's service answers: `{"errcode":0,"errmsg":"ok"}`.
///
/// Shape   code -1 when it is no such answer
struct RobotAnswer {
  int code = -1;
  std::string words;
};
RobotAnswer read_robot_answer(const std::string& body);

}  // namespace delivery
