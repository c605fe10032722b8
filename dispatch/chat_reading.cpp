#include "dispatch/chat_reading.h"

#include <algorithm>
#include <array>

#include "dispatch/chat_stamp.h"
#include "dispatch/text.h"

namespace dispatch {
namespace {

using std::chrono::sys_days;

constexpr std::size_t longest_sender = 60;  // bytes: 20 Chinese characters
constexpr models::Duration clocks_differ = std::chrono::minutes{5};

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

// One sort of space and of line end, and nothing that cannot be seen.
std::string tidy(std::string_view given) {
  std::string text(given);
  replace_all(text, "\r\n", "\n");
  replace_all(text, "\r", "\n");
  replace_all(text, "\u3000", " ");
  replace_all(text, "\u00a0", " ");
  replace_all(text, "\u2005", " ");
  replace_all(text, "\u200b", "");
  replace_all(text, "\ufeff", "");
  return text;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t from = 0; from <= text.size();) {
    const auto end = std::min(text.find('\n', from), text.size());
    auto line = text.substr(from, end - from);
    while (line.starts_with(' ') || line.starts_with('\t')) line.remove_prefix(1);
    while (line.ends_with(' ') || line.ends_with('\t')) line.remove_suffix(1);
    lines.push_back(line);
    from = end + 1;
  }
  return lines;
}

bool holds_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words, [&](auto word) { return text.find(word) != std::string_view::npos; });
}

bool may_be_sender(std::string_view words) {
  return !words.empty() && words.size() <= longest_sender &&
         !holds_any(words, {"，", "。", "？", "！", "；", "?", "!"});
}

// What a form in a chat asks for, which is nobody's name.
bool is_field_word(std::string_view words) {
  constexpr std::array names{"地点", "地址", "位置", "电话", "手机", "时间", "姓名", "联系人", "联系电话",
                             "故障", "备注", "问题", "情况", "村名", "编号", "报修", "通知",   "提醒"};
  return std::ranges::any_of(names, [&](std::string_view name) { return words.ends_with(name); });
}

struct Header {
  std::string_view sender;
  ChatStamp stamp;
  std::string_view text;  ///< what follows on the same line
};

// 张三 2026/11/26 9:12:33, 张三  09:12; a time alone has no sender.
std::optional<Header> stamp_at_end(std::string_view line, sys_days today) {
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (at > 0 && line[at - 1] != ' ') continue;
    const auto read = read_stamp(line.substr(at), today);
    if (!read || at + read->length != line.size()) continue;
    auto sender = line.substr(0, at);
    while (sender.ends_with(' ')) sender.remove_suffix(1);
    if (!sender.empty() && (!may_be_sender(sender) || !read->stamp.time_of_day)) return std::nullopt;
    return Header{sender, read->stamp, {}};
  }
  return std::nullopt;
}

// 2026-11-26 9:12:33 张三(12345), [09:12] 张三: 路灯不亮
std::optional<Header> stamp_in_front(std::string_view line, sys_days today) {
  const bool bracketed = line.starts_with('[');
  auto rest = bracketed ? line.substr(1) : line;
  const auto read = read_stamp(rest, today);
  if (!read || !read->stamp.time_of_day) return std::nullopt;
  rest.remove_prefix(read->length);
  if (bracketed && rest.starts_with(']')) rest.remove_prefix(1);
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  std::string_view text;
  const auto colon = rest.find(':'), wide = rest.find("：");
  const auto at = std::min(colon, wide);
  if (at != std::string_view::npos) {
    text = rest.substr(at + (at == wide ? std::string_view("：").size() : 1));
    while (text.starts_with(' ')) text.remove_prefix(1);
    rest = rest.substr(0, at);
  } else if (!bracketed && !read->stamp.day) {
    return std::nullopt;  // "9:30 来人看看" is what somebody wrote
  }
  if (const auto number = rest.find('('); number != std::string_view::npos && rest.ends_with(')'))
    rest = rest.substr(0, number);
  if (!may_be_sender(rest) || is_field_word(rest)) return std::nullopt;
  return Header{rest, read->stamp, text};
}

// 张三: alone on its line.
std::optional<Header> colon_at_end(std::string_view line) {
  if (line.ends_with(':'))
    line.remove_suffix(1);
  else if (line.ends_with("："))
    line.remove_suffix(std::string_view("：").size());
  else
    return std::nullopt;
  if (!may_be_sender(line) || is_field_word(line) || line.find(':') != std::string_view::npos)
    return std::nullopt;
  return Header{line, {}, {}};
}

// —————  2026-11-26  —————
std::optional<sys_days> day_line(std::string_view line, sys_days today) {
  const auto strip = [](std::string_view& text, bool front) {
    for (const std::string_view dash : {"—", "-", "–", "─", "=", " "}) {
      while (front ? text.starts_with(dash) : text.ends_with(dash))
        front ? text.remove_prefix(dash.size()) : text.remove_suffix(dash.size());
    }
  };
  auto inner = line;
  strip(inner, true);
  strip(inner, false);
  if (inner.size() == line.size() || inner.empty()) return std::nullopt;
  const auto read = read_stamp(inner, today);
  if (!read || read->length != inner.size() || read->stamp.time_of_day) return std::nullopt;
  return read->stamp.day;
}

bool is_notice(std::string_view line) {
  return holds_any(line, {"撤回了一条消息", "加入了群聊", "加入群聊", "移出了群聊", "拍了拍", "修改群名为",
                          "以上是打招呼的内容", "开启了朋友验证", "以下为新消息", "领取了你的红包"});
}

int take_pictures(std::string& text) {
  int pictures = 0;
  for (const std::string_view mark : {"[图片]", "[视频]", "[Photo]", "[Video]", "[语音]", "[动画表情]"}) {
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark)) {
      text.erase(at, mark.size());
      if (mark == "[图片]" || mark == "[Photo]") ++pictures;
    }
  }
  return pictures;
}

class Reader {
 public:
  Reader(models::Time now, models::Duration offset)
      : now_(now), offset_(offset), today_(std::chrono::floor<std::chrono::days>(now + offset)) {}

  void take(std::string_view line) {
    if (line.empty() || is_notice(line)) return;
    if (const auto day = day_line(line, today_)) {
      day_ = *day;
      at_.reset();
      return close();
    }
    auto header = stamp_at_end(line, today_);
    if (!header) header = stamp_in_front(line, today_);
    if (!header) header = colon_at_end(line);
    if (!header) return add(line);
    close();
    // A day that stands alone is that of all below it; one before a time is that message's.
    if (header->stamp.day && !header->stamp.time_of_day) day_ = *header->stamp.day;
    if (header->stamp.day || header->stamp.time_of_day) at_ = time_of(header->stamp);
    open_.sender = header->sender;
    open_.at = at_;
    if (!header->text.empty()) add(header->text);
  }

  std::vector<ChatMessage> finish() {
    close();
    return std::move(messages_);
  }

 private:
  std::optional<models::Time> time_of(const ChatStamp& stamp) const {
    if (!stamp.time_of_day) return std::nullopt;
    const auto day = stamp.day.value_or(day_.value_or(today_));
    auto at = models::Time{day} + *stamp.time_of_day - offset_;
    if (!stamp.day && !day_ && at > now_ + clocks_differ) at -= std::chrono::days{1};
    return at;
  }
  void add(std::string_view line) {
    if (!open_.text.empty()) open_.text += '\n';
    open_.text += line;
  }
  void close() {
    open_.pictures = take_pictures(open_.text);
    open_.text = trimmed(open_.text);
    if (!open_.text.empty() || open_.pictures > 0) messages_.push_back(open_);
    open_ = {};
    open_.at = at_;
  }

  models::Time now_;
  models::Duration offset_;
  sys_days today_;
  std::optional<sys_days> day_;
  std::optional<models::Time> at_;
  ChatMessage open_;
  std::vector<ChatMessage> messages_;
};

}  // namespace

std::vector<ChatMessage> read_chat(std::string_view given, models::Time now, int utc_offset_seconds) {
  const auto text = tidy(given);
  Reader reader(now, models::Duration{utc_offset_seconds});
  for (const auto line : lines_of(text)) reader.take(line);
  return reader.finish();
}

}  // namespace dispatch
