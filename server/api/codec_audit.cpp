#include "server/api/codec_audit.h"

#include "server/api/codec_writer.h"

namespace api {
namespace {

OrderedJson json_of(const models::AuditRow& row) {
  const auto& entry = row.entry;
  OrderedJson json;
  json["id"] = row.id.text();
  json["kind"] = models::name(entry.kind);
  json["at"] = models::to_rfc3339(entry.at);
  json["account_id"] = or_null(entry.account);
  json["role"] = or_null(entry.role);
  json["name"] = entry.name;
  json["address"] = entry.address;
  json["agent"] = entry.agent;
  json["act"] = entry.act;
  json["object_kind"] = or_null(entry.object_kind);
  json["object_id"] = or_null(entry.object_id);
  json["reason"] = entry.reason;
  json["status"] = entry.status;
  json["request_id"] = entry.request_id;
  json["idempotency_key"] = entry.idempotency_key;
  json["count"] = entry.count;
  auto& changes = json["changes"] = OrderedJson::array();
  for (const auto& change : row.changes)
    changes.push_back({{"table", change.table},
                       {"key", change.key},
                       {"column", or_null(change.column)},
                       {"before", change.before},
                       {"after", change.after}});
  json["changes_in_all"] = row.changes_in_all;
  json["first_event_id"] = or_null(row.first_event);
  json["last_event_id"] = or_null(row.last_event);
  json["hash"] = row.hash;
  return json;
}

}  // namespace

std::string write(const models::AuditRow& row) { return json_of(row).dump(); }

std::string write(const models::Page<models::AuditRow>& page) {
  auto items = OrderedJson::array();
  for (const auto& row : page.items) items.push_back(json_of(row));
  return OrderedJson{{"items", std::move(items)}, {"next", or_null(page.next)}}.dump();
}

}  // namespace api
