#pragma once
#include <string>
#include <vector>

#include "dispatch/short_messages.h"
#include "models/delivery.h"

/// What Aliyun and Tencent are sent and answer, as JSON text.
namespace delivery {

/// The values of a template's variables, each at most 35 characters, in its order.
std::vector<std::string> template_values(const dispatch::ReviewedTemplate& reviewed,
                                         const dispatch::Facts& facts);
/// Shape   {"number":"LC…","village":"…"}
std::string aliyun_template_param(const dispatch::ReviewedTemplate& reviewed, const dispatch::Facts& facts);

struct TencentMessage {
  std::string number, app, sign, template_id, context;
  std::vector<std::string> values;
};
std::string tencent_send_body(const TencentMessage& message);
std::string tencent_status_body(const std::string& number, const std::string& app, std::int64_t from,
                                std::int64_t to);

/// What an answer says of itself.
///
/// Shape   code: OK or Ok when it was taken; empty: it is no answer of the company's
struct ShortAnswer {
  std::string code;
  std::string words;
  std::string reference;
};
ShortAnswer read_aliyun_answer(const std::string& body);
ShortAnswer read_tencent_answer(const std::string& body);

/// Finds one message in a list of what was sent, by our id or theirs.
dispatch::Receipt read_aliyun_receipt(const std::string& body, const models::Delivery& delivery);
dispatch::Receipt read_tencent_receipt(const std::string& body, const models::Delivery& delivery);

}  // namespace delivery
