#pragma once
#include <optional>
#include <string>
#include <vector>

#include "models/actor.h"
#include "models/catalog.h"
#include "models/ids.h"
#include "models/place.h"
#include "models/time.h"

/// What may be asked of another person about an order: to stand still, to have more time, to hand it back, to
/// give it up, to shelve it.
namespace models {

/// Source  暂停 / 延期 / 退单 / 作废 / 挂账
enum class RequestKind { pause, extension, return_, void_, shelve };

enum class RequestState {
  pending,
  approved,   ///< by another person, or at once when its reason needs nobody
  refused,    ///< by another person, who says why
  withdrawn,  ///< by whoever asked
  lapsed,     ///< the order ended before anybody decided
};

/// What a reason must be proved with.
enum class Proof { photo, part_order_number, resident_word };

/// Why something may be asked. Data: the town changes them without a new program.
///
/// Shape   longest: of a pause or shelving, or of all extensions of one clock together; 0 where no time is
///         asked for (return, void)
/// Units   longest of an extension: working time of the clock; else time as it passes
struct RequestReason {
  std::string code;
  LocalizedText name;
  std::vector<RequestKind> kinds;
  Duration longest{0};
  std::vector<Proof> proofs;
  bool needs_approval = true;
  bool active = true;
  bool serves(RequestKind kind) const {
    for (const auto each : kinds)
      if (each == kind) return true;
    return false;
  }
};

/// One thing asked for, and what became of it.
struct Request {
  RequestId id;
  WorkOrderId work_order;
  RequestKind kind = RequestKind::pause;
  RequestState state = RequestState::pending;
  std::string reason;  ///< RequestReason::code
  std::string note;
  PhotoId photo;                    ///< of the order, as proof
  std::string part_order_number;    ///< as proof
  std::string resident_word;        ///< what the resident said, as proof
  std::optional<SlaTarget> target;  ///< extension: the clock
  std::optional<Duration> amount;   ///< extension: how much more; pause: how long at most
  std::optional<Time> from;         ///< pause, shelve: since when
  std::optional<Time> ends_at;      ///< approved pause, shelve: ends by itself then
  std::optional<Time> review_at;    ///< shelve: a person looks again then
  std::optional<Time> reviewed_at;  ///< shelve: the watcher has told
  std::optional<Time> ended_at;     ///< approved pause, shelve: the clocks go on since then
  CrewId proposed_crew;             ///< return: who should have it
  CrewId crew;                      ///< of the order when it was asked
  std::string village_code;
  AccountId by;
  std::string by_name;
  Time at{};
  AccountId decided_by;  ///< none: approved by its reason alone, or lapsed
  std::string decided_by_name;
  std::string decision_note;
  std::optional<Time> decided_at;

  /// When the watcher must look: nothing but running pauses and shelvings have such a moment.
  std::optional<Time> next_at() const {
    if (state != RequestState::approved || ended_at) return std::nullopt;
    if (review_at && !reviewed_at && (!ends_at || *review_at < *ends_at)) return review_at;
    return ends_at;
  }
  bool stands_still() const { return kind == RequestKind::pause || kind == RequestKind::shelve; }
};

/// Shape   newest first; cursor and limit page through; limit ≤ 200; running: approved and not ended
struct RequestQuery {
  std::optional<RequestState> state;
  std::optional<RequestKind> kind;
  WorkOrderId work_order;
  CrewId crew;
  bool running = false;
  std::string cursor;
  int limit = 50;
  Reach reach{};
};

}  // namespace models
