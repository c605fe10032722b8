#pragma once
#include <memory>
#include <ostream>

#include "server/town/table_writer.h"

namespace exports {

/// Writes a table as a FeatureCollection, a feature a line: the columns `latitude` and `longitude` become its
/// point (WGS-84), the others its properties as texts; a row without a place has no geometry.
///
/// Shape   the first row written is the heading
/// Source  RFC 7946
std::unique_ptr<town::TableWriter> open_geojson_writer(std::ostream& stream);

}  // namespace exports
