#include "server/delivery/carriers.h"

#include "server/delivery/codec_messages.h"
#include "server/delivery/letter.h"
#include "server/delivery/open311.h"
#include "server/delivery/short_messages.h"
#include "server/delivery/signing.h"
#include "server/delivery/web_push.h"
#include "server/http/percent.h"

namespace delivery {
namespace {

using dispatch::Tried;
using models::Destination;

constexpr models::Duration robot_rest{60};          // 企业微信: 20 a minute
constexpr models::Duration dingtalk_rest{10 * 60};  // 钉钉: too many in a minute are shut out for ten
constexpr int dingtalk_too_fast = 130101;
constexpr int dingtalk_refused = 310000;  // sign, keyword or address wrong
constexpr int dingtalk_unknown = 300001;  // token is not exist
constexpr int wecom_too_fast = 45009;
constexpr int wecom_unknown = 93000;  // invalid webhook url, hookkey invalid
constexpr int wecom_too_long = 40058;

const std::string& option(const Destination& destination, const std::string& name) {
  static const std::string none;
  const auto found = destination.options.find(name);
  return found == destination.options.end() ? none : found->second;
}

// No secret may come back in words: what a receiver says might repeat ours.
std::string without(std::string text, const std::string& secret) {
  for (auto at = secret.empty() ? std::string::npos : text.find(secret); at != std::string::npos;
       at = text.find(secret))
    text.replace(at, secret.size(), "***");
  return text;
}

Tried failed(const Answered& answered) {
  Tried tried;
  tried.final = answered.refused_address;
  tried.error = answered.error.empty() ? "HTTP " + std::to_string(answered.status) : answered.error;
  if (answered.wait) tried.wait = models::Duration{*answered.wait};
  return tried;
}

Tried send_webhook(Wire& wire, const Destination& to, const Message& message, models::Time now) {
  const auto body = webhook_body(message.delivery, message.text);
  const auto timestamp = std::to_string(models::to_unix(now));
  const auto signature = webhook_signature(to.secret, message.delivery.message, timestamp, body);
  if (signature.empty()) return {false, true, "the secret is no whsec_… of 24 to 64 bytes", {}};
  const auto answered = wire.post(to.address,
                                  {{"Content-Type", "application/json"},
                                   {"webhook-id", message.delivery.message},
                                   {"webhook-timestamp", timestamp},
                                   {"webhook-signature", signature}},
                                  body);
  if (answered.status >= 200 && answered.status < 300) return {true, false, "", {}};
  auto tried = failed(answered);
  if (answered.status == 410) tried.final = true;  // the receiver wants no more
  return tried;
}

Tried judge_robot(const Answered& answered, const std::string& secret, int too_fast, models::Duration rest,
                  std::initializer_list<int> hopeless) {
  if (answered.status != 200) return failed(answered);
  const auto said = read_robot_answer(answered.body);
  if (said.code == 0) return {true, false, "", {}};
  Tried tried;
  tried.error = said.code == -1 ? "an answer that is none of the robot's"
                                : "errcode " + std::to_string(said.code) + " " + without(said.words, secret);
  if (said.code == too_fast) tried.wait = rest;
  for (const int code : hopeless) tried.final = tried.final || said.code == code;
  return tried;
}

Tried send_wecom(Wire& wire, const Destination& to, const Message& message) {
  const auto answered = wire.post(to.address + "?key=" + http::percent_encoded(to.secret),
                                  {{"Content-Type", "application/json"}}, wecom_body(message.text));
  return judge_robot(answered, to.secret, wecom_too_fast, robot_rest, {wecom_unknown, wecom_too_long});
}

Tried send_dingtalk(Wire& wire, const Destination& to, const Message& message, models::Time now) {
  const auto comma = to.secret.find(',');
  const auto token = to.secret.substr(0, comma);
  const auto secret = comma == std::string::npos ? std::string{} : to.secret.substr(comma + 1);
  const auto milliseconds = std::to_string(models::to_unix(now) * 1000);
  const auto answered =
      wire.post(to.address + "?access_token=" + http::percent_encoded(token) + "&timestamp=" + milliseconds +
                    "&sign=" + http::percent_encoded(dingtalk_sign(secret, milliseconds)),
                {{"Content-Type", "application/json; charset=utf-8"}}, dingtalk_body(message.text));
  return judge_robot(answered, token, dingtalk_too_fast, dingtalk_rest, {dingtalk_refused, dingtalk_unknown});
}

// What a phone that was off for a shift is still told; the order itself says what is true now.
constexpr const char* push_seconds = "43200";

Tried send_push(Wire& wire, const Destination& to, const Message& message, models::Time now) {
  const auto key = push_key_from(message.key);
  const auto open = from_base64url(option(to, "p256dh")), secret = from_base64url(to.secret);
  const bool reporter = !message.token.empty();
  const auto text =
      reporter ? reporter_push_body(message.token, message.text) : push_body(message.delivery, message.text);
  const auto body = open && secret ? encrypt_push(text, {*open, *secret}) : std::nullopt;
  if (!key || !body) return {false, true, "the telephone's key is none", {}, true};
  const bool urgent = text.ends_with("\"urgent\":true}");
  const auto answered = wire.post(to.address,
                                  {{"Content-Type", "application/octet-stream"},
                                   {"Content-Encoding", "aes128gcm"},
                                   {"TTL", push_seconds},
                                   {"Urgency", urgent ? "high" : "normal"},
                                   {"Topic", reporter ? "report-" + message.delivery.report.text()
                                                      : "order-" + message.delivery.work_order.text()},
                                   {"Authorization", vapid_header(*key, to.address, message.contact, now)}},
                                  *body);
  if (answered.error.empty() && answered.status >= 200 && answered.status < 300) return {true, false, "", {}};
  auto tried = failed(answered);
  tried.gone = answered.status == 404 || answered.status == 410;
  tried.final = tried.final || tried.gone || answered.status == 400 || answered.status == 413;
  return tried;
}

Tried send_mail(Wire& wire, const Destination& to, const Message& message, models::Time now) {
  const auto answered =
      wire.mail({option(to, "server"), option(to, "user"), to.secret, option(to, "from"),
                 addresses_of(to.address), letter_of(option(to, "from"), to.address, message, now)});
  if (answered.error.empty() && answered.status >= 200 && answered.status < 300) return {true, false, "", {}};
  auto tried = failed(answered);
  if (answered.error.empty()) tried.error = "SMTP " + std::to_string(answered.status);
  return tried;
}

}  // namespace

Tried send(Wire& wire, const Destination& destination, const Message& message, models::Time now) {
  switch (destination.carrier) {
    case models::Carrier::webhook:
      return send_webhook(wire, destination, message, now);
    case models::Carrier::wecom_robot:
      return send_wecom(wire, destination, message);
    case models::Carrier::dingtalk_robot:
      return send_dingtalk(wire, destination, message, now);
    case models::Carrier::mail:
      return send_mail(wire, destination, message, now);
    case models::Carrier::web_push:
      return send_push(wire, destination, message, now);
    case models::Carrier::aliyun_sms:
    case models::Carrier::tencent_sms:
      return send_short(wire, destination, message, now);
    case models::Carrier::open311:
      if (!message.transfer) return {false, true, "the order was taken back before it was sent", {}};
      return send_transfer(wire, destination, *message.transfer, now);
  }
  return {false, true, "no such carrier", {}};
}

}  // namespace delivery
