#pragma once
#include <string>
#include <string_view>

#include "models/error.h"
#include "models/field_work.h"
#include "models/store.h"

// What neighbours say of a repair in the street. See decision record 0051.
namespace dispatch {

/// So many disputes ask for a re-check on the spot.
inline constexpr int disputes_for_recheck = 2;
inline constexpr int most_neighbour_words = 200;  ///< of one repair

/// Whether a thing stands where everybody sees it: not in a home.
bool stands_in_the_street(models::Transaction& tx, const models::WorkOrder& order);

/// Whether neighbours may speak of an order: said to be repaired, not closed yet, a thing in the street.
bool open_to_neighbours(models::Transaction& tx, const models::WorkOrder& order);

/// Who is heard once, as it is kept: of a browser's own random key, or of an address where there is none. Of
/// an address so little is kept that thousands share it; nobody can be found by it.
std::string voice_of_browser(models::Transaction& tx, const models::WorkOrder& order, std::string_view key);
std::string voice_of_address(models::Transaction& tx, const models::WorkOrder& order,
                             std::string_view address);

/// Takes in a neighbour's word; the same voice again changes its mind. The second dispute asks for a
/// re-check, unless one is owed or a checker looked already since the repair.
///
/// Errors  conflict when nobody may speak of the order now, or too many have
models::Result<models::NeighbourCount> hear_neighbour(models::Transaction& tx, const models::WorkOrder& order,
                                                      const std::string& voice, bool solved,
                                                      models::Time now);

}  // namespace dispatch
