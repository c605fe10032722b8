#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/catalog.h"
#include "models/error.h"
#include "models/time.h"
#include "models/village.h"

namespace models {
class Transaction;
}

/// A screenful of a village chat group, as people copy it, becomes proposals for reports. Nothing is filed
/// here: somebody looks at each.
namespace dispatch {

inline constexpr std::size_t longest_chat = 60'000;  ///< bytes
inline constexpr std::size_t most_chat_messages = 300;

/// Shape   at: nothing when the copied text does not tell; pictures: how many the message held
struct ChatMessage {
  std::string sender;
  std::optional<models::Time> at;
  std::string text;
  int pictures = 0;
};

/// Takes a copied chat apart. Read are WeChat's forms (name and time on a line of their own, name with a
/// colon, time alone between messages, the day between dashes, 昨天, 星期二, 上午9:12), and those with the
/// time in front. Notices of the program itself (撤回, 加入群聊, 拍了拍) are left out.
///
/// Units   local times are at utc_offset_seconds; a time without a day is the newest one that is not ahead
std::vector<ChatMessage> read_chat(std::string_view text, models::Time now, int utc_offset_seconds);

enum class LeftOut { nothing, thanks, question, chatter };

/// What a message, or several in a row by one sender, may be about.
///
/// Shape   left_out: why it is proposed to leave it out; nothing: it is proposed as a report. village, class,
///         kind: codes, empty when nothing tells; phone: the first number in the words
struct ChatProposal {
  ChatMessage message;
  LeftOut left_out = LeftOut::nothing;
  std::string village_code;
  std::string facility_class;
  std::string fault_kind;
  std::string facility_code;
  std::string phone;
};

/// What the words are compared with.
struct ChatTown {
  std::vector<models::Village> villages;
  std::vector<models::FacilityClass> classes;
  std::vector<models::FaultKind> kinds;
};
ChatTown words_of_town(models::Transaction& tx);

/// What one message may be about, by the words in it.
ChatProposal propose_report(ChatMessage message, const ChatTown& town);

/// Joins what one sender wrote within minutes and proposes a report or a reason to leave it out.
///
/// Errors  invalid `text`: required, too_long, or nothing in it that can be read
models::Result<std::vector<ChatProposal>> propose_reports(std::string_view text, const ChatTown& town,
                                                          models::Time now, int utc_offset_seconds);

std::string_view name(LeftOut why);

}  // namespace dispatch
