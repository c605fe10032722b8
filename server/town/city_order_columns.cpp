#include "server/town/city_order_columns.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

namespace town {
namespace {

// The first Chinese heading of each is the one that is written.
constexpr std::array<std::pair<std::string_view, std::string_view>, 47> headings{{
    {"工单编号", "number"},
    {"工单号", "number"},
    {"受理编号", "number"},
    {"诉求编号", "number"},
    {"编号", "number"},
    {"number", "number"},
    {"诉求分类", "kind"},
    {"问题分类", "kind"},
    {"诉求类别", "kind"},
    {"问题类型", "kind"},
    {"类别", "kind"},
    {"kind", "kind"},
    {"标题", "title"},
    {"诉求标题", "title"},
    {"工单标题", "title"},
    {"title", "title"},
    {"诉求内容", "description"},
    {"主要内容", "description"},
    {"反映内容", "description"},
    {"内容", "description"},
    {"description", "description"},
    {"诉求人", "name"},
    {"来电人", "name"},
    {"姓名", "name"},
    {"name", "name"},
    {"联系电话", "phone"},
    {"来电号码", "phone"},
    {"电话", "phone"},
    {"phone", "phone"},
    {"诉求地址", "address"},
    {"问题地址", "address"},
    {"发生地址", "address"},
    {"地址", "address"},
    {"address", "address"},
    {"村", "village"},
    {"社区（村）", "village"},
    {"村居", "village"},
    {"village", "village"},
    {"受理时间", "received_at"},
    {"来电时间", "received_at"},
    {"诉求时间", "received_at"},
    {"received_at", "received_at"},
    {"办结时限", "due_at"},
    {"办理时限", "due_at"},
    {"处理时限", "due_at"},
    {"截止时间", "due_at"},
    {"due_at", "due_at"},
}};

/// The numbers in a text, each with what follows it.
std::vector<int> numbers_in(std::string_view text) {
  std::vector<int> numbers;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c < '0' || c > '9') {
      // Only what stands between the parts of a date: a letter but T, or a minus of an offset, is none.
      const bool between = c == '-' || c == '/' || c == ':' || c == '.' || c == ' ' || c == 'T' ||
                           static_cast<unsigned char>(c) >= 0x80;
      if (!between) return {};
      ++i;
      continue;
    }
    int number = 0;
    const auto [end, code] = std::from_chars(text.data() + i, text.data() + text.size(), number);
    if (code != std::errc{} || number > 9999) return {};
    numbers.push_back(number);
    i = static_cast<std::size_t>(end - text.data());
  }
  return numbers;
}

}  // namespace

std::string_view city_order_column(std::string_view heading) {
  for (const auto& [words, name] : headings)
    if (words == heading) return name;
  return {};
}

std::optional<models::Time> read_local_time(std::string_view text, int utc_offset_seconds, bool end_of_day) {
  if (const auto exact = models::parse_rfc3339(text)) return exact;
  const auto numbers = numbers_in(text);
  if (numbers.size() != 3 && numbers.size() != 5 && numbers.size() != 6) return std::nullopt;
  const std::chrono::year_month_day day{std::chrono::year{numbers[0]},
                                        std::chrono::month{static_cast<unsigned>(numbers[1])},
                                        std::chrono::day{static_cast<unsigned>(numbers[2])}};
  if (!day.ok() || numbers[0] < 1971) return std::nullopt;
  int hour = end_of_day ? 23 : 0, minute = end_of_day ? 59 : 0, second = end_of_day ? 59 : 0;
  if (numbers.size() > 3) {
    hour = numbers[3];
    minute = numbers[4];
    second = numbers.size() > 5 ? numbers[5] : 0;
  }
  if (hour > 24 || minute > 59 || second > 59 || (hour == 24 && minute + second > 0)) return std::nullopt;
  return models::Time{std::chrono::sys_days{day}} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
         std::chrono::seconds{second} - std::chrono::seconds{utc_offset_seconds};
}

std::string local_time(models::Time time, int utc_offset_seconds) {
  const auto local = time + std::chrono::seconds{utc_offset_seconds};
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{local - day};
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u %02d:%02d:%02d", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text;
}

}  // namespace town
