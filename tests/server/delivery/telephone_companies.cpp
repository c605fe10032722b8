#include "tests/server/delivery/telephone_companies.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>

namespace fakes {
namespace {

using Json = nlohmann::json;

std::string hex_of(const std::string& bytes) {
  std::string text;
  for (const char c : bytes) {
    std::array<char, 3> two{};
    std::snprintf(two.data(), two.size(), "%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
    text += two.data();
  }
  return text;
}

std::string sha256(const std::string& text) {
  std::string digest(32, '\0');
  unsigned int size = 32;
  EVP_Digest(text.data(), text.size(), reinterpret_cast<unsigned char*>(digest.data()), &size, EVP_sha256(),
             nullptr);
  return hex_of(digest);
}

std::string mac(const std::string& key, const std::string& text) {
  std::string digest(32, '\0');
  unsigned int size = 32;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(),
       reinterpret_cast<unsigned char*>(digest.data()), &size);
  return digest;
}

std::string time_text(std::int64_t at, const char* format) {
  const std::time_t time = at;
  std::tm parts{};
  gmtime_r(&time, &parts);
  std::array<char, 40> text{};
  std::strftime(text.data(), text.size(), format, &parts);
  return text.data();
}

std::string asked_of(const Received& got, const std::string& name) {
  http::Request probe;
  if (!http::parse_target(probe, got.target)) return "";
  return probe.query(name).value_or("");
}

/// The query as it was sent: sorted by name, and each byte encoded as RFC 3986 wants it.
std::string wrong_query(const std::string& target) {
  if (!target.starts_with("/?")) return "not POST /?…";
  std::vector<std::string> names;
  std::string name;
  bool in_value = false;
  for (const char c : target.substr(2)) {
    if (c == '&' || c == '=') {
      if (c == '=') names.push_back(name);
      in_value = c == '=';
      name.clear();
    } else {
      const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' ||
                         c == '.' || c == '~' || c == '%';
      if (!plain) return std::string("the query has a bare ") + c;
      if (!in_value) name += c;
    }
  }
  return std::is_sorted(names.begin(), names.end()) ? "" : "the query is not sorted";
}

http::Response json_of(int status, const Json& json) { return http::Response::json(status, json.dump()); }

}  // namespace

TelephoneCompany::TelephoneCompany(std::string key, std::string secret, std::function<std::int64_t()> clock)
    : key_(std::move(key)),
      secret_(std::move(secret)),
      clock_(std::move(clock)),
      receiver_([this](const Received& got, std::size_t) {
        const std::lock_guard lock(mutex_);
        return answer(got);
      }) {}

void TelephoneCompany::be(Mood mood) {
  const std::lock_guard lock(mutex_);
  mood_ = mood;
}
void TelephoneCompany::give_receipts(bool delivered) {
  const std::lock_guard lock(mutex_);
  for (const auto& one : taken_) receipts_.emplace(one.own_id, delivered);
}
std::vector<ShortMessage> TelephoneCompany::taken() const {
  const std::lock_guard lock(mutex_);
  return taken_;
}
std::vector<std::string> TelephoneCompany::wrong() const {
  const std::lock_guard lock(mutex_);
  return wrong_;
}
int TelephoneCompany::asked() const {
  const std::lock_guard lock(mutex_);
  return asked_;
}
http::Response TelephoneCompany::refuse_call(const std::string& why) {
  wrong_.push_back(why);
  return http::Response::text(500, why);
}

std::string Aliyun::check_signature(const Received& got) const {
  const auto header = [&](const char* name) { return got.header(name); };
  if (!got.body.empty()) return "the body is not empty";
  if (!header("Content-Type").empty()) return "a content type that is not signed";
  if (header("x-acs-content-sha256") != sha256("")) return "x-acs-content-sha256";
  if (header("x-acs-version") != "2017-05-25") return "x-acs-version";
  if (nonces_.contains(header("x-acs-signature-nonce"))) return "a nonce twice";
  if (header("x-acs-date") != time_text(clock_(), "%Y-%m-%dT%H:%M:%SZ")) return "x-acs-date";
  if (const auto wrong = wrong_query(got.target); !wrong.empty()) return wrong;
  const std::string names =
      "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version";
  std::string canonical = "POST\n/\n" + got.target.substr(2) + "\n";
  for (const auto* name : {"host", "x-acs-action", "x-acs-content-sha256", "x-acs-date",
                           "x-acs-signature-nonce", "x-acs-version"})
    canonical += std::string(name) + ":" + header(name) + "\n";
  canonical += "\n" + names + "\n" + sha256("");
  const auto signature = hex_of(mac(secret_, "ACS3-HMAC-SHA256\n" + sha256(canonical)));
  const auto expected =
      "ACS3-HMAC-SHA256 Credential=" + key_ + ",SignedHeaders=" + names + ",Signature=" + signature;
  return header("Authorization") == expected ? "" : "Authorization: " + header("Authorization");
}

http::Response Aliyun::answer(const Received& got) {
  if (const auto wrong = check_signature(got); !wrong.empty()) {
    wrong_.push_back(wrong);
    return json_of(400, {{"Code", "SignatureDoesNotMatch"}, {"Message", wrong}, {"RequestId", "R"}});
  }
  nonces_.insert(got.header("x-acs-signature-nonce"));
  const auto action = got.header("x-acs-action");
  if (action == "SendSms") return send(got);
  if (action == "QuerySendDetails") return details(got);
  return refuse_call("x-acs-action " + action);
}

http::Response Aliyun::send(const Received& got) {
  const auto values = Json::parse(asked_of(got, "TemplateParam"), nullptr, false);
  const ShortMessage one{asked_of(got, "PhoneNumbers"), asked_of(got, "SignName"),
                         asked_of(got, "TemplateCode"), asked_of(got, "TemplateParam"),
                         asked_of(got, "OutId")};
  if (one.number.size() != 11 || one.sign.empty() || one.own_id.empty() || !values.is_object())
    return refuse_call("SendSms: " + got.target);
  for (const auto& [name, value] : values.items())
    if (!value.is_string() || value.get<std::string>().empty())
      return refuse_call("a variable is empty: " + name);
  const auto say = [](const char* code, const char* words) {
    return json_of(200, {{"Code", code}, {"Message", words}, {"RequestId", "R"}});
  };
  if (mood_ == Mood::busy) return say("isv.BUSINESS_LIMIT_CONTROL", "触发小时级流控Permits:5");
  if (mood_ == Mood::no_template) return say("isv.SMS_TEMPLATE_ILLEGAL", "模版不合法(不存在或被拉黑)");
  if (mood_ == Mood::loses) return http::Response::text(502, "<html>Bad Gateway</html>");
  taken_.push_back(one);
  if (mood_ == Mood::swallows) return http::Response::text(502, "<html>Bad Gateway</html>");
  return json_of(200, {{"Code", "OK"},
                       {"Message", "OK"},
                       {"RequestId", "R"},
                       {"BizId", "90061910603" + std::to_string(taken_.size())}});
}

http::Response Aliyun::details(const Received& got) {
  ++asked_;
  if (asked_of(got, "PageSize").empty() || asked_of(got, "CurrentPage") != "1")
    return refuse_call("QuerySendDetails: " + got.target);
  auto list = Json::array();
  for (const auto& one : taken_) {
    if (one.number != asked_of(got, "PhoneNumber") ||
        asked_of(got, "SendDate") != time_text(clock_() + 8 * 3600, "%Y%m%d"))
      continue;
    const auto receipt = receipts_.find(one.own_id);
    const int status = receipt == receipts_.end() ? 1 : receipt->second ? 3 : 2;
    list.push_back({{"OutId", one.own_id},
                    {"PhoneNum", one.number},
                    {"TemplateCode", one.template_id},
                    {"SendStatus", status},
                    {"ErrCode", status == 3   ? "DELIVERED"
                                : status == 2 ? "UNDELIV"
                                              : ""}});
  }
  return json_of(200, {{"Code", "OK"},
                       {"Message", "OK"},
                       {"RequestId", "R"},
                       {"TotalCount", list.size()},
                       {"SmsSendDetailDTOs", {{"SmsSendDetailDTO", list}}}});
}

std::string Tencent::check_signature(const Received& got) const {
  const auto timestamp = std::to_string(clock_());
  if (got.target != "/") return "not POST /";
  if (got.header("Content-Type") != "application/json; charset=utf-8") return "Content-Type";
  if (got.header("X-TC-Version") != "2021-01-11") return "X-TC-Version";
  if (got.header("X-TC-Region") != "ap-beijing") return "X-TC-Region";
  if (got.header("X-TC-Timestamp") != timestamp) return "X-TC-Timestamp";
  const auto date = time_text(clock_(), "%Y-%m-%d");
  const auto canonical =
      "POST\n/\n\ncontent-type:application/json; charset=utf-8\nhost:" + got.header("Host") +
      "\n\ncontent-type;host\n" + sha256(got.body);
  const auto signed_text =
      "TC3-HMAC-SHA256\n" + timestamp + "\n" + date + "/sms/tc3_request\n" + sha256(canonical);
  const auto signing_key = mac(mac(mac("TC3" + secret_, date), "sms"), "tc3_request");
  const auto expected =
      "TC3-HMAC-SHA256 Credential=" + key_ + "/" + date +
      "/sms/tc3_request, SignedHeaders=content-type;host, Signature=" + hex_of(mac(signing_key, signed_text));
  return got.header("Authorization") == expected ? "" : "Authorization: " + got.header("Authorization");
}

http::Response Tencent::answer(const Received& got) {
  if (const auto wrong = check_signature(got); !wrong.empty()) {
    wrong_.push_back(wrong);
    return json_of(
        200,
        {{"Response",
          {{"Error", {{"Code", "AuthFailure.SignatureFailure"}, {"Message", wrong}}}, {"RequestId", "R"}}}});
  }
  const auto action = got.header("X-TC-Action");
  if (action == "SendSms") return send(got);
  if (action == "PullSmsSendStatusByPhoneNumber") return statuses(got);
  return refuse_call("X-TC-Action " + action);
}

http::Response Tencent::send(const Received& got) {
  const auto json = Json::parse(got.body, nullptr, false);
  if (!json.is_object() || json.size() != 6 || json.value("SmsSdkAppId", "").empty() ||
      !json.value("TemplateParamSet", Json()).is_array() || json.value("PhoneNumberSet", Json()).size() != 1)
    return refuse_call("SendSms: " + got.body);
  const std::string number = json["PhoneNumberSet"][0];
  const ShortMessage one{number, json.value("SignName", ""), json.value("TemplateId", ""),
                         json["TemplateParamSet"].dump(), json.value("SessionContext", "")};
  if (!number.starts_with("+86") || one.own_id.empty()) return refuse_call("SendSms: " + got.body);
  const auto say = [&](const char* code, const char* words, const std::string& serial) {
    return json_of(200, {{"Response",
                          {{"SendStatusSet", Json::array({{{"SerialNo", serial},
                                                           {"PhoneNumber", number},
                                                           {"Fee", serial.empty() ? 0 : 1},
                                                           {"SessionContext", one.own_id},
                                                           {"Code", code},
                                                           {"Message", words},
                                                           {"IsoCode", "CN"}}})},
                           {"RequestId", "R"}}}});
  };
  if (mood_ == Mood::busy)
    return say("LimitExceeded.PhoneNumberThirtySecondLimit", "exceeds the upper limit", "");
  if (mood_ == Mood::no_template)
    return say("FailedOperation.TemplateIncorrectOrUnapproved", "template is not approved", "");
  if (mood_ == Mood::loses) return http::Response::text(502, "<html>Bad Gateway</html>");
  taken_.push_back(one);
  if (mood_ == Mood::swallows) return http::Response::text(502, "<html>Bad Gateway</html>");
  return say("Ok", "send success", "5000:10457106691570536578" + std::to_string(taken_.size()));
}

http::Response Tencent::statuses(const Received& got) {
  ++asked_;
  const auto json = Json::parse(got.body, nullptr, false);
  if (!json.is_object() || json.size() != 6 || json.value("Limit", 0) > 100 ||
      json.value("Offset", -1) != 0 ||
      json.value("BeginTime", std::int64_t{0}) >= json.value("EndTime", std::int64_t{0}))
    return refuse_call("PullSmsSendStatusByPhoneNumber: " + got.body);
  auto list = Json::array();
  for (const auto& one : taken_) {
    const auto receipt = receipts_.find(one.own_id);
    if (receipt == receipts_.end() || one.number != json.value("PhoneNumber", "")) continue;
    list.push_back({{"SessionContext", one.own_id},
                    {"PhoneNumber", one.number},
                    {"SerialNo", "5000:1"},
                    {"ReportStatus", receipt->second ? "SUCCESS" : "FAIL"},
                    {"Description", receipt->second ? "DELIVRD" : "MK:0001"}});
  }
  return json_of(200, {{"Response", {{"PullSmsSendStatusSet", list}, {"RequestId", "R"}}}});
}

}  // namespace fakes
