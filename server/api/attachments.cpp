#include "dispatch/attachments.h"

#include "server/api/attachment_handlers.h"
#include "server/api/codec_attachment.h"
#include "server/api/problem.h"
#include "server/api/uploads.h"
#include "server/auth/tokens.h"
#include "server/storage/photo_files.h"

namespace api {

Reply attach_to_public_report(Context& context, Call& call) {
  const std::string token(call.request.param("token"));
  auto response = co_await attach_sent(context, call, token, call.request);
  co_return response;
}

Reply attach_sent(Context& context, Call& call, const std::string& token, const http::Request& part) {
  const bool voice = is_recording(part.header("Content-Type").value_or(""));
  models::Attachment sent;
  sent.kind = voice ? "voice" : "photo";
  sent.sent_sha256 = auth::sha256_hex(part.body);
  // No picture is decoded for a report that takes none, and none twice: a phone that heard no answer asks
  // again.
  Rule may = [&](models::Transaction& tx, const Call& who) -> Answer {
    if (const auto known = dispatch::find_sent(tx, token, sent.sent_sha256))
      return json_response(200, write_public(*known));
    const auto report = dispatch::find_to_attach(tx, token, sent.kind, who.now);
    if (!report) return report.error();
    return http::Response::empty(204);
  };
  if (auto early = co_await answer_read(context, call, std::move(may)); early.status != 204) co_return early;
  const auto made = co_await read_upload(context, part);
  if (!made) co_return to_problem(made.error(), &call.request);
  UploadFile file(context);
  if (auto failed = file.store(*made, call.request)) co_return *std::move(failed);
  bool kept = false;
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    auto given = sent;
    given.media_type = made->kind.media_type;
    given.sha256 = auth::sha256_hex(made->image.bytes);
    given.file = file.name();
    given.bytes = static_cast<std::int64_t>(made->image.bytes.size());
    given.width = made->image.width;
    given.height = made->image.height;
    kept = false;
    const auto attached = dispatch::attach(tx, token, given, who.now);
    if (!attached) return attached.error();
    kept = !attached->repeated;
    return json_response(kept ? 201 : 200, write_public(attached->attachment));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  file.keep(kept && response.status < 300);
  co_return response;
}

Reply list_attachments(Context& context, Call& call) {
  const auto id = models::ReportId::parse(call.request.param("id")).value_or(models::ReportId{});
  Rule rule = [id](models::Transaction& tx, const Call& who) -> Answer {
    const auto found = dispatch::attachments_of(tx, who.actor, id);
    if (!found) return found.error();
    return json_response(200, write(*found));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply get_attachment(Context& context, Call& call) {
  const auto id = models::AttachmentId::parse(call.request.param("id")).value_or(models::AttachmentId{});
  models::Attachment found;
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    auto one = dispatch::find_attachment(tx, who.actor, id);
    if (!one) return one.error();
    found = *std::move(one);
    return http::Response::empty(200);
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  if (response.status != 200) co_return response;
  const auto bytes = context.photo_files.read(found.file);
  if (!bytes) co_return to_problem(404, "The file is gone.", &call.request);
  auto answer = http::Response::make(200, found.media_type, *bytes);
  answer.header("Cache-Control", "private, max-age=3600");
  co_return answer;
}

}  // namespace api
