#include "server/api/codec_shift.h"

#include "server/api/codec_body.h"
#include "server/api/codec_writer.h"

namespace api {
namespace {

OrderedJson json_of(const models::Shift& shift) {
  return {{"id", shift.id.text()},
          {"name", shift.name},
          {"van", shift.van},
          {"on_at", models::to_rfc3339(shift.on_at)},
          {"off_at", api::json_of(shift.off_at)},
          {"note", shift.note}};
}

OrderedJson json_of(const std::optional<models::Shift>& shift) {
  return shift ? json_of(*shift) : OrderedJson(nullptr);
}

OrderedJson json_of(const std::vector<models::WorkOrderId>& ids) {
  auto items = OrderedJson::array();
  for (const auto id : ids) items.push_back(id.text());
  return items;
}

}  // namespace

models::Result<std::string> parse_sign_on(const std::string& body) {
  return parse_body<std::string>(body,
                                 [](codec::ObjectReader& reader) { return reader.text("van", false, 200); });
}

models::Result<dispatch::HandOver> parse_hand_over(const std::string& body) {
  return parse_body<dispatch::HandOver>(body, [](codec::ObjectReader& reader) {
    dispatch::HandOver given;
    given.note = reader.text("note", false, 8000);
    for (const auto& word : reader.texts("orders", 300, 20)) {
      if (const auto id = models::WorkOrderId::parse(word))
        given.orders.push_back(*id);
      else
        reader.wrong("orders", "bad_format", "'" + word + "' is no id");
    }
    if (const auto to = reader.text("to_crew_id", false, 20); !to.empty()) {
      if (const auto id = models::CrewId::parse(to))
        given.to = *id;
      else
        reader.wrong("to_crew_id", "bad_format", "'" + to + "' is no id");
    }
    return given;
  });
}

std::string write(const models::Shift& shift) { return json_of(shift).dump(); }

std::string write(const dispatch::ShiftView& view) {
  auto others = OrderedJson::array();
  for (const auto& shift : view.others) others.push_back(json_of(shift));
  return OrderedJson{
      {"own", json_of(view.own)}, {"others", std::move(others)}, {"before", json_of(view.before)}}
      .dump();
}

std::string write(const dispatch::HandedOver& done) {
  return OrderedJson{
      {"id", done.shift.id.text()}, {"orders", json_of(done.orders)}, {"kept", json_of(done.kept)}}
      .dump();
}

}  // namespace api
