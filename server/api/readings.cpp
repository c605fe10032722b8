#include "server/api/readings.h"

#include <algorithm>

#include "dispatch/devices.h"
#include "dispatch/permissions.h"
#include "dispatch/readings.h"
#include "server/api/problem.h"
#include "server/auth/tokens.h"

namespace api {
namespace {

constexpr std::size_t most_reasons = 100;

/// The field without its place in the batch or the name of a measure: readings[3].at is `at`.
std::string field_of(const std::string& field) {
  const auto dot = field.starts_with("readings[") ? field.find("].") : std::string::npos;
  const auto name = dot == std::string::npos ? field : field.substr(dot + 2);
  return name.substr(0, name.find('.'));
}

}  // namespace

// What a sender writes is not trusted to be one of a few.
void ReadingDesk::count_refusal(const models::FieldError& error) {
  const std::lock_guard lock(mutex_);
  auto reason = std::pair(field_of(error.field), error.code);
  if (refusals_.size() >= most_reasons && !refusals_.contains(reason)) reason = {"other", "other"};
  ++refusals_[reason];
}

std::vector<RefusedFor> ReadingDesk::refusals() const {
  std::vector<RefusedFor> all;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [reason, count] : refusals_) all.push_back({reason.first, reason.second, count});
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const RefusedFor& one, const RefusedFor& other) { return one.count > other.count; });
  return all;
}

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
  for (const auto& refused : answer.refused) desk.count_refusal(refused.error);
}

Reply take_readings(Context& context, Call& call, ReadingDesk& desk) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  if (auto allowed = dispatch::require(call.actor, dispatch::Permission::reading_send); !allowed)
    co_return to_problem(allowed.error(), &call.request);
  const auto readings = parse_readings(call.request.body);
  if (!readings) {
    ++desk.refused;
    for (const auto& error : readings.error().fields) desk.count_refusal(error);
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

Reply list_readings(Context& context, Call& call, ReadingDesk& desk) {
  const auto limit = limit_of(call.request);
  if (!limit) co_return to_problem(limit.error(), &call.request);
  const auto silent = query_flag(call.request, "silent"), met = query_flag(call.request, "met");
  if (!silent) co_return to_problem(silent.error(), &call.request);
  if (!met) co_return to_problem(met.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    auto board = dispatch::read_devices(tx, who.actor, desk.rules, who.now);
    if (!board) return board.error();
    std::erase_if(board->devices, [&](const dispatch::Device& one) {
      return (*silent && !one.silent) || (*met && one.rules.empty());
    });
    // Who has said nothing for the longest time is what somebody looks for first.
    if (*silent) std::reverse(board->devices.begin(), board->devices.end());
    if (board->devices.size() > static_cast<std::size_t>(*limit))
      board->devices.resize(static_cast<std::size_t>(*limit));
    const ReadingBoardView view{*std::move(board),
                                desk.refusals(),
                                desk.taken,
                                desk.repeated,
                                desk.refused,
                                desk.reports,
                                static_cast<std::int64_t>(desk.rules.size())};
    return json_response(200, write(view));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

}  // namespace api
