#include <algorithm>
#include <array>

#include "dispatch/chat_reading.h"
#include "dispatch/text.h"
#include "models/store.h"

namespace dispatch {
namespace {

constexpr models::Duration one_breath = std::chrono::minutes{5};
constexpr std::size_t shortest_village = 6;  // bytes: two Chinese characters
constexpr std::size_t mobile_digits = 11;

bool holds(std::string_view text, std::string_view word) {
  return !word.empty() && text.find(word) != std::string_view::npos;
}
template <class Words>
bool holds_any(std::string_view text, const Words& words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return holds(text, word); });
}

// How people say that something is broken, whatever it is.
constexpr std::array broken{"坏了",   "坏啦", "不亮", "没亮", "不热", "没热", "冰凉",   "堵了",     "堵住",
                            "漏水",   "漏了", "没水", "没电", "停电", "跳闸", "冒烟",   "不出水",   "打不开",
                            "关不上", "异味", "太臭", "爆了", "裂了", "断了", "倒了",   "闪个不停", "一直闪",
                            "冻住",   "冻裂", "报警", "报错", "故障", "报修", "不制热", "不转",     "掉下来",
                            "歪了",   "黑着", "黑灯", "满了", "溢出"};
constexpr std::array thanks{"谢谢",   "感谢",     "辛苦",  "收到", "好的",
                            "修好了", "已经好了", "亮了[", "点赞", "[强]"};
constexpr std::array questions{"修好了吗", "好了吗", "什么时候修", "啥时候修",
                               "几点来",   "几点能", "来了吗",     "怎么还没"};

std::string village_of(const ChatMessage& message, const ChatTown& town) {
  const models::Village* best = nullptr;
  for (const auto* where : {&message.text, &message.sender}) {
    for (const auto& village : town.villages) {
      const bool named = village.name.size() >= shortest_village && holds(*where, village.name);
      if (named && (best == nullptr || village.name.size() > best->name.size())) best = &village;
    }
    if (best != nullptr) return best->code;
  }
  return "";
}

// The kind with the longest of its residents' words in the text; the earliest of equals.
const models::FaultKind* kind_of(const std::string& text, const ChatTown& town) {
  const models::FaultKind* best = nullptr;
  std::size_t longest = 0;
  for (const auto& kind : town.kinds) {
    for (const auto& words : kind.wording) {
      if (words.size() <= longest || !holds(text, words)) continue;
      longest = words.size();
      best = &kind;
    }
  }
  return best;
}

std::string class_of(const std::string& text, const ChatTown& town) {
  for (const auto& one : town.classes)
    if (holds(text, one.name.zh)) return one.code;
  constexpr std::array said{std::pair{"路灯", "streetlight"}, std::pair{"灯杆", "streetlight"},
                            std::pair{"厕所", "toilet"},      std::pair{"公厕", "toilet"},
                            std::pair{"空气能", "heater"},    std::pair{"热泵", "heater"},
                            std::pair{"暖气", "heater"},      std::pair{"取暖", "heater"}};
  for (const auto& [words, code] : said) {
    const bool known =
        std::ranges::any_of(town.classes, [wanted = code](const auto& one) { return one.code == wanted; });
    if (known && holds(text, words)) return code;
  }
  return "";
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string phone_in(std::string_view text) {
  for (std::size_t from = 0; from < text.size();) {
    if (!is_digit(text[from])) {
      ++from;
      continue;
    }
    auto end = from;
    std::string digits;
    // One hyphen or space between groups is how numbers are written.
    while (end < text.size() && (is_digit(text[end]) || ((text[end] == '-' || text[end] == ' ') &&
                                                         end + 1 < text.size() && is_digit(text[end + 1])))) {
      if (is_digit(text[end])) digits += text[end];
      ++end;
    }
    const bool mobile = digits.size() == mobile_digits && digits[0] == '1' && digits[1] >= '3';
    const bool land = digits.size() == mobile_digits && digits.starts_with("010");
    if (mobile || land) return std::string(text.substr(from, end - from));
    from = end;
  }
  return "";
}

// LC-SL-243-0001: letters, digits and hyphens, with at least two hyphens and a digit at the end.
std::string code_in(std::string_view text) {
  const auto part = [](char c) {
    return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
  };
  for (std::size_t from = 0; from < text.size(); ++from) {
    if (!part(text[from]) || is_digit(text[from]) || text[from] == '-') continue;
    auto end = from;
    while (end < text.size() && part(text[end])) ++end;
    const auto word = text.substr(from, end - from);
    if (std::ranges::count(word, '-') >= 2 && is_digit(word.back())) return std::string(word);
    from = end;
  }
  return "";
}

LeftOut judge(const ChatProposal& proposal) {
  const auto& text = proposal.message.text;
  if (text.empty()) return LeftOut::chatter;
  if (holds_any(text, questions)) return LeftOut::question;
  const bool says_broken = !proposal.fault_kind.empty() || holds_any(text, broken);
  if (says_broken && !holds(text, "修好了")) return LeftOut::nothing;
  if (holds_any(text, thanks)) return LeftOut::thanks;
  return LeftOut::chatter;
}

// People write a thing in pieces, and send the picture after it.
std::vector<ChatMessage> joined(std::vector<ChatMessage> messages) {
  std::vector<ChatMessage> all;
  for (auto& message : messages) {
    const bool goes_on = !all.empty() && !message.sender.empty() && all.back().sender == message.sender &&
                         (!all.back().at || !message.at || *message.at - *all.back().at <= one_breath);
    if (!goes_on) {
      all.push_back(std::move(message));
      continue;
    }
    auto& before = all.back();
    if (!before.text.empty() && !message.text.empty()) before.text += '\n';
    before.text += message.text;
    before.pictures += message.pictures;
  }
  return all;
}

}  // namespace

ChatTown words_of_town(models::Transaction& tx) {
  return {tx.villages().list(), tx.catalog().classes(), tx.catalog().kinds()};
}

ChatProposal propose_report(ChatMessage message, const ChatTown& town) {
  ChatProposal proposal;
  proposal.village_code = village_of(message, town);
  if (const auto* kind = kind_of(message.text, town)) {
    proposal.fault_kind = kind->code;
    proposal.facility_class = kind->facility_class;
  }
  // What somebody calls the thing says more than how they say it is broken.
  if (const auto said = class_of(message.text, town); !said.empty() && said != proposal.facility_class) {
    proposal.facility_class = said;
    ChatTown same = {{}, {}, town.kinds};
    std::erase_if(same.kinds, [&](const auto& kind) { return kind.facility_class != said; });
    const auto* kind = kind_of(message.text, same);
    proposal.fault_kind = kind != nullptr ? kind->code : "";
  }
  proposal.facility_code = code_in(message.text);
  proposal.phone = phone_in(message.text);
  proposal.message = std::move(message);
  proposal.left_out = judge(proposal);
  return proposal;
}

models::Result<std::vector<ChatProposal>> propose_reports(std::string_view text, const ChatTown& town,
                                                          models::Time now, int utc_offset_seconds) {
  Fields fields;
  fields.required("text", trimmed(std::string(text)));
  if (text.size() > longest_chat)
    fields.add("text", "too_long", "paste a screenful at a time: at most 60 kB");
  if (!fields.good()) return fields.error();
  auto messages = read_chat(text, now, utc_offset_seconds);
  if (messages.empty())
    return models::invalid("text", "bad_format", "there is no message in it: copy the messages of the group");
  if (messages.size() > most_chat_messages)
    return models::invalid("text", "too_long", "paste at most 300 messages at a time");
  std::vector<ChatProposal> proposals;
  for (auto& message : joined(std::move(messages)))
    proposals.push_back(propose_report(std::move(message), town));
  return proposals;
}

std::string_view name(LeftOut why) {
  switch (why) {
    case LeftOut::thanks:
      return "thanks";
    case LeftOut::question:
      return "question";
    case LeftOut::chatter:
      return "chatter";
    case LeftOut::nothing:
      break;
  }
  return "";
}

}  // namespace dispatch
