#pragma once
#include <string>
#include <string_view>

namespace postgres {

/// A statement of the stores in PostgreSQL's words: marks become $1, $2 …; what only leads SQLite's planner
/// (INDEXED BY, NOT INDEXED, CROSS before JOIN, a plus before a column) goes; x'' becomes an empty bytea.
std::string translate(std::string_view sql);

}  // namespace postgres
