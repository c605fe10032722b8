#include "server/delivery/codec_messages.h"

#include <nlohmann/json.hpp>

#include "models/names.h"

namespace delivery {
namespace {

using Json = nlohmann::ordered_json;
constexpr std::size_t wecom_bytes = 2048, push_bytes = 2048;
constexpr std::size_t longest_words = 200;
constexpr std::string_view more = "…";

std::string cut(std::string text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  auto end = bytes - more.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80) --end;
  text.resize(end);
  return text.append(more);
}

}  // namespace

std::string webhook_body(const models::Delivery& delivery, const std::string& text) {
  Json data = {{"event", delivery.event.text()}, {"work_order", delivery.work_order.text()}, {"text", text}};
  for (const auto& [name, value] : delivery.facts) data[name] = value;
  const bool test = data.contains("test");
  return Json{{"type", test ? "destination_tested" : models::name(delivery.about)},
              {"timestamp", models::to_rfc3339(delivery.created_at)},
              {"data", std::move(data)}}
      .dump();
}

std::string wecom_body(std::string text) {
  return Json{{"msgtype", "text"}, {"text", {{"content", cut(std::move(text), wecom_bytes)}}}}.dump();
}

std::string dingtalk_body(const std::string& text) {
  return Json{{"msgtype", "text"}, {"text", {{"content", text}}}}.dump();
}

std::string push_body(const models::Delivery& delivery, std::string text) {
  bool urgent = false;
  for (const auto& [name, value] : delivery.facts)
    if (name == "urgent") urgent = value == "true";
  return Json{
      {"order", delivery.work_order.text()}, {"text", cut(std::move(text), push_bytes)}, {"urgent", urgent}}
      .dump();
}

std::string reporter_push_body(const std::string& token, std::string text) {
  return Json{{"report", token}, {"text", cut(std::move(text), push_bytes)}}.dump();
}

std::string vapid_claims(const std::string& audience, std::int64_t expires, const std::string& contact) {
  Json claims{{"aud", audience}, {"exp", expires}};
  if (!contact.empty()) claims["sub"] = contact;
  return claims.dump();
}

RobotAnswer read_robot_answer(const std::string& body) {
  const auto json = Json::parse(body, nullptr, false);
  RobotAnswer answer;
  if (!json.is_object()) return answer;
  const auto code = json.find("errcode"), words = json.find("errmsg");
  if (code != json.end() && code->is_number_integer()) answer.code = code->get<int>();
  if (words != json.end() && words->is_string()) answer.words = cut(words->get<std::string>(), longest_words);
  return answer;
}

}  // namespace delivery
