#include "models/time.h"

#include <array>
#include <cstdlib>
#include <utility>

namespace models {
namespace {

constexpr std::int64_t seconds_per_day = 86'400;
constexpr Duration longest_duration = std::chrono::days{3653};  // 10 years with their leap days

/// Reads a text from left to right; every reader leaves the place alone when it does not match.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}
  bool done() const { return rest_.empty(); }

  bool take(char wanted) {
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool take_either(char one, char other) { return take(one) || take(other); }

  std::optional<int> digits(std::size_t count) {
    if (rest_.size() < count) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (rest_[i] < '0' || rest_[i] > '9') return std::nullopt;
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(count);
    return value;
  }

  /// One digit or more; a number that no length of time here can have is refused.
  std::optional<std::int64_t> number() {
    constexpr std::size_t most_digits = 10;
    std::int64_t value = 0;
    std::size_t count = 0;
    while (count < rest_.size() && rest_[count] >= '0' && rest_[count] <= '9') {
      if (count == most_digits) return std::nullopt;
      value = value * 10 + (rest_[count++] - '0');
    }
    if (count == 0) return std::nullopt;
    rest_.remove_prefix(count);
    return value;
  }

 private:
  std::string_view rest_;
};

struct ClockTime {
  int hour = 0, minute = 0, second = 0;
};

std::optional<ClockTime> scan_clock_time(Scanner& scan) {
  const auto hour = scan.digits(2);
  if (!hour || *hour > 23 || !scan.take(':')) return std::nullopt;
  const auto minute = scan.digits(2);
  if (!minute || *minute > 59 || !scan.take(':')) return std::nullopt;
  const auto second = scan.digits(2);
  if (!second || *second > 60) return std::nullopt;
  if (scan.take('.')) {
    if (!scan.digits(1)) return std::nullopt;
    while (scan.digits(1)) {
    }
  }
  return ClockTime{*hour, *minute, *second};
}

std::optional<Duration> scan_offset(Scanner& scan) {
  if (scan.take_either('Z', 'z')) return Duration{0};
  const bool east = scan.take('+');
  if (!east && !scan.take('-')) return std::nullopt;
  const auto hours = scan.digits(2);
  if (!hours || *hours > 23 || !scan.take(':')) return std::nullopt;
  const auto minutes = scan.digits(2);
  if (!minutes || *minutes > 59) return std::nullopt;
  const Duration offset = std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
  return east ? offset : -offset;
}

/// A leap second comes at the end of a UTC day in June or December only; it is counted as the second after.
bool may_be_leap_second(Time after) {
  const auto day = std::chrono::floor<std::chrono::days>(after);
  const std::chrono::year_month_day date{day};
  const bool midnight = after == day;
  return midnight && date.day() == std::chrono::day{1} &&
         (date.month() == std::chrono::January || date.month() == std::chrono::July);
}

/// Writes the last digits of a number.
void put_digits(char* to, unsigned value, int digits) {
  while (digits > 0) {
    to[--digits] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
}

}  // namespace

std::string to_rfc3339(Time time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const auto second = static_cast<unsigned>((time - day).count());
  const auto year = static_cast<int>(date.year());
  const std::string beyond = year < 0 || year > 9999 ? std::to_string(year) : std::string();
  std::string text = "0000-00-00T00:00:00Z";
  put_digits(&text[0], static_cast<unsigned>(beyond.empty() ? year : 0), 4);
  put_digits(&text[5], static_cast<unsigned>(date.month()), 2);
  put_digits(&text[8], static_cast<unsigned>(date.day()), 2);
  put_digits(&text[11], second / 3600, 2);
  put_digits(&text[14], second / 60 % 60, 2);
  put_digits(&text[17], second % 60, 2);
  return beyond.empty() ? text : beyond + text.substr(4);
}

std::optional<Time> parse_rfc3339(std::string_view text) {
  Scanner scan(text);
  const auto year = scan.digits(4);
  if (!year || !scan.take('-')) return std::nullopt;
  const auto month = scan.digits(2);
  if (!month || !scan.take('-')) return std::nullopt;
  const auto day = scan.digits(2);
  if (!day || !scan.take_either('T', 't')) return std::nullopt;
  const auto clock = scan_clock_time(scan);
  if (!clock) return std::nullopt;
  const auto offset = scan_offset(scan);
  if (!offset || !scan.done()) return std::nullopt;

  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  const Time time = std::chrono::sys_days{date} + std::chrono::hours{clock->hour} +
                    std::chrono::minutes{clock->minute} + Duration{clock->second} - *offset;
  if (clock->second == 60 && !may_be_leap_second(time)) return std::nullopt;
  constexpr Time first{};
  constexpr Time end = std::chrono::sys_days{std::chrono::year{10000} / 1 / 1};
  if (time < first || time >= end) return std::nullopt;
  return time;
}

std::string to_iso8601(Duration duration) {
  const std::int64_t seconds = duration.count();
  const std::string sign = seconds < 0 ? "-" : "";
  const std::int64_t length = std::abs(seconds);
  // The largest unit that fits exactly: PT90S, not PT1M30S, so that one number says it all.
  if (length == 0) return "PT0S";
  if (length % seconds_per_day == 0) return sign + "P" + std::to_string(length / seconds_per_day) + "D";
  if (length % 3600 == 0) return sign + "PT" + std::to_string(length / 3600) + "H";
  if (length % 60 == 0) return sign + "PT" + std::to_string(length / 60) + "M";
  return sign + "PT" + std::to_string(length) + "S";
}

std::optional<Duration> parse_iso8601(std::string_view text) {
  struct Unit {
    char letter;
    std::int64_t seconds;
    bool of_day;
  };
  constexpr std::array<Unit, 5> units{{{'W', 7 * seconds_per_day, false},
                                       {'D', seconds_per_day, false},
                                       {'H', 3600, true},
                                       {'M', 60, true},
                                       {'S', 1, true}}};
  Scanner scan(text);
  if (!scan.take('P') || scan.done()) return std::nullopt;
  bool in_day = false;
  std::int64_t total = 0;
  std::size_t next = 0;
  while (!scan.done()) {
    if (!in_day && scan.take('T')) in_day = true;
    const auto number = scan.number();
    if (!number) return std::nullopt;
    while (next < units.size() && !(units[next].of_day == in_day && scan.take(units[next].letter))) ++next;
    if (next == units.size() || *number > longest_duration.count() / units[next].seconds) return std::nullopt;
    total += *number * units[next++].seconds;
  }
  if (Duration{total} > longest_duration) return std::nullopt;
  return Duration{total};
}

}  // namespace models
