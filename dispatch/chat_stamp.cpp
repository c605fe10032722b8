#include "dispatch/chat_stamp.h"

#include <array>
#include <utility>

namespace dispatch {
namespace {

using namespace std::chrono;

// Walks over a text; what does not fit leaves it where it was.
class Walker {
 public:
  explicit Walker(std::string_view text) : text_(text) {}
  std::size_t at() const { return at_; }
  void back_to(std::size_t at) { at_ = at; }
  bool take(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  void spaces() {
    while (take(" ") || take("\t") || take(",")) {
    }
  }
  std::optional<int> number(std::size_t fewest, std::size_t most) {
    std::size_t end = at_;
    int value = 0;
    while (end < text_.size() && end - at_ < most && text_[end] >= '0' && text_[end] <= '9')
      value = value * 10 + (text_[end++] - '0');
    const bool longer = end < text_.size() && text_[end] >= '0' && text_[end] <= '9';
    if (end - at_ < fewest || longer) return std::nullopt;
    at_ = end;
    return value;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

std::optional<sys_days> day_of(int y, int m, int d) {
  const year_month_day date{year{y}, month{static_cast<unsigned>(m)}, day{static_cast<unsigned>(d)}};
  if (!date.ok()) return std::nullopt;
  return sys_days{date};
}

std::optional<sys_days> full_date(Walker& walker) {
  const auto start = walker.at();
  const auto y = walker.number(4, 4);
  for (const auto& [first, second] : {std::pair{"-", "-"}, {"/", "/"}, {".", "."}, {"年", "月"}}) {
    if (!y || !walker.take(first)) continue;
    const auto m = walker.number(1, 2);
    if (!m || !walker.take(second)) break;
    const auto d = walker.number(1, 2);
    if (!d) break;
    if (!walker.take("日")) walker.take("号");
    if (const auto day = day_of(*y, *m, *d)) return day;
    break;
  }
  walker.back_to(start);
  return std::nullopt;
}

// Without a year it is the newest such day that is not ahead.
std::optional<sys_days> month_day(Walker& walker, sys_days today) {
  const auto start = walker.at();
  const auto m = walker.number(1, 2);
  if (m && walker.take("月")) {
    const auto d = walker.number(1, 2);
    if (d && (walker.take("日") || walker.take("号"))) {
      const int y = static_cast<int>(year_month_day{today}.year());
      auto day = day_of(y, *m, *d);
      if (day && *day > today) day = day_of(y - 1, *m, *d);
      if (day) return day;
    }
  }
  walker.back_to(start);
  return std::nullopt;
}

std::optional<sys_days> named_day(Walker& walker, sys_days today) {
  if (walker.take("今天")) return today;
  if (walker.take("昨天")) return today - days{1};
  if (walker.take("前天")) return today - days{2};
  const auto start = walker.at();
  if (!walker.take("星期") && !walker.take("周")) return std::nullopt;
  constexpr std::array names{std::pair{"一", 1u}, std::pair{"二", 2u}, std::pair{"三", 3u},
                             std::pair{"四", 4u}, std::pair{"五", 5u}, std::pair{"六", 6u},
                             std::pair{"日", 7u}, std::pair{"天", 7u}};
  for (const auto& [word, iso] : names) {
    if (!walker.take(word)) continue;
    const auto back = (weekday{today}.iso_encoding() + 7 - iso) % 7;
    return today - days{back};
  }
  walker.back_to(start);
  return std::nullopt;
}

enum class Half { none, morning, noon, evening };

Half half_of_day(Walker& walker) {
  for (const auto* word : {"凌晨", "清晨", "早上", "上午", "AM ", "am "})
    if (walker.take(word)) return Half::morning;
  if (walker.take("中午")) return Half::noon;
  for (const auto* word : {"下午", "傍晚", "晚上", "PM ", "pm "})
    if (walker.take(word)) return Half::evening;
  return Half::none;
}

std::optional<seconds> time_of_day(Walker& walker) {
  const auto start = walker.at();
  const auto half = half_of_day(walker);
  walker.spaces();
  auto h = walker.number(1, 2);
  std::optional<int> m;
  if (h && (walker.take(":") || walker.take("："))) m = walker.number(2, 2);
  if (h && m && *h < 24 && *m < 60) {
    int s = 0;
    const auto before = walker.at();
    if (walker.take(":") || walker.take("：")) {
      const auto given = walker.number(2, 2);
      if (given && *given < 60)
        s = *given;
      else
        walker.back_to(before);
    }
    if (half == Half::evening && *h < 12) *h += 12;
    if (half == Half::noon && *h < 11) *h += 12;
    if (half == Half::morning && *h == 12) *h = 0;
    return hours{*h} + minutes{*m} + seconds{s};
  }
  walker.back_to(start);
  return std::nullopt;
}

}  // namespace

std::optional<ReadStamp> read_stamp(std::string_view text, sys_days today) {
  Walker walker(text);
  ReadStamp read;
  read.stamp.day = full_date(walker);
  if (!read.stamp.day) read.stamp.day = month_day(walker, today);
  if (!read.stamp.day) read.stamp.day = named_day(walker, today);
  read.length = walker.at();
  walker.spaces();
  read.stamp.time_of_day = time_of_day(walker);
  if (read.stamp.time_of_day) read.length = walker.at();
  if (!read.stamp.day && !read.stamp.time_of_day) return std::nullopt;
  return read;
}

}  // namespace dispatch
