#pragma once
#include <string>
#include <string_view>

#include "models/event.h"
#include "models/facility.h"
#include "models/report.h"
#include "models/work_order.h"

/// What everybody sees of a person until they give a reason (unmask.h). Empty stays empty.
namespace dispatch {

/// The first character: 王秀兰 → 王**.
std::string mask_name(std::string_view name);

/// The first three and the last four digits: 13812341234 → 138****1234, 010-5550-0142 → 010-****-0142; of
/// fewer than eleven the last four, of fewer than eight none.
std::string mask_phone(std::string_view phone);

/// Up to the first digit, but four characters at most, and two when there is no digit: 东街12号 → 东街***.
std::string mask_address(std::string_view address);

/// A free text with its telephone numbers masked: seven and more digits together, or 10 to 13 with single
/// spaces and hyphens between; dates, order numbers and codes stay.
std::string mask_numbers(std::string_view text);

/// Whether a text holds the number of a resident's identity card: 18 digits (the last may be X) with a date
/// of birth and the right check digit.
///
/// Source  GB 11643-1999, ISO 7064 MOD 11-2
bool holds_identity_number(std::string_view text);

/// Whether a facility stands in a home, so that where it is says who lives there.
inline bool in_a_home(const models::Facility& facility) { return !facility.household.empty(); }

/// A facility without what it says of its household: name, owner, phone, address.
models::Facility masked(models::Facility facility);

/// A report without its person. Where it is stays legible when it names a facility that is nobody's home.
models::Report masked(models::Report report, bool public_place);

/// An event whose free words hold no telephone number.
models::Event masked(models::Event event);

}  // namespace dispatch
