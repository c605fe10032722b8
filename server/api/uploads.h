#pragma once
#include <boost/asio/awaitable.hpp>
#include <string>

#include "models/error.h"
#include "server/api/context.h"
#include "server/api/images.h"
#include "server/api/recordings.h"
#include "server/http/message.h"

namespace api {

/// What is kept of what was sent: a picture made anew, or a voice note as it is.
struct Upload {
  Image image;
  RecordingKind kind{"image/jpeg", "jpg"};
  bool voice = false;
};

/// Reads the body as what its media type says it is.
///
/// Errors  invalid when it is no picture or recording, or a larger one than is taken
boost::asio::awaitable<models::Result<Upload>> read_upload(Context& context, const http::Request& request);

/// Stores an upload's file, durably, before its row: removed again unless it is kept.
class UploadFile {
 public:
  explicit UploadFile(Context& context) : context_(context) {}
  ~UploadFile();
  UploadFile(const UploadFile&) = delete;
  UploadFile& operator=(const UploadFile&) = delete;

  /// Nothing when it is stored, else what to answer.
  std::optional<http::Response> store(const Upload& upload, const http::Request& request);
  const std::string& name() const { return name_; }
  void keep(bool kept) { kept_ = kept; }

 private:
  Context& context_;
  std::string name_;
  bool kept_ = false;
};

}  // namespace api
