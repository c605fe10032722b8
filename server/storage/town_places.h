#pragma once
#include <string>
#include <vector>

#include "server/storage/database.h"

namespace storage {

/// A schema of PostgreSQL with a role of its own, which owns it and nothing else.
///
/// Shape   district: schema of the district that is shown some of it, and whose rules it may read; empty: it
///         is a district's, or a town by itself
struct TownPlace {
  std::string schema;
  std::string role;
  std::string password;
  std::string district;
};

/// The role of a schema, by its name.
std::string role_of(const std::string& schema);

/// Makes role, schema and rights, all or nothing.
///
/// Shape   admin: address of whoever may make roles and schemas there
/// Errors  InUse when the role or the schema is there already; NoSuchSchema when the district is not; as
///         open_postgres
void make_town_place(const std::string& admin, const TownPlace& place);

/// Drops schema, what it shows and the role: everything the town ever stored.
///
/// Errors  InUse while a program of the town is connected; NoSuchSchema when there is neither
void drop_town_place(const std::string& admin, const std::string& schema, const std::string& district);

/// The address with which the role signs in, made of that of the administrator.
///
/// Shape   key=value, as libpq takes it
/// Errors  Refused when `admin` cannot be read
std::string address_of(const std::string& admin, const TownPlace& place);

}  // namespace storage
