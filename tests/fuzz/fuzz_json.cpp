#include <string>

#include "server/api/codec_promise.h"
#include "server/api/codec_report.h"
#include "server/api/codec_request.h"
#include "server/api/codec_what_if.h"
#include "server/town/codec_sla.h"
#include "tests/fuzz/targets.h"

namespace fuzz {
namespace {

/// What is refused says what to do; what is taken is taken.
template <class T>
void look_at(const models::Result<T>& parsed) {
  if (parsed) return;
  expect(!parsed.error().detail.empty(), "a refusal without words");
  expect(parsed.error().fields.size() <= 200, "too many wrong fields");
  for (const auto& field : parsed.error().fields)
    expect(!field.code.empty() && !field.detail.empty(), "a wrong field without words");
}

}  // namespace

void json_body(std::string_view input) {
  if (input.empty()) return;
  const std::string body(input.substr(1));
  constexpr models::Time now{std::chrono::seconds{1'700'000'000}};
  switch (static_cast<unsigned char>(input.front()) % 12) {
    case 0:
      return look_at(api::parse_new_report(body));
    case 1:
      return look_at(api::parse_triage(body));
    case 2:
      return look_at(api::parse_verdict(body));
    case 3:
      return look_at(api::parse_report_part(body));
    case 4:
      return look_at(api::parse_cold_wave(body));
    case 5:
      return look_at(api::parse_what_if(body, now));
    case 6:
      return look_at(api::parse_new_request(body));
    case 7:
      return look_at(api::parse_decision(body));
    case 8:
      return look_at(api::parse_chain(body, "code"));
    case 9:
      return look_at(api::parse_request_reason(body, "code"));
    case 10: {
      const auto policy = town::parse_policy(body);
      look_at(policy);
      if (!policy) return;
      const auto text = api::write(*policy);
      const auto again = town::parse_policy(text);
      expect(again.has_value() && api::write(*again) == text, "a policy that does not come back as it went");
      return;
    }
    default: {
      const auto calendar = town::parse_calendar(body);
      look_at(calendar);
      if (!calendar) return;
      const auto text = api::write(*calendar);
      const auto again = town::parse_calendar(text);
      expect(again.has_value() && api::write(*again) == text,
             "a calendar that does not come back as it went");
    }
  }
}

}  // namespace fuzz
