#include "dispatch/warranty.h"

#include "dispatch/change.h"
#include "dispatch/outbox.h"
#include "models/field_work.h"

namespace dispatch {
namespace {

using models::EventKind;

std::string today(models::Time now) {
  return models::to_rfc3339(now + models::Duration{town_utc_offset_seconds}).substr(0, 10);
}

}  // namespace

std::string attribute_of(models::Transaction& tx, models::FacilityId id, const std::string& code) {
  const auto facility = id ? tx.facilities().find(id) : std::nullopt;
  if (!facility) return "";
  const auto found = facility->attributes.find(code);
  return found == facility->attributes.end() ? "" : found->second;
}

std::string shown_code(models::Transaction& tx, const models::WorkOrder& order) {
  std::string code;
  for (const auto& proof : tx.field_work().proofs_of(order.id))
    if (!proof.error_code.empty()) code = proof.error_code;
  return code;
}

std::optional<Warranty> warranty_of(models::Transaction& tx, models::FacilityId id, models::Time now) {
  Warranty warranty;
  warranty.ends = attribute_of(tx, id, "warranty_end");
  if (warranty.ends.empty()) return std::nullopt;
  warranty.brand = attribute_of(tx, id, "brand");
  warranty.model = attribute_of(tx, id, "model");
  warranty.running = today(now) <= warranty.ends;
  return warranty;
}

void tell_maker(models::Transaction& tx, const models::Actor& actor, models::Time now,
                const models::WorkOrder& order, const std::string& error_code) {
  const auto warranty = warranty_of(tx, order.facility, now);
  if (!warranty || !warranty->running) return;
  Details details{{"brand", warranty->brand},
                  {"model", warranty->model},
                  {"warranty_end", warranty->ends},
                  {"channels", channels_for(tx, EventKind::maker_told, order)}};
  if (!error_code.empty()) details.emplace_back("error_code", error_code);
  tell(tx, actor, now, EventKind::maker_told, order, std::move(details));
}

bool is_maker(models::Transaction& tx, const models::Destination& destination,
              const models::WorkOrder& order) {
  const auto brand = destination.options.find("brand");
  return brand == destination.options.end() || brand->second == attribute_of(tx, order.facility, "brand");
}

bool maker_hears(models::Transaction& tx, const models::WorkOrder& order) {
  return channels_for(tx, EventKind::maker_told, order) != "none";
}

}  // namespace dispatch
