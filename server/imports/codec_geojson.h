#pragma once
#include <filesystem>
#include <memory>

#include "server/town/table.h"

namespace imports {

/// Reads a FeatureCollection as a table, a feature at a time: its properties are the columns, its point is
/// latitude and longitude.
///
/// Shape   WGS-84; the first row has the headings, of all features together; line: where the feature begins;
///         numbers and booleans become text; a feature with another geometry, or with a property that is no
///         plain value, is a row with a fault
/// Errors  throws TableError: no FeatureCollection, damaged, over a limit
std::unique_ptr<town::TableReader> open_geojson(const std::filesystem::path& file,
                                                const town::TableLimits& limits = {});

}  // namespace imports
