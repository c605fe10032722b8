#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "models/error.h"

namespace api {

/// A minute of speech takes a quarter of it.
inline constexpr std::size_t most_recording_bytes = 1024 * 1024;

/// Whether what comes is announced as a recording of a voice.
bool is_recording(std::string_view media_type);

/// What a recording is kept as.
struct RecordingKind {
  const char* media_type;
  const char* extension;
};

/// What the bytes themselves say: WebM, Ogg or MP4, as browsers record.
///
/// Errors  invalid when they are none of them or more than most_recording_bytes
models::Result<RecordingKind> recording_kind(std::string_view bytes);

}  // namespace api
