#include "server/api/codec_chat.h"

#include "server/api/codec_body.h"
#include "server/api/codec_writer.h"

namespace api {

models::Result<std::string> parse_chat(const std::string& body) {
  return parse_body<std::string>(
      body, [](codec::ObjectReader& reader) { return reader.text("text", true, dispatch::longest_chat); });
}

std::string write(const std::vector<ChatProposalView>& views) {
  auto items = OrderedJson::array();
  for (const auto& view : views) {
    const auto& one = view.proposal;
    items.push_back({{"sender", one.message.sender},
                     {"at", json_of(one.message.at)},
                     {"text", one.message.text},
                     {"pictures", one.message.pictures},
                     {"left_out", or_null(std::string(dispatch::name(one.left_out)))},
                     {"village", or_null(one.village_code)},
                     {"class", or_null(one.facility_class)},
                     {"fault_kind", or_null(one.fault_kind)},
                     {"phone", or_null(one.phone)},
                     {"facility", view.facility ? json_of(*view.facility) : OrderedJson(nullptr)}});
  }
  return OrderedJson{{"items", std::move(items)}}.dump();
}

}  // namespace api
