#include "server/api/readings.h"

#include "dispatch/permissions.h"
#include "dispatch/readings.h"
#include "server/api/problem.h"
#include "server/auth/tokens.h"

namespace api {
ReadingAnswer take_batch(models::Transaction& tx, const models::Actor& actor, const ReadingDesk& desk,
                         const std::vector<models::Reading>& readings, models::Time now,
                         int utc_offset_seconds) {
  ReadingAnswer answer;
  for (std::size_t i = 0; i < readings.size(); ++i) {
    const auto taken = dispatch::take_reading(tx, actor, desk.rules, readings[i], auth::new_report_token(),
                                              now, utc_offset_seconds);
    if (!taken) {
      ++answer.refused_readings;
      for (const auto& field : taken.error().fields) answer.refused.push_back({i, field});
      continue;
    }
    ++(taken->repeated ? answer.repeated : answer.taken);
    if (taken->report) answer.reports.push_back(taken->report);
  }
  return answer;
}

void count_batch(ReadingDesk& desk, const ReadingAnswer& answer) {
  desk.taken += static_cast<std::int64_t>(answer.taken);
  desk.repeated += static_cast<std::int64_t>(answer.repeated);
  desk.refused += static_cast<std::int64_t>(answer.refused_readings);
  desk.reports += static_cast<std::int64_t>(answer.reports.size());
}

Reply take_readings(Context& context, Call& call, ReadingDesk& desk) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  if (auto allowed = dispatch::require(call.actor, dispatch::Permission::reading_send); !allowed)
    co_return to_problem(allowed.error(), &call.request);
  const auto readings = parse_readings(call.request.body);
  if (!readings) {
    ++desk.refused;
    co_return to_problem(readings.error(), &call.request);
  }
  ReadingAnswer answer;
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    answer = take_batch(tx, who.actor, desk, *readings, who.now, context.settings.utc_offset_seconds);
    return json_response(200, write(answer));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  if (response.status == 200 && !response.find_header("Idempotent-Replayed")) count_batch(desk, answer);
  co_return response;
}

}  // namespace api
