#include "server/api/codec_what_if.h"

#include "models/names.h"
#include "server/api/codec_body.h"
#include "server/api/codec_writer.h"
#include "server/town/codec_sla.h"

namespace api {
namespace {

constexpr models::Duration usual_period = std::chrono::days{365};

std::string_view name_of(dispatch::PromiseStanding standing) {
  switch (standing) {
    case dispatch::PromiseStanding::kept:
      return "kept";
    case dispatch::PromiseStanding::late:
      return "late";
    case dispatch::PromiseStanding::open:
      return "open";
    case dispatch::PromiseStanding::none:
      break;
  }
  return "none";
}

std::optional<dispatch::WhatIfBy> parse_by(std::string_view word) {
  if (word.empty() || word == "all") return dispatch::WhatIfBy::all;
  if (word == "policy") return dispatch::WhatIfBy::policy;
  if (word == "village") return dispatch::WhatIfBy::village;
  if (word == "month") return dispatch::WhatIfBy::month;
  return std::nullopt;
}

OrderedJson json_of(const dispatch::WhatIfCount& count) {
  return {{"orders", count.orders},
          {"promised_then", count.promised_then},
          {"promised_draft", count.promised_draft},
          {"late_then", count.late_then},
          {"late_draft", count.late_draft},
          {"newly_late", count.newly_late},
          {"no_longer_late", count.no_longer_late},
          {"open_draft", count.open_draft}};
}

OrderedJson json_of(const dispatch::WhatIfRow& row) {
  auto targets = OrderedJson::object();
  for (const auto target : models::sla_targets)
    if (const auto& count = row.targets[static_cast<std::size_t>(target)]; count.orders > 0)
      targets[std::string(models::name(target))] = json_of(count);
  return {{"key", or_null(row.key)}, {"targets", std::move(targets)}};
}

OrderedJson json_of(const dispatch::WhatIfOrder& order) {
  return {{"id", order.id.text()},
          {"number", order.number},
          {"village", or_null(order.village_code)},
          {"fault_kind", order.fault_kind},
          {"received_at", models::to_rfc3339(order.received_at)},
          {"target", models::name(order.target)},
          {"then", name_of(order.then)},
          {"draft", name_of(order.draft)},
          {"policy_then", order.policy_then},
          {"policy_draft", order.policy_draft},
          {"due_then", api::json_of(order.due_then)},
          {"due_draft", api::json_of(order.due_draft)},
          {"done_at", api::json_of(order.done_at)}};
}

}  // namespace

models::Result<dispatch::WhatIfQuestion> parse_what_if(const std::string& body, models::Time now) {
  return parse_body<dispatch::WhatIfQuestion>(body, [now](codec::ObjectReader& reader) {
    dispatch::WhatIfQuestion question;
    for (auto& item : reader.objects("policies", true, 50)) {
      const auto facility_class = item.text("class", true, 64);
      question.draft.policies.push_back(town::read_policy(item, facility_class));
    }
    for (auto& item : reader.objects("calendars", false, 20))
      question.draft.calendars.push_back(town::read_calendar(item));
    question.to = reader.time("to").value_or(now);
    question.from = reader.time("from").value_or(question.to - usual_period);
    question.village_code = reader.text("village", false, 12);
    const auto by = parse_by(reader.text("by", false, 20));
    if (!by) reader.wrong("by", "unknown", "is all, policy, village or month");
    question.by = by.value_or(dispatch::WhatIfBy::all);
    question.orders = static_cast<int>(reader.integer("orders", 0, 500, 50));
    return question;
  });
}

std::string write(const dispatch::WhatIfQuestion& question, const dispatch::WhatIf& answer) {
  auto rows = OrderedJson::array();
  for (const auto& row : answer.rows) rows.push_back(json_of(row));
  auto changed = OrderedJson::array();
  for (const auto& order : answer.changed) changed.push_back(json_of(order));
  return OrderedJson{{"from", models::to_rfc3339(question.from)},
                     {"to", models::to_rfc3339(question.to)},
                     {"orders", answer.orders},
                     {"moved", answer.moved},
                     {"changed_orders", answer.changed_orders},
                     {"all", json_of(answer.all)},
                     {"rows", std::move(rows)},
                     {"changed", std::move(changed)}}
      .dump();
}

}  // namespace api
