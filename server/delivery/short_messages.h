#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dispatch/short_messages.h"
#include "server/delivery/carriers.h"

/// Short messages of Aliyun and Tencent: their signatures, their calls, and what their answers mean.
namespace delivery {

using Parameters = std::vector<std::pair<std::string, std::string>>;

/// One call of Aliyun's OpenAPI, signature V3: the parameters stand in the query, the body is empty.
///
/// Source  help.aliyun.com, 阿里云 SDK / V3 版本请求体 & 签名机制
struct AliyunCall {
  std::string host;     ///< with its port unless it is the usual one
  std::string action;   ///< SendSms
  std::string version;  ///< 2017-05-25
  Parameters parameters;
  std::string date;   ///< 2023-10-26T10:22:32Z
  std::string nonce;  ///< never twice
};
/// What must be sent with it, `Authorization` included; and its query, sorted and encoded.
Wire::Headers aliyun_headers(const AliyunCall& call, const std::string& key, const std::string& secret);
std::string aliyun_query(const Parameters& parameters);

/// The header `Authorization` of Tencent's API 3.0 (TC3-HMAC-SHA256) for a JSON body.
///
/// Source  cloud.tencent.com/document/api/213/30654, 签名方法 v3
std::string tencent_authorization(std::string_view key, std::string_view secret, std::string_view service,
                                  std::string_view host, std::int64_t timestamp, std::string_view body);

/// Hands one message over. `taken` is never said: what a company took is `handed_over` until its receipt
/// comes, and so is what it may have taken, without a reference.
dispatch::Tried send_short(Wire& wire, const models::Destination& destination, const Message& message,
                           models::Time now);

/// Asks what became of it.
dispatch::Receipt ask_receipt(Wire& wire, const models::Destination& destination, const Message& message,
                              models::Time now);

}  // namespace delivery
