#include "server/api/codec_village.h"

#include <algorithm>

#include "server/api/codec_body.h"
#include "server/api/codec_writer.h"

namespace api {
namespace {

bool is_voice(const std::string& text) {
  constexpr std::size_t shortest = 16;
  const auto plain = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  return text.size() >= shortest && std::all_of(text.begin(), text.end(), plain);
}

OrderedJson json_of(const VillageOrder& view) {
  const auto& order = view.order;
  return {{"number", order.number},
          {"class", or_null(order.facility_class)},
          {"fault_kind", or_null(order.fault_kind)},
          {"thing", or_null(view.thing)},
          {"state", models::name(order.state)},
          {"promised_at", api::json_of(view.promised_at)},
          {"late", view.late},
          {"paused", view.paused},
          {"resolved_at", api::json_of(order.resolved_at)},
          {"confirmed", view.words.confirmed},
          {"disputed", view.words.disputed},
          {"recheck_owed", view.recheck_owed},
          {"may_speak", view.may_speak}};
}

}  // namespace

models::Result<VoiceInput> parse_voice(const std::string& body) {
  return parse_body<VoiceInput>(body, [](codec::ObjectReader& reader) {
    VoiceInput input{reader.text("voice", true, 64), reader.flag("solved", false, true)};
    if (!input.voice.empty() && !is_voice(input.voice))
      reader.wrong("voice", "bad_format", "must be 16 to 64 letters and digits made up by chance");
    return input;
  });
}

models::Result<UpdatesInput> parse_updates(const std::string& body) {
  return parse_body<UpdatesInput>(body, [](codec::ObjectReader& reader) {
    return UpdatesInput{reader.flag("wanted", false, true), reader.text("phone", false, 32)};
  });
}

std::string write(const VillageOrder& order) { return json_of(order).dump(); }

std::string write(const models::Village& village, const std::vector<VillageOrder>& orders) {
  auto items = OrderedJson::array();
  for (const auto& order : orders) items.push_back(json_of(order));
  return OrderedJson{{"code", village.code}, {"name", village.name}, {"items", std::move(items)}}.dump();
}

}  // namespace api
