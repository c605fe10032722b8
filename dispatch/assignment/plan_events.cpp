#include "dispatch/assignment/plan_events.h"

#include <algorithm>

#include "models/names.h"

namespace dispatch::assignment {

void tell_of_town(models::Transaction& tx, const models::Actor& actor, models::Time now,
                  models::EventKind kind, models::CrewId crew, const std::string& village_code,
                  Details details) {
  auto event = event_of(actor, now, kind, std::move(details));
  event.crew = crew;
  event.village_code = village_code;
  tx.events().append(event);
}

void tell_of_plan(models::Transaction& tx, const models::Actor& actor, models::Time now,
                  models::EventKind kind, const models::Publication& publication) {
  const auto left_out = std::count_if(publication.changes.begin(), publication.changes.end(),
                                      [](const auto& change) { return !change.left_out.empty(); });
  Details details{
      {"publication", publication.id.text()},
      {"trigger", std::string(models::name(publication.trigger))},
      {"changes", std::to_string(publication.changes.size() - static_cast<std::size_t>(left_out))}};
  if (left_out > 0) details.emplace_back("left_out", std::to_string(left_out));
  if (publication.undo_of) details.emplace_back("undo_of", publication.undo_of.text());
  if (!publication.reason.empty()) details.emplace_back("reason", publication.reason);
  tell_of_town(tx, actor, now, kind, {}, "", std::move(details));
}

}  // namespace dispatch::assignment
