#pragma once
#include <string>
#include <vector>

#include "models/catalog.h"
#include "server/codec/codec_object_reader.h"

namespace town {

/// Reads weekly working hours, of a calendar or of a crew's shifts.
///
/// Units   minutes since local midnight; a span ends after it begins, at most `latest_end` (1440: within the
/// day)
std::vector<models::WorkingSpan> read_spans(codec::ObjectReader& reader, const std::string& key,
                                            int latest_end = 1440);

/// Reads `utc_offset_seconds`; Beijing's when left out.
int read_utc_offset(codec::ObjectReader& reader);

}  // namespace town
