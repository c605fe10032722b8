#include "server/api/codec_attachment.h"

#include "server/api/codec_written.h"

namespace api {

void put_attachment(codec::TextWriter& out, const models::Attachment& one) {
  out.begin_object();
  out.field("id", one.id).field("report_id", one.report).field("kind", one.kind);
  out.field("url", "/api/v1/attachments/" + one.id.text()).field("media_type", one.media_type);
  out.field("bytes", one.bytes);
  if (one.kind == "photo") out.field("width", one.width).field("height", one.height);
  out.field("at", one.at);
  out.end_object();
}

std::string write(const std::vector<models::Attachment>& attachments) {
  codec::TextWriter out;
  out.object("items", [&] { out.list(attachments, [&](const auto& one) { put_attachment(out, one); }); });
  return out.text();
}

std::string write_public(const models::Attachment& one) {
  codec::TextWriter out;
  out.object("kind", one.kind, "bytes", one.bytes, "at", one.at);
  return out.text();
}

}  // namespace api
