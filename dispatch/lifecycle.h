#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/error.h"
#include "models/store.h"
#include "models/work_order.h"

namespace dispatch {

/// Which state an action leads to from a state; nothing when it is not allowed. The one state table.
std::optional<models::WorkOrderState> next_state(models::WorkOrderState from, models::WorkOrderAction action);

/// Every action allowed now, in the enum's order (pause only when running, resume only when paused).
std::vector<models::WorkOrderAction> allowed_actions(const models::WorkOrder& order);

/// What every verb below needs: which order, who, when, and which version the actor had seen (nothing =
/// whichever).
///
/// Shape   heard_at: when we heard of it, of a step that was taken without a network (field_time.h); `now` is
///         then when it was taken
struct Step {
  models::Actor actor;
  models::WorkOrderId work_order;
  std::optional<int> expected_version;
  models::Time now;
  std::optional<models::Time> heard_at = std::nullopt;
};

// Every verb changes the order, its clocks and its reports, appends the events and informs the reporters, all
// in `tx`. Errors of all: unauthenticated or forbidden; not_found (also for one who may not see it); stale;
// conflict with the allowed actions; invalid with the wrong fields.

models::Result<models::WorkOrder> accept(models::Transaction& tx, const Step& step);
models::Result<models::WorkOrder> contact(models::Transaction& tx, const Step& step);
/// Ends a running pause. Stops the arrive clock.
models::Result<models::WorkOrder> arrive(models::Transaction& tx, const Step& step,
                                         const std::optional<models::Position>& position);
models::Result<models::WorkOrder> make_safe(models::Transaction& tx, const Step& step);
/// For a reason that needs nobody's approval; with others one asks, see requests.h. Ends by itself when it
/// has lasted as long as the reason allows.
models::Result<models::WorkOrder> pause(models::Transaction& tx, const Step& step, const std::string& reason,
                                        const std::string& note);
models::Result<models::WorkOrder> resume(models::Transaction& tx, const Step& step);

struct Resolved {
  models::WorkOrder work_order;
  std::optional<models::WorkOrder> child;  ///< opened by a temporary fix: the work that is still owed
};
/// Stops the clocks. `temporary` opens a child order that inherits the reporters.
models::Result<Resolved> resolve(models::Transaction& tx, const Step& step, models::Outcome outcome,
                                 const std::string& cause, const std::string& action);
/// By someone other than the resolver, when closure.h has nothing against it.
models::Result<models::WorkOrder> close(models::Transaction& tx, const Step& step, bool confirmed,
                                        const std::string& method, const std::string& note);
/// From resolved or closed. The clocks go on from receipt as if they had never stopped: fixed on paper was
/// not fixed.
models::Result<models::WorkOrder> reopen(models::Transaction& tx, const Step& step,
                                         const std::string& reason);
models::Result<models::WorkOrder> cancel(models::Transaction& tx, const Step& step,
                                         const std::string& reason);
models::Result<models::Note> add_note(models::Transaction& tx, const Step& step, const std::string& text);
/// What a photo may be of: before, after, other, the resident's signature; or a voice note (voice).
bool is_photo_step(std::string_view step);
/// The file is stored already; this makes its row.
models::Result<models::Photo> add_photo(models::Transaction& tx, const Step& step,
                                        const models::Photo& photo);

/// The resident's word on their page, without a grade: see verdict.h.
models::Result<models::Report> judge(models::Transaction& tx, const std::string& token, bool solved,
                                     const std::string& comment, models::Time now);

}  // namespace dispatch
