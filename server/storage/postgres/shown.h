#pragma once
#include <string>

#include "server/storage/postgres/handle.h"

namespace postgres {

/// The schema beside a town's own in which it shows some of its tables to its district: views of the same
/// names, without anything of a person.
std::string shown_schema(const std::string& schema);

/// Makes the views when that schema is there (`lamplighter towns add` makes it) and they are not as this
/// program's.
void show_to_district(Handle& handle, const std::string& schema);
/// Takes them away, so that the tables may change.
void hide_from_district(Handle& handle, const std::string& schema);

}  // namespace postgres
