#pragma once
#include <optional>
#include <string>
#include <vector>

#include "models/ids.h"
#include "models/place.h"
#include "models/time.h"

namespace models {

enum class Channel { hotline, village_group, web, inspection, api };

/// How content the reporter is, best first.
///
/// Source  非常满意 / 满意 / 基本满意 / 不满意 / 非常不满意
enum class Satisfaction { very_satisfied, satisfied, basically_satisfied, dissatisfied, very_dissatisfied };

/// How the reporter's word came.
enum class VerdictChannel { page, sms, callback };

enum class ReportState {
  received,  ///< waits for triage
  accepted,  ///< a work order was opened for it
  merged,    ///< joined to a work order that was there already
  rejected,  ///< with a reason the reporter sees
  referred,  ///< handed over to 119, 110 or 120
};

/// The person who reports. Personal: masked wherever it is not needed.
struct Reporter {
  std::string name;
  std::string phone;
  bool wants_updates = true;
};

/// Handing a caller over to the emergency services, on record.
struct HandOver {
  std::string service;    ///< 119, 110, 120 or 122
  std::string reference;  ///< their number or the name of who took it
  std::string note;
};

/// What a person says is wrong. The facility is optional: a place or a few words are enough.
struct Report {
  ReportId id;
  std::string token;  ///< 128 random bits for the resident's own page, base32
  Channel channel = Channel::hotline;
  ReportState state = ReportState::received;
  Reporter reporter;
  Place place;
  FacilityId facility;
  std::string facility_class;  ///< empty when not known
  std::string fault_kind;      ///< empty when not known
  std::string description;
  bool frail_person = false;       ///< an old, ill or very young person is at home
  bool danger = false;             ///< a danger question was answered yes
  std::string external_reference;  ///< the number another system gave it; unique when filled
  Time received_at{};              ///< the clocks run from here
  Time recorded_at{};
  AccountId recorded_by;
  WorkOrderId work_order;  ///< once accepted or merged
  std::string triage_reason;
  std::optional<HandOver> hand_over;
  std::optional<Time> triaged_at;
  AccountId triaged_by;
  std::optional<bool> verdict_solved;  ///< the reporter's own word
  std::string verdict_comment;
  std::optional<Time> verdict_at;
  std::optional<Satisfaction> satisfaction;
  std::optional<VerdictChannel> verdict_channel;
  AccountId verdict_by;              ///< who wrote it down on the telephone
  int callbacks_unanswered = 0;      ///< tries that reached nobody
  int callbacks_put_off = 0;         ///< tries that were put off, since the reporter had no time
  std::optional<Time> call_back_at;  ///< not before then, once a try was in vain or put off
  bool simulated = false;            ///< invented by the simulator, never by a person; screens say so
  int version = 1;
  std::string backdating_reason;         ///< why received_at lies before recorded_at
  std::optional<Time> external_due_at;   ///< the other system's own limit
  std::optional<Time> erasure_asked_at;  ///< the reporter wants it; done once the work has ended
  std::optional<Time> anonymised_at;     ///< since then it says nothing of a person
};

/// What a reporter gives; the rest of a Report is made on receipt.
struct NewReport {
  Channel channel = Channel::hotline;
  Reporter reporter;
  Place place;
  std::string facility_code;  ///< from a label, or empty
  FacilityId facility;        ///< or by id; either may be empty
  std::string facility_class;
  std::string fault_kind;
  std::string description;
  bool frail_person = false;
  bool danger = false;
  std::string external_reference;
  bool simulated = false;               ///< never from outside: no request can say it
  std::optional<Time> received_at;      ///< only staff may date back, at most 7 days, never into the future
  std::string backdating_reason;        ///< needed when it is dated back by more than 15 minutes
  std::optional<Time> external_due_at;  ///< needs an external reference
};

enum class TriageDecision { open, merge, reject, refer };

/// What an operator decides about a report.
struct Triage {
  TriageDecision decision = TriageDecision::open;
  WorkOrderId work_order;             ///< merge: into this one
  std::string reason;                 ///< reject, refer: needed
  std::optional<HandOver> hand_over;  ///< refer: needed
  std::string fault_kind;             ///< open: corrects the report's, when given
  std::string village_code;           ///< open: corrects the report's, when given
  FacilityId facility;                ///< open: corrects the report's, when given
  std::optional<bool> danger;
  std::optional<bool> frail_person;
  std::optional<CrewId> crew;  ///< open: this crew instead of the rule's choice
};

/// An open work order that may be about the same thing.
///
/// Shape   score 0–100; reasons: facility, circuit, phone, place, village, kind
struct DuplicateCandidate {
  WorkOrderId work_order;
  int score = 0;
  std::vector<std::string> reasons;
};

}  // namespace models
