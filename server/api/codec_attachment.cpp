#include "server/api/codec_attachment.h"

#include "server/api/codec_writer.h"

namespace api {

OrderedJson json_of(const models::Attachment& one) {
  OrderedJson json{{"id", one.id.text()},
                   {"report_id", one.report.text()},
                   {"kind", one.kind},
                   {"url", "/api/v1/attachments/" + one.id.text()},
                   {"media_type", one.media_type},
                   {"bytes", one.bytes}};
  if (one.kind == "photo") {
    json["width"] = one.width;
    json["height"] = one.height;
  }
  json["at"] = models::to_rfc3339(one.at);
  return json;
}

std::string write(const std::vector<models::Attachment>& attachments) {
  auto items = OrderedJson::array();
  for (const auto& one : attachments) items.push_back(json_of(one));
  return OrderedJson{{"items", std::move(items)}}.dump();
}

std::string write_public(const models::Attachment& one) {
  return OrderedJson{{"kind", one.kind}, {"bytes", one.bytes}, {"at", models::to_rfc3339(one.at)}}.dump();
}

}  // namespace api
