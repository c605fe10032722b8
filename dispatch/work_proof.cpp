#include "dispatch/work_proof.h"

#include <algorithm>
#include <limits>
#include <set>

#include "dispatch/change.h"
#include "dispatch/closure.h"
#include "dispatch/field_time.h"
#include "dispatch/masking.h"
#include "dispatch/text.h"
#include "dispatch/warranty.h"

namespace dispatch {
namespace {

using models::Result;
using models::WorkOrder;
using models::WorkProof;

constexpr std::size_t most_proofs = 50, most_checks = 50, most_parts = 50, most_lamps = 200;
constexpr int most_pieces = 1000, longest_minutes = 24 * 60, most_cents = 100'000'000;

std::string at(const char* list, std::size_t index, const char* field) {
  return std::string(list) + "[" + std::to_string(index) + "]." + field;
}

/// Reads what was sent against the order: what is asked of its kind, which parts there are, which lamps.
class Reading {
 public:
  Reading(models::Transaction& tx, const WorkOrder& order, const NewWorkProof& input)
      : tx_(tx), order_(order), input_(input) {}

  Result<WorkProof> run() {
    read_checks();
    read_parts();
    read_numbers();
    read_words();
    read_lamps();
    if (!fields_.good()) return fields_.error();
    if (says_nothing())
      return models::invalid("checks", "required", "say at least one thing: a check, a part, the time");
    return std::move(proof_);
  }

 private:
  bool fits(const char* list, std::size_t size, std::size_t most) {
    if (size > most)
      fields_.add(list, "too_long", std::string(list) + " may have at most " + std::to_string(most));
    return size <= most;
  }

  void read_checks() {
    if (!fits("checks", input_.checks.size(), most_checks) || input_.checks.empty()) return;
    const auto kind = tx_.catalog().find_kind(order_.fault_kind);
    const auto list = kind ? kind->checklist : std::vector<models::CheckItem>{};
    std::set<std::string> seen;
    for (std::size_t i = 0; i < input_.checks.size(); ++i) {
      const std::string& item = input_.checks[i].item;
      const std::string& answer = input_.checks[i].answer;
      const auto asked =
          std::find_if(list.begin(), list.end(), [&](const auto& one) { return one.code == item; });
      if (asked == list.end())
        fields_.add(at("checks", i, "item"), "unknown", "the checklist of this kind has no '" + item + "'");
      else if (!seen.insert(item).second)
        fields_.add(at("checks", i, "item"), "not_allowed", "'" + item + "' is there twice");
      if (answer != "good" && answer != "bad" && answer != "none")
        fields_.add(at("checks", i, "answer"), "unknown", "an answer is good, bad or none");
      if (asked != list.end()) proof_.checks.push_back({item, asked->name, answer});
    }
  }

  void read_parts() {
    if (!fits("parts", input_.parts.size(), most_parts)) return;
    std::set<std::string> seen;
    for (std::size_t i = 0; i < input_.parts.size(); ++i) {
      const auto& [code, quantity] = input_.parts[i];
      const auto part = tx_.field_work().find_part(code);
      if (!part)
        fields_.add(at("parts", i, "part"), "unknown", "there is no part '" + code + "'");
      else if (!seen.insert(code).second)
        fields_.add(at("parts", i, "part"), "not_allowed", "'" + code + "' is there twice: add them up");
      if (quantity < 1 || quantity > most_pieces)
        fields_.add(at("parts", i, "quantity"), "out_of_range", "a quantity is between 1 and 1000");
      else if (part)
        proof_.parts.push_back({code, part->name, quantity, 0, cents_of(*part, quantity)});
    }
  }

  static int cents_of(const models::Part& part, int quantity) {
    const auto cents = static_cast<std::int64_t>(part.cents) * quantity;
    return static_cast<int>(std::min<std::int64_t>(cents, std::numeric_limits<int>::max()));
  }

  void read_numbers() {
    proof_.minutes = input_.minutes;
    proof_.cost_cents = input_.cost_cents;
    if (input_.minutes && (*input_.minutes < 0 || *input_.minutes > longest_minutes))
      fields_.add("minutes", "out_of_range", "the time is between 0 and 1440 minutes");
    if (input_.cost_cents && (*input_.cost_cents < 0 || *input_.cost_cents > most_cents))
      fields_.add("cost_cents", "out_of_range", "the cost is between 0 and 1000000 yuan");
  }

  void read_words() {
    proof_.consent = input_.consent;
    proof_.consent_by = trimmed(input_.consent_by);
    if (!proof_.consent.empty() && proof_.consent != "spoken" && proof_.consent != "signed")
      fields_.add("consent", "unknown", "consent is spoken or signed");
    fields_.text("consent_by", proof_.consent_by, longest_name);
    if (proof_.consent == "spoken") fields_.required("consent_by", proof_.consent_by);
    if (proof_.consent.empty() && !proof_.consent_by.empty())
      fields_.add("consent", "required", "say whether they signed or spoke");
    proof_.label = trimmed(input_.label);
    proof_.brand = trimmed(input_.brand);
    proof_.model = trimmed(input_.model);
    proof_.error_code = trimmed(input_.error_code);
    fields_.text("label", proof_.label, longest_code);
    fields_.text("brand", proof_.brand, longest_code);
    fields_.text("model", proof_.model, longest_code);
    fields_.text("error_code", proof_.error_code, longest_code);
    proof_.label_matches = label_matches(tx_, order_, proof_.label);
  }

  void read_lamps() {
    if (!fits("lamps", input_.lamps.size(), most_lamps)) return;
    std::set<std::string> seen;
    for (std::size_t i = 0; i < input_.lamps.size(); ++i) {
      const auto lamp = tx_.facilities().find_by_code(input_.lamps[i].code);
      if (order_.circuit.empty() || !lamp || lamp->circuit != order_.circuit ||
          lamp->village_code != order_.place.village_code)
        fields_.add(at("lamps", i, "code"), "unknown", "no lamp of this order's circuit has this code");
      else if (!seen.insert(lamp->code).second)
        fields_.add(at("lamps", i, "code"), "not_allowed", lamp->code + " is there twice");
      else
        proof_.lamps.push_back({lamp->code, input_.lamps[i].burns});
    }
  }

  bool says_nothing() const {
    return proof_.checks.empty() && proof_.parts.empty() && !proof_.minutes && !proof_.cost_cents &&
           proof_.consent.empty() && proof_.label.empty() && proof_.brand.empty() && proof_.model.empty() &&
           proof_.error_code.empty() && proof_.lamps.empty();
  }

  models::Transaction& tx_;
  const WorkOrder& order_;
  const NewWorkProof& input_;
  Fields fields_;
  WorkProof proof_;
};

/// Takes the parts off the van, as far as it has them; how many were missing.
int take_from_van(models::Transaction& tx, models::CrewId crew, std::vector<models::PartUse>& parts) {
  int missing = 0;
  for (auto& use : parts) {
    const auto had = crew ? tx.field_work().in_stock(crew, use.part) : 0;
    use.missing = std::max(0, use.quantity - had);
    missing += use.missing;
    if (crew && had > 0) tx.field_work().set_stock(crew, {use.part, std::max(0, had - use.quantity)});
  }
  return missing;
}

std::vector<StockedPart> stock_of(models::Transaction& tx, models::CrewId crew) {
  std::vector<StockedPart> all;
  const auto lines = tx.field_work().stock_of(crew);
  for (auto& part : tx.field_work().parts()) {
    const auto line =
        std::find_if(lines.begin(), lines.end(), [&](const auto& one) { return one.part == part.code; });
    all.push_back({std::move(part), line == lines.end() ? 0 : line->quantity});
  }
  return all;
}

}  // namespace

Result<WorkProof> add_work_proof(models::Transaction& tx, const Step& step, const NewWorkProof& input) {
  const auto order = find_to_record(tx, step, models::WorkOrderAction::photo, Permission::work_order_work);
  if (!order) return order.error();
  if (tx.field_work().proofs_of(order->id).size() >= most_proofs)
    return models::conflict("the work order has " + std::to_string(most_proofs) +
                            " proofs, the most it can have");
  auto proof = Reading(tx, *order, input).run();
  if (!proof) return proof.error();
  const auto van = is_crew(step.actor.role) ? step.actor.crew : order->crew;
  const auto missing = take_from_van(tx, van, proof->parts);
  proof->work_order = order->id;
  proof->by = step.actor.account;
  proof->by_name = step.actor.name;
  proof->at = step.now;
  proof->id = tx.field_work().insert(*proof);
  proof->consent_by = mask_name(proof->consent_by);
  // The order stays at its version, as with a note: nobody's next step becomes stale.
  auto details = lateness(step);
  details.emplace_back("proof", proof->id.text());
  const auto bad = std::count_if(proof->checks.begin(), proof->checks.end(),
                                 [](const auto& check) { return check.answer == "bad"; });
  if (bad > 0) details.emplace_back("bad_checks", std::to_string(bad));
  if (!proof->parts.empty()) details.emplace_back("parts", std::to_string(proof->parts.size()));
  if (missing > 0) details.emplace_back("missing", std::to_string(missing));
  if (proof->label_matches == false) details.emplace_back("label", proof->label);
  tell(tx, step.actor, step.now, models::EventKind::proof_added, *order, std::move(details));
  if (!proof->error_code.empty()) tell_maker(tx, step.actor, step.now, *order, proof->error_code);
  return proof;
}

Result<std::vector<WorkProof>> read_work_proofs(models::Transaction& tx, const models::Actor& actor,
                                                models::WorkOrderId id) {
  if (const auto allowed = require(actor, Permission::work_order_read); !allowed) return allowed.error();
  const auto order = tx.work_orders().find(id);
  if (!order || !may_see(actor, *order)) return models::not_found("there is no such work order");
  auto proofs = tx.field_work().proofs_of(id);
  for (auto& proof : proofs) proof.consent_by = mask_name(proof.consent_by);
  return proofs;
}

Result<std::vector<StockedPart>> read_stock(models::Transaction& tx, const models::Actor& actor,
                                            models::CrewId crew) {
  if (const auto allowed = require(actor, Permission::work_order_read); !allowed) return allowed.error();
  if (is_crew(actor.role) && actor.crew != crew) return models::not_found("there is no such crew");
  if (!tx.crews().find(crew)) return models::not_found("there is no such crew");
  return stock_of(tx, crew);
}

Result<std::vector<StockedPart>> count_stock(models::Transaction& tx, const models::Actor& actor,
                                             models::CrewId crew,
                                             const std::vector<models::StockLine>& lines) {
  const bool own = actor.role == models::Role::crew_lead && actor.crew && actor.crew == crew;
  if (const auto allowed = require(actor, own ? Permission::work_order_work : Permission::plan_change);
      !allowed)
    return allowed.error();
  if (!tx.crews().find(crew)) return models::not_found("there is no such crew");
  Fields fields;
  if (lines.empty() || lines.size() > 200)
    fields.add("items", lines.empty() ? "required" : "too_long", "name 1 to 200 parts");
  for (std::size_t i = 0; i < lines.size() && fields.good(); ++i) {
    if (!tx.field_work().find_part(lines[i].part))
      fields.add(at("items", i, "part"), "unknown", "there is no part '" + lines[i].part + "'");
    if (lines[i].quantity < 0 || lines[i].quantity > 10'000)
      fields.add(at("items", i, "quantity"), "out_of_range", "a quantity is between 0 and 10000");
  }
  if (!fields.good()) return fields.error();
  for (const auto& line : lines) tx.field_work().set_stock(crew, line);
  return stock_of(tx, crew);
}

}  // namespace dispatch
