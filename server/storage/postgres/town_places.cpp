#include "server/storage/town_places.h"

#include <libpq-fe.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <string_view>

#include "server/storage/neighbour.h"
#include "server/storage/postgres/handle.h"
#include "server/storage/postgres/shown.h"

namespace storage {
namespace {

using postgres::identifier;
using postgres::literal;

// What a town reads of its district: rules, nothing of a person.
constexpr std::array<std::string_view, 6> rules{"schema_version", "checks",       "facility_classes",
                                                "fault_kinds",    "sla_policies", "calendars"};

std::unique_ptr<postgres::Handle> connect(const std::string& admin) {
  return std::make_unique<postgres::Handle>(admin, postgres::Path("pg_catalog"), postgres::Patience{});
}

bool has_schema(postgres::Handle& handle, const std::string& schema) {
  return handle.ask("SELECT count(*) FROM pg_namespace WHERE nspname = " + literal(schema)) != "0";
}

bool has_role(postgres::Handle& handle, const std::string& role) {
  return handle.ask("SELECT count(*) FROM pg_roles WHERE rolname = " + literal(role)) != "0";
}

/// What the server keeps of a password: the password itself stands in no statement and no log of it.
std::string verifier_of(postgres::Handle& handle, const std::string& role, const std::string& password) {
  const std::unique_ptr<char, void (*)(void*)> made(
      PQencryptPasswordConn(handle.connection(), password.c_str(), role.c_str(), "scram-sha-256"),
      &PQfreemem);
  if (!made) throw std::runtime_error("the password could not be prepared");
  return made.get();
}

std::string rights_of(const TownPlace& place, const std::string& district_role) {
  const auto role = identifier(place.role), shown = identifier(postgres::shown_schema(place.schema));
  const auto reader = identifier(district_role);
  // USAGE of the town's own schema lets the district use its functions and types; its tables it may not read.
  auto sql = "CREATE SCHEMA " + shown + " AUTHORIZATION " + role + "; GRANT USAGE ON SCHEMA " + shown + ", " +
             identifier(place.schema) + " TO " + reader + "; ALTER DEFAULT PRIVILEGES FOR ROLE " + role +
             " IN SCHEMA " + shown + " GRANT SELECT ON TABLES TO " + reader + "; GRANT USAGE ON SCHEMA " +
             identifier(place.district) + " TO " + role + ";";
  for (const auto table : rules)
    sql += " GRANT SELECT ON " + identifier(place.district) + "." + std::string(table) + " TO " + role + ";";
  return sql;
}

}  // namespace

std::string role_of(const std::string& schema) { return "lamplighter_" + schema; }

void make_town_place(const std::string& admin, const TownPlace& place) {
  const auto handle = connect(admin);
  if (has_role(*handle, place.role)) throw InUse("the role " + place.role + " is there already");
  for (const auto& schema : {place.schema, postgres::shown_schema(place.schema)})
    if (has_schema(*handle, schema)) throw InUse("the schema " + schema + " is there already");
  if (!place.district.empty() && !has_schema(*handle, place.district))
    throw NoSuchSchema("there is no schema " + place.district +
                       " in the database: make the district first, `lamplighter towns district`");
  const auto role = identifier(place.role);
  // Who makes it acts for both roles as long as that takes, and keeps no way in.
  const auto both = place.district.empty() ? role : role + ", " + identifier(role_of(place.district));
  auto sql = "BEGIN; CREATE ROLE " + role +
             " LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD " +
             literal(verifier_of(*handle, place.role, place.password)) + "; GRANT " + both +
             " TO CURRENT_USER; CREATE SCHEMA " + identifier(place.schema) + " AUTHORIZATION " + role + ";";
  if (!place.district.empty()) sql += rights_of(place, role_of(place.district));
  handle->run(sql + " REVOKE " + both + " FROM CURRENT_USER; COMMIT");
}

void drop_town_place(const std::string& admin, const std::string& schema, const std::string& district) {
  const auto handle = connect(admin);
  const auto role = role_of(schema);
  if (!has_role(*handle, role) && !has_schema(*handle, schema))
    throw NoSuchSchema("there is neither a schema " + schema + " nor a role " + role);
  if (handle->ask("SELECT count(*) FROM pg_stat_activity WHERE usename = " + literal(role)) != "0")
    throw InUse("a program is connected as " + role + ": stop it first");
  auto sql = std::string("BEGIN; SET LOCAL statement_timeout = 0; ");
  // What the district gave the role is taken back as the district.
  const auto giver = district.empty() ? "" : identifier(role_of(district));
  if (has_role(*handle, role))
    sql += "GRANT " + identifier(role) + (giver.empty() ? "" : ", " + giver) + " TO CURRENT_USER; ";
  for (const auto& one : {postgres::shown_schema(schema), schema})
    if (has_schema(*handle, one)) sql += "DROP SCHEMA " + identifier(one) + " CASCADE; ";
  if (has_role(*handle, role)) {
    sql += "DROP OWNED BY " + identifier(role) + "; DROP ROLE " + identifier(role) + "; ";
    if (!giver.empty()) sql += "REVOKE " + giver + " FROM CURRENT_USER; ";
  }
  handle->patient(std::chrono::minutes{10});
  handle->run(sql + "COMMIT");
}

std::string address_of(const std::string& admin, const TownPlace& place) {
  char* wrong = nullptr;
  const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> parts(
      PQconninfoParse(admin.c_str(), &wrong), &PQconninfoFree);
  const std::string why = wrong == nullptr ? "" : wrong;
  PQfreemem(wrong);
  if (!parts) throw Refused("the address of the database cannot be read: " + why);
  const auto quoted = [](std::string_view value) {
    std::string text = "'";
    for (const char c : value) {
      if (c == '\'' || c == '\\') text += '\\';
      text += c;
    }
    return text + "'";
  };
  std::string address;
  for (const auto* one = parts.get(); one->keyword != nullptr; ++one) {
    const std::string_view keyword = one->keyword;
    if (one->val == nullptr || keyword == "user" || keyword == "password" || keyword == "passfile") continue;
    address += std::string(keyword) + "=" + quoted(one->val) + " ";
  }
  return address + "user=" + quoted(place.role) + " password=" + quoted(place.password);
}

}  // namespace storage
