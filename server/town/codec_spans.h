#pragma once
#include <string>
#include <vector>

#include "models/catalog.h"
#include "server/town/codec_reader.h"

namespace town {

/// Reads weekly working hours, of a calendar or of a crew's shifts.
///
/// Units   minutes since local midnight; a span ends after it begins and does not cross midnight
std::vector<models::WorkingSpan> read_spans(ObjectReader& reader, const std::string& key);

/// Reads `utc_offset_seconds`; Beijing's when left out.
int read_utc_offset(ObjectReader& reader);

}  // namespace town
