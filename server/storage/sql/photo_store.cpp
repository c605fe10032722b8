#include <algorithm>
#include <bit>
#include <map>

#include "server/storage/sql/stores.h"
#include "server/storage/sql/table.h"

namespace sql {
namespace {

constexpr int bands = 4, band_bits = 16;
constexpr int most_of_a_key = 2000;  // a picture that looks like thousands says nothing about any of them

const Table& table() {
  static const Table photos(
      "photos",
      "work_order, step, media_type, sha256, file, bytes, width, height, by_account, at, picture_hash, "
      "label, label_matches, latitude, longitude, position_source, distance_metres, same_as, "
      "same_as_work_order, same_bits");
  return photos;
}

models::Photo read_photo(Statement& row) {
  models::Photo photo;
  row.get(photo.id, photo.work_order, photo.step, photo.media_type, photo.sha256, photo.file, photo.bytes,
          photo.width, photo.height, photo.by, photo.at, photo.picture_hash, photo.label, photo.label_matches,
          photo.position, photo.distance_metres, photo.same_as, photo.same_as_work_order, photo.same_bits);
  return photo;
}

std::int64_t band_of(std::int64_t hash, int band) {
  return static_cast<std::int64_t>((static_cast<std::uint64_t>(hash) >> (band * band_bits)) & 0xffff);
}

std::int64_t key_of(int band, std::int64_t bits) {
  return (static_cast<std::int64_t>(band) << band_bits) + bits;
}

}  // namespace

models::PhotoId PhotoStore::insert(const models::Photo& photo) {
  const models::PhotoId id{table().insert(
      connection_,
      Values().add(photo.work_order, photo.step, photo.media_type, photo.sha256, photo.file, photo.bytes,
                   photo.width, photo.height, photo.by, photo.at, photo.picture_hash, photo.label,
                   photo.label_matches, photo.position, photo.distance_metres, photo.same_as,
                   photo.same_as_work_order, photo.same_bits))};
  if (photo.picture_hash)
    for (int band = 0; band < bands; ++band)
      connection_
          .prepare("INSERT INTO photo_bands (key, photo, work_order, picture_hash) VALUES (?, ?, ?, ?)")
          .bind(key_of(band, band_of(*photo.picture_hash, band)), id, photo.work_order, *photo.picture_hash)
          .run();
  return id;
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

std::vector<models::PhotoLikeness> PhotoStore::alike(std::int64_t hash, int most_bits, int limit) {
  std::map<models::PhotoId, models::PhotoLikeness> found;
  const auto look = [&](std::int64_t key) {
    auto statement = connection_.prepare(
        "SELECT photo, work_order, picture_hash FROM photo_bands WHERE key = ? ORDER BY photo LIMIT ?");
    statement.bind(key, most_of_a_key);
    while (statement.step()) {
      models::PhotoLikeness likeness;
      std::int64_t other = 0;
      statement.get(likeness.photo, likeness.work_order, other);
      likeness.bits = std::popcount(static_cast<std::uint64_t>(hash ^ other));
      if (likeness.bits <= most_bits) found.emplace(likeness.photo, likeness);
    }
  };
  for (int band = 0; band < bands; ++band) {
    const auto bits = band_of(hash, band);
    look(key_of(band, bits));
    // With at most 3 differing bits one of four bands is the same; else one differs in a single bit.
    if (most_bits >= bands)
      for (int bit = 0; bit < band_bits; ++bit) look(key_of(band, bits ^ (std::int64_t{1} << bit)));
  }
  std::vector<models::PhotoLikeness> all;
  for (const auto& [id, likeness] : found) all.push_back(likeness);
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& one, const auto& other) { return one.bits < other.bits; });
  if (all.size() > static_cast<std::size_t>(limit)) all.resize(static_cast<std::size_t>(limit));
  return all;
}

}  // namespace sql
