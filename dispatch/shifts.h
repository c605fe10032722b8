#pragma once
#include <optional>
#include <string>
#include <vector>

#include "dispatch/assignment/planning.h"
#include "models/actor.h"
#include "models/error.h"
#include "models/field_work.h"
#include "models/store.h"

// Who of a crew is at work with which van, and what one shift leaves the next. See decision record 0038.
namespace dispatch {

/// What a person finds when they come.
///
/// Shape   own: their shift, if they are on; others: of the crew who are on, too; before: the newest shift of
/// the
///         crew that ended with a note
struct ShiftView {
  std::optional<models::Shift> own;
  std::vector<models::Shift> others;
  std::optional<models::Shift> before;
};

/// Errors  unauthenticated; forbidden for who is of no crew
models::Result<ShiftView> read_shift(models::Transaction& tx, const models::Actor& actor);

/// On shift with a van; who is on already only changes the van.
///
/// Errors  as read_shift; invalid
models::Result<models::Shift> sign_on(models::Transaction& tx, const models::Actor& actor,
                                      const std::string& van, models::Time now);

struct HandOver {
  std::string note;
  std::vector<models::WorkOrderId> orders{};  ///< of the crew, in hand
  models::CrewId to{};                        ///< none: the next shift of the same crew
};
/// What became of the orders.
struct HandedOver {
  models::Shift shift;
  std::vector<models::WorkOrderId> orders;  ///< handed over, with the note on each
  std::vector<models::WorkOrderId> kept;    ///< not possible: ended or gone meanwhile
};
/// Ends the own shift. Each order gets the note and is told of; with another crew it goes there.
///
/// Errors  as read_shift; conflict when not on shift; invalid: a note is needed with orders; nothing is
/// handed over then
models::Result<HandedOver> sign_off(models::Transaction& tx, const models::Actor& actor,
                                    const HandOver& hand_over, models::Time now);

/// Ends the own shift and takes the crew out of the plan at once: the planner gets its orders back.
///
/// Errors  as read_shift and crew_unavailable
models::Result<CrewAway> report_sick(models::Transaction& tx, const models::Actor& actor,
                                     const std::optional<models::Time>& until, const std::string& reason,
                                     models::Time now);

}  // namespace dispatch
