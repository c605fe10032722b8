#pragma once
#include <string>
#include <string_view>

#include "models/catalog.h"
#include "models/error.h"
#include "server/codec/codec_object_reader.h"

// Policies and calendars are read from JSON; codec_catalog.h declares how they are written.
namespace town {

models::SlaPolicy read_policy(codec::ObjectReader& reader, const std::string& facility_class);
models::Calendar read_calendar(codec::ObjectReader& reader);

/// One calendar as the API takes it.
///
/// Errors  invalid with every wrong field at once
models::Result<models::Calendar> parse_calendar(std::string_view text);

/// One policy as the API takes it, with its class.
///
/// Errors  invalid with every wrong field at once
models::Result<models::SlaPolicy> parse_policy(std::string_view text);

}  // namespace town
