#include "server/api/recordings.h"

namespace api {

bool is_recording(std::string_view media_type) { return media_type.starts_with("audio/"); }

models::Result<RecordingKind> recording_kind(std::string_view bytes) {
  if (bytes.size() > most_recording_bytes)
    return models::invalid("body", "too_long", "A voice note has at most 1 MiB: make it shorter.");
  if (bytes.starts_with("\x1a\x45\xdf\xa3")) return RecordingKind{"audio/webm", "webm"};
  if (bytes.starts_with("OggS")) return RecordingKind{"audio/ogg", "ogg"};
  if (bytes.size() > 12 && bytes.substr(4, 4) == "ftyp") return RecordingKind{"audio/mp4", "m4a"};
  return models::invalid("body", "bad_format", "A voice note is WebM, Ogg or MP4, as browsers record it.");
}

}  // namespace api
