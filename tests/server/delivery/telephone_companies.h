#pragma once
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "tests/server/delivery/fakes.h"

namespace fakes {

/// How a company answers the next SendSms.
enum class Mood {
  takes,        ///< OK
  busy,         ///< the published error for too many messages to a number
  no_template,  ///< the published error for a template that was not reviewed
  swallows,     ///< takes the message and answers nothing that can be read, as a proxy does that gave up
  loses,        ///< the same without having taken it
};

/// What a company sent on to a telephone.
struct ShortMessage {
  std::string number, sign, template_id, values, own_id;
};

/// A telephone company of the tests: whatever a call has that its documents do not allow stands in `wrong`.
class TelephoneCompany {
 public:
  TelephoneCompany(std::string key, std::string secret, std::function<std::int64_t()> clock);
  virtual ~TelephoneCompany() = default;
  std::string url() const { return receiver_.url(""); }
  void be(Mood mood);
  void give_receipts(bool delivered);  ///< of all that was taken so far
  std::vector<ShortMessage> taken() const;
  std::vector<std::string> wrong() const;
  int asked() const;  ///< how often for receipts

 protected:
  virtual http::Response answer(const Received& got) = 0;
  http::Response refuse_call(const std::string& why);

  std::string key_, secret_;
  std::function<std::int64_t()> clock_;
  mutable std::mutex mutex_;
  Mood mood_ = Mood::takes;
  std::vector<ShortMessage> taken_;
  std::map<std::string, bool> receipts_;  ///< by own id
  std::vector<std::string> wrong_;
  std::set<std::string> nonces_;
  int asked_ = 0;

 private:
  Receiver receiver_;
};

/// Aliyun's Dysmsapi 2017-05-25, signature V3: POST /?…, an empty body without a content type, the headers
/// x-acs-* and an Authorization that is made anew here with OpenSSL; a nonce once, a date within 15 minutes.
///
/// Source  help.aliyun.com: SendSms, QuerySendDetails, V3 版本请求体 & 签名机制, API 错误码
class Aliyun final : public TelephoneCompany {
 public:
  using TelephoneCompany::TelephoneCompany;

 private:
  http::Response answer(const Received& got) override;
  std::string check_signature(const Received& got) const;
  http::Response send(const Received& got);
  http::Response details(const Received& got);
};

/// Tencent's sms 2021-01-11, TC3-HMAC-SHA256: POST / with JSON, the headers X-TC-* and an Authorization that
/// is made anew here with OpenSSL; a timestamp within five minutes.
///
/// Source  cloud.tencent.com: SendSms, PullSmsSendStatusByPhoneNumber, 签名方法 v3, 错误码
class Tencent final : public TelephoneCompany {
 public:
  using TelephoneCompany::TelephoneCompany;

 private:
  http::Response answer(const Received& got) override;
  std::string check_signature(const Received& got) const;
  http::Response send(const Received& got);
  http::Response statuses(const Received& got);
};

}  // namespace fakes
