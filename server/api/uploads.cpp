#include "server/api/uploads.h"

#include <spdlog/spdlog.h>

#include <optional>
#include <utility>

#include "server/api/problem.h"
#include "server/storage/database.h"
#include "server/storage/photo_files.h"

namespace api {

boost::asio::awaitable<models::Result<Upload>> read_upload(Context& context, const http::Request& request) {
  Upload upload;
  upload.voice = is_recording(request.header("Content-Type").value_or(""));
  if (upload.voice) {
    const auto kind = recording_kind(request.body);
    if (!kind) co_return kind.error();
    upload.image.bytes = request.body;
    upload.kind = *kind;
    co_return upload;
  }
  std::string sent = request.body;
  auto image = co_await context.images.remake(std::move(sent));
  if (!image) co_return image.error();
  upload.image = *std::move(image);
  co_return upload;
}

UploadFile::~UploadFile() {
  if (kept_ || name_.empty()) return;
  try {
    context_.photo_files.remove(name_);
  } catch (const storage::WriteFailed& failure) {
    spdlog::warn("a file that nobody points to stays: {}", failure.what());
  }
}

std::optional<http::Response> UploadFile::store(const Upload& upload, const http::Request& request) {
  try {
    name_ = context_.photo_files.save(upload.image.bytes, upload.kind.extension);
    return std::nullopt;
  } catch (const storage::WriteFailed& failure) {
    return to_problem(failure.full() ? 507 : 503,
                      "The photo could not be stored: nothing was changed. Try again.", &request);
  }
}

}  // namespace api
