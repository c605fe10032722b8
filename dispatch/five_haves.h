#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "dispatch/figures.h"
#include "models/catalog.h"

/// Whether the town has what long-term care of its facilities asks for, shown by facts and not by statements.
///
/// Source  有制度、有标准、有资金、有队伍、有督查机制 (长效管护“五有”)
namespace dispatch {

enum class Have { rules, standards, funds, crews, mechanism };

/// What a fact says: the have stands, has a gap, is not recorded here at all, or is told without judging.
enum class Finding { stands, gap, not_recorded, told };

/// One fact with what proves it.
///
/// Shape   code: e.g. policies_in_force; value of `of`, or value alone; capped: there are at least so many;
///         figure: the rate behind it, if one
struct Evidence {
  std::string_view code;
  Finding finding = Finding::told;
  std::optional<std::int64_t> value;
  std::optional<std::int64_t> of;
  bool capped = false;
  std::optional<Figure> figure;
};

struct HaveEvidence {
  Have have = Have::rules;
  models::LocalizedText name;
  std::vector<Evidence> evidence;
  /// A gap where one fact is a gap; not recorded where nothing is known but that.
  Finding finding() const;
};

/// Everything that the evidence is made of.
struct HavesFacts {
  std::int64_t classes = 0, classes_with_policy = 0;
  std::int64_t policies = 0, policies_with_basis = 0;
  std::int64_t chains = 0;
  std::int64_t reasons = 0, reasons_with_approval = 0;
  FiguresRow figures;
  std::int64_t waiting_for_funds = 0;  ///< shelved now
  std::int64_t waiting_for_parts = 0;  ///< standing still now
  std::int64_t crews = 0, crews_on_shift = 0, crews_over_capacity = 0;
  std::int64_t orders_in_hand = 0, capacity = 0;
  std::int64_t orders_without_crew = 0;
  std::int64_t rechecks = 0, rechecks_passed = 0, rechecks_open = 0;
  std::int64_t alerts = 0, alerts_acknowledged = 0;
  bool requests_capped = false, alerts_capped = false;
};

/// In the order of Have.
std::array<HaveEvidence, 5> judge_haves(const HavesFacts& facts);

std::string_view name(Have have);
std::string_view name(Finding finding);

}  // namespace dispatch
