#include "server/delivery/short_messages.h"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "server/delivery/codec_short_messages.h"
#include "server/delivery/signing.h"
#include "server/http/percent.h"

namespace delivery {
namespace {

using dispatch::Receipt;
using dispatch::Tried;
using models::Destination;

constexpr const char* aliyun_server = "https://dysmsapi.aliyuncs.com";
constexpr const char* aliyun_version = "2017-05-25";
constexpr const char* tencent_server = "https://sms.tencentcloudapi.com";
constexpr const char* tencent_version = "2021-01-11";
constexpr const char* tencent_region = "ap-beijing";
constexpr models::Duration a_minute{60}, half_a_minute{30}, an_hour{3600}, a_quarter_day{6 * 3600};
constexpr models::Duration town_offset{8 * 3600};

std::string option(const Destination& destination, const std::string& name, const std::string& usual = {}) {
  const auto found = destination.options.find(name);
  return found == destination.options.end() || found->second.empty() ? usual : found->second;
}

std::string host_of(const std::string& server) {
  const auto from = server.find("://") + 3;
  return server.substr(from, server.find('/', from) - from);
}

std::string new_nonce() {
  std::string bytes(16, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return to_hex(bytes);
}

bool begins_with_any(const std::string& text, std::initializer_list<std::string_view> beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&](auto beginning) { return text.starts_with(beginning); });
}

/// How long to wait after a refusal; nothing when waiting is of no use.
std::optional<models::Duration> aliyun_wait(const ShortAnswer& said) {
  if (said.code == "isv.BUSINESS_LIMIT_CONTROL") {
    if (said.words.find("天级") != std::string::npos) return a_quarter_day;
    return said.words.find("小时级") != std::string::npos ? an_hour : a_minute;
  }
  if (begins_with_any(said.code, {"isv.DAY_LIMIT_CONTROL", "isv.MONTH_LIMIT_CONTROL"})) return a_quarter_day;
  if (begins_with_any(said.code, {"isv.AMOUNT_NOT_ENOUGH", "isv.OUT_OF_SERVICE"})) return an_hour;
  if (begins_with_any(said.code, {"Throttling", "isp.SYSTEM_ERROR", "ServiceUnavailable", "InternalError"}))
    return a_minute;
  return std::nullopt;
}

std::optional<models::Duration> tencent_wait(const ShortAnswer& said) {
  if (said.code == "LimitExceeded.PhoneNumberThirtySecondLimit") return half_a_minute;
  if (said.code == "LimitExceeded.PhoneNumberOneHourLimit") return an_hour;
  if (begins_with_any(said.code, {"LimitExceeded.PhoneNumber", "LimitExceeded.Daily"})) return a_quarter_day;
  if (said.code == "FailedOperation.InsufficientBalanceInSmsPackage") return an_hour;
  if (begins_with_any(said.code, {"LimitExceeded", "RequestLimitExceeded", "InternalError"})) return a_minute;
  return std::nullopt;
}

Tried judge(const Answered& answered, const ShortAnswer& said,
            std::optional<models::Duration> (*wait_of)(const ShortAnswer&)) {
  if (answered.refused_address) return {false, true, answered.error, {}};
  Tried tried;
  if (answered.not_reached) {
    tried.error = answered.error;
  } else if (said.code == "OK" || said.code == "Ok") {
    tried.handed_over = true;
    tried.reference = said.reference.empty() ? "taken" : said.reference;
  } else if (said.code.empty()) {
    // No answer, or one that is not the company's: it may have been taken.
    tried.handed_over = true;
    tried.error = answered.error.empty() ? "HTTP " + std::to_string(answered.status) : answered.error;
  } else {
    tried.error = said.code + " " + said.words;
    tried.wait = wait_of(said);
    tried.final = !tried.wait;
  }
  return tried;
}

Answered call_aliyun(Wire& wire, const Destination& to, const std::string& action, Parameters parameters,
                     models::Time now) {
  const auto server = option(to, "server", aliyun_server);
  const AliyunCall call{host_of(server),         action,     aliyun_version, std::move(parameters),
                        models::to_rfc3339(now), new_nonce()};
  return wire.post(server + "/?" + aliyun_query(call.parameters),
                   aliyun_headers(call, option(to, "key"), to.secret), "");
}

Answered call_tencent(Wire& wire, const Destination& to, const std::string& action, const std::string& body,
                      models::Time now) {
  const auto server = option(to, "server", tencent_server);
  const auto timestamp = models::to_unix(now);
  return wire.post(server + "/",
                   {{"Authorization", tencent_authorization(option(to, "key"), to.secret, "sms",
                                                            host_of(server), timestamp, body)},
                    {"Content-Type", "application/json; charset=utf-8"},
                    {"X-TC-Action", action},
                    {"X-TC-Timestamp", std::to_string(timestamp)},
                    {"X-TC-Version", tencent_version},
                    {"X-TC-Region", option(to, "region", tencent_region)}},
                   body);
}

Tried hopeless(const char* why) { return {false, true, why, {}}; }

}  // namespace

std::string aliyun_query(const Parameters& parameters) {
  auto sorted = parameters;
  std::sort(sorted.begin(), sorted.end());
  std::string query;
  for (const auto& [name, value] : sorted)
    query += (query.empty() ? "" : "&") + http::percent_encoded(name) + "=" + http::percent_encoded(value);
  return query;
}

Wire::Headers aliyun_headers(const AliyunCall& call, const std::string& key, const std::string& secret) {
  const auto body = sha256_hex("");
  const std::string signed_headers =
      "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version";
  const auto request = "POST\n/\n" + aliyun_query(call.parameters) + "\nhost:" + call.host +
                       "\nx-acs-action:" + call.action + "\nx-acs-content-sha256:" + body +
                       "\nx-acs-date:" + call.date + "\nx-acs-signature-nonce:" + call.nonce +
                       "\nx-acs-version:" + call.version + "\n\n" + signed_headers + "\n" + body;
  const auto signature = to_hex(hmac_sha256(secret, "ACS3-HMAC-SHA256\n" + sha256_hex(request)));
  return {{"x-acs-action", call.action},
          {"x-acs-version", call.version},
          {"x-acs-date", call.date},
          {"x-acs-signature-nonce", call.nonce},
          {"x-acs-content-sha256", body},
          {"Content-Type", ""},  // none: it would have to be signed as well
          {"Authorization", "ACS3-HMAC-SHA256 Credential=" + key + ",SignedHeaders=" + signed_headers +
                                ",Signature=" + signature}};
}

std::string tencent_authorization(std::string_view key, std::string_view secret, std::string_view service,
                                  std::string_view host, std::int64_t timestamp, std::string_view body) {
  const auto date = models::to_rfc3339(models::from_unix(timestamp)).substr(0, 10);
  const auto scope = date + "/" + std::string(service) + "/tc3_request";
  const auto request = "POST\n/\n\ncontent-type:application/json; charset=utf-8\nhost:" + std::string(host) +
                       "\n\ncontent-type;host\n" + sha256_hex(body);
  const auto text =
      "TC3-HMAC-SHA256\n" + std::to_string(timestamp) + "\n" + scope + "\n" + sha256_hex(request);
  const auto day_key = hmac_sha256("TC3" + std::string(secret), date);
  const auto signing_key = hmac_sha256(hmac_sha256(day_key, service), "tc3_request");
  return "TC3-HMAC-SHA256 Credential=" + std::string(key) + "/" + scope +
         ", SignedHeaders=content-type;host, Signature=" + to_hex(hmac_sha256(signing_key, text));
}

Tried send_short(Wire& wire, const Destination& to, const Message& message, models::Time now) {
  const auto reviewed = dispatch::reviewed_template(to, message.delivery.about);
  if (!reviewed) return hopeless("no reviewed template for this kind of fact any more");
  const auto number = dispatch::mobile_number(message.number);
  if (!number) return hopeless("the reporter's number is no longer kept, or is no mobile number");
  if (to.carrier == models::Carrier::aliyun_sms) {
    const auto answered =
        call_aliyun(wire, to, "SendSms",
                    {{"PhoneNumbers", *number},
                     {"SignName", option(to, "sign")},
                     {"TemplateCode", reviewed->id},
                     {"TemplateParam", aliyun_template_param(*reviewed, message.delivery.facts)},
                     {"OutId", message.delivery.message}},
                    now);
    return judge(answered, read_aliyun_answer(answered.body), aliyun_wait);
  }
  const auto answered = call_tencent(
      wire, to, "SendSms",
      tencent_send_body({*number, option(to, "app"), option(to, "sign"), reviewed->id,
                         message.delivery.message, template_values(*reviewed, message.delivery.facts)}),
      now);
  return judge(answered, read_tencent_answer(answered.body), tencent_wait);
}

Receipt ask_receipt(Wire& wire, const Destination& to, const Message& message, models::Time now) {
  const auto& delivery = message.delivery;
  const auto number = dispatch::mobile_number(message.number);
  if (!number) return {dispatch::ReceiptState::pending, "the reporter's number is no longer kept", {}};
  const auto sent_at = delivery.tried_at.value_or(now);
  Answered answered;
  Receipt receipt;
  if (to.carrier == models::Carrier::aliyun_sms) {
    auto day = models::to_rfc3339(sent_at + town_offset).substr(0, 10);
    std::erase(day, '-');
    Parameters parameters{
        {"PhoneNumber", *number}, {"SendDate", day}, {"PageSize", "50"}, {"CurrentPage", "1"}};
    answered = call_aliyun(wire, to, "QuerySendDetails", std::move(parameters), now);
    receipt = read_aliyun_receipt(answered.body, delivery);
  } else {
    answered = call_tencent(wire, to, "PullSmsSendStatusByPhoneNumber",
                            tencent_status_body(*number, option(to, "app"), models::to_unix(sent_at) - 60,
                                                models::to_unix(now) + 60),
                            now);
    receipt = read_tencent_receipt(answered.body, delivery);
  }
  if (!answered.error.empty()) return {dispatch::ReceiptState::pending, answered.error, {}};
  return receipt;
}

}  // namespace delivery
