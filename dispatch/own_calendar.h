#pragma once
#include <optional>
#include <string>
#include <vector>

#include "models/actor.h"
#include "models/store.h"

/// What stands in somebody's own calendar: the shifts of their crew and what is due.
namespace dispatch {

/// Shape   uid: the same as long as it is the same thing, also when it moves; to: nothing for a moment;
/// title,
///         words: Chinese first; nothing of a resident is in them: no name, telephone, address or description
struct CalendarEntry {
  std::string uid;
  models::Time from{};
  std::optional<models::Time> to;
  models::Time changed_at{};
  std::string title;
  std::string words;
};

inline constexpr models::Duration shifts_behind = std::chrono::hours{7 * 24};
inline constexpr models::Duration shifts_ahead = std::chrono::hours{28 * 24};
inline constexpr models::Duration dues_ahead = std::chrono::hours{14 * 24};
inline constexpr int most_dues = 200;

/// Of a crew's member the crew's shifts and what it has in hand; of a desk what is open within its reach and
/// due soon; by beginning. What is paused is not due.
std::vector<CalendarEntry> own_calendar(models::Transaction& tx, const models::Actor& actor,
                                        models::Time now);

}  // namespace dispatch
