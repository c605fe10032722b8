#include "server/storage/sql/outside_stores.h"
#include "server/storage/sql/table.h"

namespace sql {
namespace {

const Table& table() {
  static const Table attachments(
      "attachments", "report, kind, media_type, sha256, sent_sha256, file, bytes, width, height, at");
  return attachments;
}

models::Attachment read_attachment(Statement& row) {
  models::Attachment one;
  row.get(one.id, one.report, one.kind, one.media_type, one.sha256, one.sent_sha256, one.file, one.bytes,
          one.width, one.height, one.at);
  return one;
}

std::string read_file(Statement& row) {
  std::string file;
  row.get(file);
  return file;
}

}  // namespace

models::AttachmentId AttachmentStore::insert(const models::Attachment& one) {
  return models::AttachmentId{table().insert(
      connection_, Values().add(one.report, one.kind, one.media_type, one.sha256, one.sent_sha256, one.file,
                                one.bytes, one.width, one.height, one.at))};
}

std::optional<models::Attachment> AttachmentStore::find(models::AttachmentId id) {
  auto statement = connection_.prepare(table().select() + " WHERE id = ?");
  return first_row(statement.bind(id), read_attachment);
}

std::vector<models::Attachment> AttachmentStore::of_report(models::ReportId report) {
  auto statement = connection_.prepare(table().select() + " WHERE report = ? ORDER BY id");
  return rows(statement.bind(report), read_attachment);
}

void AttachmentStore::remove_of_report(models::ReportId report) {
  connection_
      .prepare(
          "INSERT INTO files_left (file) SELECT file FROM attachments WHERE report = ? ON CONFLICT DO "
          "NOTHING")
      .bind(report)
      .run();
  connection_.prepare("DELETE FROM attachments WHERE report = ?").bind(report).run();
}

std::vector<std::string> AttachmentStore::files_left(int limit) {
  auto statement = connection_.prepare("SELECT file FROM files_left ORDER BY file LIMIT ?");
  return rows(statement.bind(limit), read_file);
}

void AttachmentStore::forget_file(std::string_view file) {
  connection_.prepare("DELETE FROM files_left WHERE file = ?").bind(file).run();
}

}  // namespace sql
