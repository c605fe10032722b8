#pragma once
#include <optional>
#include <string>
#include <vector>

#include "dispatch/lifecycle.h"
#include "models/error.h"
#include "models/field_work.h"
#include "models/store.h"

// What a crew brings back from a visit beside its steps. See decision record 0036.
namespace dispatch {

struct NewCheck {
  std::string item;
  std::string answer;  ///< good, bad, none
};
struct NewPartUse {
  std::string part;
  int quantity = 1;
};
struct NewWorkProof {
  std::vector<NewCheck> checks{};
  std::vector<NewPartUse> parts{};
  std::optional<int> minutes{};
  std::optional<int> cost_cents{};
  std::string consent{};  ///< spoken, signed, or empty
  std::string consent_by{};
  std::string label{};
  std::string brand{};
  std::string model{};
  std::string error_code{};
  std::vector<models::LampSeen> lamps{};
};

/// Keeps what a crew says of its work and takes its parts off the van. What was used was used: when the van
/// had fewer, its stock becomes 0 and the use says how many were missing.
///
/// Shape   who agreed is masked in what comes back
/// Errors  as add_photo of lifecycle.h; invalid with every wrong field
models::Result<models::WorkProof> add_work_proof(models::Transaction& tx, const Step& step,
                                                 const NewWorkProof& input);

/// The proofs of an order that the actor may see, oldest first; who agreed is masked.
///
/// Errors  unauthenticated, forbidden, not_found
models::Result<std::vector<models::WorkProof>> read_work_proofs(models::Transaction& tx,
                                                                const models::Actor& actor,
                                                                models::WorkOrderId id);

/// A part with how many of it a van has.
struct StockedPart {
  models::Part part;
  int quantity = 0;
};

/// Every part there is, with how many the crew's van has. Crews see their own van.
///
/// Errors  unauthenticated, forbidden, not_found
models::Result<std::vector<StockedPart>> read_stock(models::Transaction& tx, const models::Actor& actor,
                                                    models::CrewId crew);

/// Puts right what a van has: whoever plans the crews, and the crew's own lead. Parts that are not named
/// stay.
///
/// Errors  unauthenticated, forbidden, not_found; invalid with every wrong line
models::Result<std::vector<StockedPart>> count_stock(models::Transaction& tx, const models::Actor& actor,
                                                     models::CrewId crew,
                                                     const std::vector<models::StockLine>& lines);

}  // namespace dispatch
