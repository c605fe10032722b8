#pragma once
#include <optional>
#include <string_view>

#include "models/time.h"

namespace dispatch {

/// The day and time of a chat message, as far as it tells.
///
/// Shape   day: local; time of day in minutes and seconds; either may be missing
struct ChatStamp {
  std::optional<std::chrono::sys_days> day;
  std::optional<models::Duration> time_of_day;
};

/// Reads a stamp from the beginning of a text: 2026/11/26 9:12:33, 11月26日 上午9:12, 昨天 18:30, 星期二
/// 09:12, 09:12.
///
/// Shape   length: bytes read; nothing when the text does not begin with one
/// Units   today: the local day
struct ReadStamp {
  ChatStamp stamp;
  std::size_t length = 0;
};
std::optional<ReadStamp> read_stamp(std::string_view text, std::chrono::sys_days today);

}  // namespace dispatch
