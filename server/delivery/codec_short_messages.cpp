#include "server/delivery/codec_short_messages.h"

#include <nlohmann/json.hpp>

namespace delivery {
namespace {

using Json = nlohmann::ordered_json;
using dispatch::Receipt;
using dispatch::ReceiptState;

constexpr std::size_t longest_value = 35;  // characters; Aliyun's limit of a variable
constexpr std::size_t longest_words = 300;
constexpr int aliyun_failed = 2, aliyun_delivered = 3;

std::string cut(const std::string& text, std::size_t characters) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins = (static_cast<unsigned char>(text[i]) & 0xc0U) != 0x80;
    if (begins && count++ == characters) return text.substr(0, i);
  }
  return text;
}

std::string text_of(const Json& json, const char* name) {
  const auto found = json.is_object() ? json.find(name) : json.end();
  return json.is_object() && found != json.end() && found->is_string() ? found->get<std::string>()
                                                                       : std::string{};
}

int number_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_number_integer() ? found->get<int>() : 0;
}

const Json& inside(const Json& json, const char* name) {
  static const Json none = nullptr;
  const auto found = json.is_object() ? json.find(name) : json.end();
  return json.is_object() && found != json.end() ? *found : none;
}

Receipt unknown(std::string words) { return {ReceiptState::pending, std::move(words), {}}; }

}  // namespace

std::vector<std::string> template_values(const dispatch::ReviewedTemplate& reviewed,
                                         const dispatch::Facts& facts) {
  std::vector<std::string> values;
  for (const auto& variable : reviewed.variables) {
    std::string value;
    for (const auto& [name, text] : facts)
      if (name == variable) value = text;
    // A reviewed template takes no empty variable.
    values.push_back(value.empty() ? "-" : cut(value, longest_value));
  }
  return values;
}

std::string aliyun_template_param(const dispatch::ReviewedTemplate& reviewed, const dispatch::Facts& facts) {
  Json json = Json::object();
  const auto values = template_values(reviewed, facts);
  for (std::size_t i = 0; i < values.size(); ++i) json[reviewed.variables[i]] = values[i];
  return json.dump();
}

std::string tencent_send_body(const TencentMessage& message) {
  return Json{{"PhoneNumberSet", Json::array({"+86" + message.number})},
              {"SmsSdkAppId", message.app},
              {"SignName", message.sign},
              {"TemplateId", message.template_id},
              {"TemplateParamSet", message.values},
              {"SessionContext", message.context}}
      .dump();
}

std::string tencent_status_body(const std::string& number, const std::string& app, std::int64_t from,
                                std::int64_t to) {
  return Json{
      {"BeginTime", from}, {"EndTime", to}, {"Offset", 0}, {"Limit", 100}, {"PhoneNumber", "+86" + number},
      {"SmsSdkAppId", app}}
      .dump();
}

ShortAnswer read_aliyun_answer(const std::string& body) {
  const auto json = Json::parse(body, nullptr, false);
  return {text_of(json, "Code"), cut(text_of(json, "Message"), longest_words), text_of(json, "BizId")};
}

ShortAnswer read_tencent_answer(const std::string& body) {
  const auto json = Json::parse(body, nullptr, false);
  const auto& response = inside(json, "Response");
  const auto& error = inside(response, "Error");
  if (error.is_object()) return {text_of(error, "Code"), cut(text_of(error, "Message"), longest_words), ""};
  const auto& all = inside(response, "SendStatusSet");
  if (!all.is_array() || all.empty()) return {};
  return {text_of(all[0], "Code"), cut(text_of(all[0], "Message"), longest_words),
          text_of(all[0], "SerialNo")};
}

Receipt read_aliyun_receipt(const std::string& body, const models::Delivery& delivery) {
  const auto json = Json::parse(body, nullptr, false);
  const auto code = text_of(json, "Code");
  if (code != "OK")
    return unknown(code.empty() ? "no answer of Aliyun's" : code + " " + text_of(json, "Message"));
  const auto& list = inside(inside(json, "SmsSendDetailDTOs"), "SmsSendDetailDTO");
  if (!list.is_array()) return {ReceiptState::absent, "Aliyun knows nothing of it yet", {}};
  for (const auto& one : list) {
    if (text_of(one, "OutId") != delivery.message) continue;
    const auto status = number_of(one, "SendStatus");
    if (status == aliyun_delivered) return {ReceiptState::delivered, "", {}};
    if (status == aliyun_failed)
      return {ReceiptState::failed, "not delivered: " + text_of(one, "ErrCode"), {}};
    // That it is listed is what counts: it was taken.
    return {ReceiptState::pending, "", delivery.reference.empty() ? "listed" : delivery.reference};
  }
  return {ReceiptState::absent, "Aliyun knows nothing of it yet", {}};
}

Receipt read_tencent_receipt(const std::string& body, const models::Delivery& delivery) {
  const auto json = Json::parse(body, nullptr, false);
  const auto& response = inside(json, "Response");
  const auto& error = inside(response, "Error");
  if (error.is_object()) return unknown(text_of(error, "Code") + " " + text_of(error, "Message"));
  const auto& list = inside(response, "PullSmsSendStatusSet");
  if (!response.is_object()) return unknown("no answer of Tencent's");
  if (list.is_array())
    for (const auto& one : list) {
      if (text_of(one, "SessionContext") != delivery.message &&
          (delivery.reference.empty() || text_of(one, "SerialNo") != delivery.reference))
        continue;
      if (text_of(one, "ReportStatus") == "SUCCESS")
        return {ReceiptState::delivered, "", text_of(one, "SerialNo")};
      return {ReceiptState::failed, "not delivered: " + text_of(one, "Description"),
              text_of(one, "SerialNo")};
    }
  return {ReceiptState::absent, "Tencent has no receipt of it yet", {}};
}

}  // namespace delivery
