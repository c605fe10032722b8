#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/ids.h"
#include "models/place.h"
#include "models/time.h"

/// What crews bring back from a visit beside its steps, what their vans carry, and the port to its storage.
/// See store.h.
namespace models {

using WorkProofId = Id<struct WorkProofTag>;
using ShiftId = Id<struct ShiftTag>;
using SpareLoanId = Id<struct SpareLoanTag>;

/// What a van carries. Data, as the classes are.
///
/// Shape   barcode: what the packing says, empty: none; usual: how many a van sets out with
/// Units   cents: of one piece
struct Part {
  std::string code;
  std::string facility_class;
  LocalizedText name;
  std::string unit;
  std::string barcode{};
  int cents = 0;
  int usual = 0;
};

/// How many of a part a crew's van has. Never below 0.
struct StockLine {
  std::string part;
  int quantity = 0;
  bool operator==(const StockLine&) const = default;
};

/// One thing of the checklist as a crew found it.
///
/// Shape   answer: good, bad, none (there is no such thing there)
struct CheckAnswer {
  std::string item;
  LocalizedText name;  ///< as it was asked then
  std::string answer;
};

/// Parts that went into the facility.
///
/// Shape   missing: how many of them the van had not, as far as its stock is known
/// Units   cents: of all pieces
struct PartUse {
  std::string part;
  LocalizedText name;
  int quantity = 1;
  int missing = 0;
  int cents = 0;
};

/// Whether a lamp of the circuit burns.
struct LampSeen {
  std::string code;
  bool burns = false;
};

/// What a crew says of its work on an order, beside cause and action: what it looked at, what it used, how
/// long it took, who agreed.
///
/// Shape   consent: spoken, or signed (the signature is a photo of the order), else empty; label: what the
/// facility's
///         label says, read or typed
/// Units   cost_cents: beside the parts
struct WorkProof {
  WorkProofId id;
  WorkOrderId work_order;
  std::vector<CheckAnswer> checks{};
  std::vector<PartUse> parts{};
  std::optional<int> minutes{};
  std::optional<int> cost_cents{};
  std::string consent{};
  std::string consent_by{};  ///< who agreed: personal
  std::string label{};
  std::optional<bool> label_matches{};
  std::string brand{};
  std::string model{};
  std::string error_code{};
  std::vector<LampSeen> lamps{};
  AccountId by{};
  std::string by_name{};
  Time at{};
};

/// One person at work with a van.
///
/// Shape   off_at: nothing while on shift; note: what the next shift of the crew shall know
struct Shift {
  ShiftId id;
  AccountId account;
  std::string name;
  CrewId crew;
  std::string van;
  Time on_at{};
  std::optional<Time> off_at{};
  std::string note{};
};

/// A heater lent to a home until its own is mended.
struct SpareLoan {
  SpareLoanId id;
  std::string spare;  ///< what its label says
  WorkOrderId work_order;
  std::string lent_by;
  Time lent_at{};
  std::string returned_by{};
  std::optional<Time> returned_at{};
};

/// What somebody who lives there says of a repair in the street.
///
/// Shape   round: how often the order had come back; voice: who is heard once, and nothing of a person
struct NeighbourWord {
  WorkOrderId work_order;
  int round = 0;
  std::string voice;
  bool solved = false;
  Time at{};
};

/// How many neighbours say that a repair holds, and how many that it does not.
struct NeighbourCount {
  int confirmed = 0, disputed = 0;
  bool operator==(const NeighbourCount&) const = default;
};

class FieldWorkStore {
 public:
  virtual ~FieldWorkStore() = default;
  virtual void save(const Part& part) = 0;  ///< by code: inserts or replaces
  virtual std::optional<Part> find_part(std::string_view code) = 0;
  virtual std::vector<Part> parts() = 0;                     ///< by class, then code
  virtual std::vector<StockLine> stock_of(CrewId crew) = 0;  ///< by part
  virtual int in_stock(CrewId crew, std::string_view part) = 0;
  virtual void set_stock(CrewId crew, const StockLine& line) = 0;

  virtual WorkProofId insert(const WorkProof& proof) = 0;
  virtual void update(const WorkProof& proof) = 0;  ///< consent_by, for taking a person's data out
  virtual std::vector<WorkProof> proofs_of(WorkOrderId id) = 0;  ///< oldest first

  virtual ShiftId insert(const Shift& shift) = 0;
  virtual void update(const Shift& shift) = 0;
  virtual std::optional<Shift> shift_of(AccountId account) = 0;      ///< the one they are on
  virtual std::vector<Shift> shifts_of(CrewId crew, int limit) = 0;  ///< newest first
  virtual SpareLoanId insert(const SpareLoan& loan) = 0;
  virtual void update(const SpareLoan& loan) = 0;
  virtual std::optional<SpareLoan> lent(std::string_view spare) = 0;  ///< not yet returned
  virtual std::vector<SpareLoan> loans_of(WorkOrderId id) = 0;        ///< oldest first
  virtual std::vector<SpareLoan> open_loans(int limit) = 0;           ///< oldest first

  virtual void save(const NeighbourWord& word) = 0;  ///< by order, round and voice: inserts or replaces
  virtual NeighbourCount count_words(WorkOrderId id, int round) = 0;
};

}  // namespace models
