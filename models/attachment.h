#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/ids.h"
#include "models/time.h"

/// What reporters send beside their words, and the port to its storage. See store.h.
namespace models {

/// A picture or a voice note of a reporter.
///
/// Shape   kind: photo or voice; file: name under the photos folder, made here; width, height: of a photo
struct Attachment {
  AttachmentId id;
  ReportId report;
  std::string kind;
  std::string media_type;
  std::string sha256;       ///< of the bytes as they are kept
  std::string sent_sha256;  ///< of the bytes as they were sent: the same again is the same attachment
  std::string file;
  std::int64_t bytes = 0;
  int width = 0;
  int height = 0;
  Time at{};
};

class AttachmentStore {
 public:
  virtual ~AttachmentStore() = default;
  virtual AttachmentId insert(const Attachment& attachment) = 0;
  virtual std::optional<Attachment> find(AttachmentId id) = 0;
  virtual std::vector<Attachment> of_report(ReportId report) = 0;  ///< the oldest first
  /// Takes out all of a report; their files are then among files_left().
  virtual void remove_of_report(ReportId report) = 0;
  /// Files whose rows are gone and which are still to be removed, at most `limit`.
  virtual std::vector<std::string> files_left(int limit) = 0;
  virtual void forget_file(std::string_view file) = 0;  ///< it is removed
};

}  // namespace models
