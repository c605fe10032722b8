#include "server/storage/postgres/shown.h"

#include <array>
#include <string_view>
#include <utility>

namespace postgres {
namespace {

struct View {
  std::string_view name;
  std::string_view columns;
};

// What the board, the figures and the list of late orders read, and no more. Words of people, their names,
// telephones and addresses are not among it; of an event only what the figures count.
constexpr std::array<View, 11> views{{
    {"schema_version", "version"},
    {"checks", "count"},
    {"open_counters", "dimension, key, open, danger"},
    {"counters", "name, quarter, value"},
    {"work_orders",
     "id, number, state, facility_class, fault_kind, severity, village_code, crew, received_at, opened_at, "
     "resolved_at, closed_at, outcome, reopened, soon_at, late_at, pause_count, simulated, "
     "resolution_at, ''::words AS resolution_action, ''::words AS cancellation_reason"},
    {"sla_clocks", "work_order, target, due_at, stopped_at, breached_at"},
    {"pauses", "work_order, from_at, to_at"},
    {"reports",
     "id, state, work_order, village_code, facility_class, received_at, "
     "(CASE WHEN reporter_phone <> '' THEN '*' ELSE '' END)::words AS reporter_phone"},
    {"events",
     "id, kind, at, work_order, ''::words AS by_name, "
     "(SELECT coalesce(jsonb_agg(one), '[]') FROM jsonb_array_elements(details::jsonb) one WHERE one->>0 IN "
     "('solved', 'satisfaction', 'method', 'confirmed', 'rule', 'from_crew', 'kind'))::text::words AS "
     "details"},
    {"villages", "code, name"},
    {"facility_classes", "code, name_zh, name_en"},
}};

std::string views_sql(const std::string& schema) {
  std::string sql;
  for (const auto& view : views) {
    const auto name = std::string(view.name);
    sql += "CREATE VIEW " + identifier(shown_schema(schema)) + "." + name + " AS SELECT " +
           std::string(view.columns) + " FROM " + identifier(schema) + "." + name +
           (view.name == "events" ? " WHERE kind IN ('work_order_assigned', 'work_order_closed', "
                                    "'work_order_cancelled', 'report_judged', 'request_approved')"
                                  : "") +
           "; ";
  }
  return sql;
}

bool is_there(Handle& handle, const std::string& schema) {
  return handle.ask("SELECT to_regnamespace(" + literal(identifier(shown_schema(schema))) +
                    ") IS NOT NULL") == "t";
}

std::string drop_sql(const std::string& schema) {
  const auto name = literal(shown_schema(schema));
  return "DO $$ DECLARE one record; BEGIN FOR one IN SELECT viewname FROM pg_views WHERE schemaname = " +
         name + " LOOP EXECUTE format('DROP VIEW %I.%I', " + name +
         ", one.viewname); END LOOP; END $$; COMMENT ON SCHEMA " + identifier(shown_schema(schema)) +
         " IS NULL; ";
}

}  // namespace

std::string shown_schema(const std::string& schema) { return schema + "_shown"; }

void hide_from_district(Handle& handle, const std::string& schema) {
  if (is_there(handle, schema)) handle.run(drop_sql(schema));
}

void show_to_district(Handle& handle, const std::string& schema) {
  if (!is_there(handle, schema)) return;
  const auto sql = views_sql(schema);
  const auto mark = "lamplighter " + std::to_string(lock_number(sql));
  // Whoever drops a table of the town by hand takes its view along.
  const auto ask = "SELECT obj_description(to_regnamespace(" + literal(identifier(shown_schema(schema))) +
                   "), 'pg_namespace') || CASE WHEN (SELECT count(*) FROM pg_views WHERE schemaname = " +
                   literal(shown_schema(schema)) + ") = " + std::to_string(views.size()) +
                   " THEN '' ELSE ' not whole' END";
  if (handle.ask(ask) == mark) return;
  handle.run("BEGIN; SELECT pg_advisory_xact_lock(" + std::to_string(lock_number(schema + " migration")) +
             ")");
  if (handle.ask(ask) != mark)  // another program may have been quicker
    handle.run(drop_sql(schema) + sql + "COMMENT ON SCHEMA " + identifier(shown_schema(schema)) + " IS " +
               literal(mark));
  handle.run("COMMIT");
}

}  // namespace postgres
