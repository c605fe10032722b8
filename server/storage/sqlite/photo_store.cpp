#include "server/storage/sqlite/stores.h"
#include "server/storage/sqlite/table.h"

namespace sqlite {
namespace {

const Table& table() {
  static const Table photos(
      "photos", "work_order, step, media_type, sha256, file, bytes, width, height, by_account, at");
  return photos;
}

models::Photo read_photo(Statement& row) {
  models::Photo photo;
  row.get(photo.id, photo.work_order, photo.step, photo.media_type, photo.sha256, photo.file, photo.bytes,
          photo.width, photo.height, photo.by, photo.at);
  return photo;
}

}  // namespace

models::PhotoId PhotoStore::insert(const models::Photo& photo) {
  return {table().insert(
      connection_, Values().add(photo.work_order, photo.step, photo.media_type, photo.sha256, photo.file,
                                photo.bytes, photo.width, photo.height, photo.by, photo.at))};
}

std::optional<models::Photo> PhotoStore::find(models::PhotoId id) {
  auto statement = connection_.prepare(table().select() + " WHERE id = ?");
  return first_row(statement.bind(id), read_photo);
}

std::vector<models::Photo> PhotoStore::of_work_order(models::WorkOrderId id) {
  auto statement = connection_.prepare(table().select() + " WHERE work_order = ? ORDER BY id");
  return rows(statement.bind(id), read_photo);
}

std::vector<models::Photo> PhotoStore::by_sha256(std::string_view sha256) {
  auto statement = connection_.prepare(table().select() + " WHERE sha256 = ? ORDER BY id");
  return rows(statement.bind(sha256), read_photo);
}

}  // namespace sqlite
