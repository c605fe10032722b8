#include "dispatch/masking.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace dispatch {
namespace {

constexpr std::string_view hidden = "***";
constexpr std::size_t fewest_shown_digits = 8, whole_number_digits = 11, first_digits = 3, last_digits = 4;
constexpr std::size_t fewest_phone_digits = 7;  // without marks between them; a date has four
constexpr std::size_t fewest_grouped_digits = 10, most_grouped_digits = 13;
constexpr std::size_t address_before_digit = 4, address_without_digit = 2;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t character_bytes(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t bytes = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  return std::min(bytes, text.size());
}

std::string_view first_characters(std::string_view text, std::size_t count) {
  std::size_t bytes = 0;
  for (; count > 0 && bytes < text.size(); --count) bytes += character_bytes(text.substr(bytes));
  return text.substr(0, bytes);
}

std::string with_replaced(std::string text, const std::string& part, const std::string& other) {
  if (part.empty()) return text;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + other.size()))
    text.replace(at, part.size(), other);
  return text;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// One of the two marks that people put between the digits of a number.
bool is_between(char c) { return c == ' ' || c == '-'; }

struct Number {
  std::size_t bytes = 0;
  std::size_t digits = 0;
  std::size_t longest_group = 0;
};

// The digits from here on, with single marks between their groups.
Number number_at(std::string_view text, std::size_t at) {
  Number number;
  std::size_t group = 0;
  for (auto next = at; next < text.size(); ++next) {
    if (is_digit(text[next])) {
      ++number.digits;
      number.longest_group = std::max(number.longest_group, ++group);
      number.bytes = next + 1 - at;
    } else if (is_between(text[next]) && next + 1 < text.size() && is_digit(text[next + 1])) {
      group = 0;
    } else {
      break;
    }
  }
  return number;
}

bool is_identity_number(std::string_view digits) {
  constexpr std::array weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  constexpr std::string_view checks = "10X98765432";
  if (digits.size() != 18) return false;
  int sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) sum += (digits[i] - '0') * weights[i];
  const char last = digits[17] == 'x' ? 'X' : digits[17];
  const auto two = [&](std::size_t at) { return (digits[at] - '0') * 10 + (digits[at + 1] - '0'); };
  const int century = two(6), month = two(10), day = two(12);
  return checks[static_cast<std::size_t>(sum % 11)] == last &&
         (century == 19 || century == 20 || century == 18) && month >= 1 && month <= 12 && day >= 1 &&
         day <= 31;
}

}  // namespace

std::string mask_name(std::string_view name) {
  if (name.empty()) return "";
  return std::string(first_characters(name, 1)) + "**";
}

std::string mask_phone(std::string_view phone) {
  const auto digits = static_cast<std::size_t>(std::count_if(phone.begin(), phone.end(), is_digit));
  const bool few = digits < fewest_shown_digits;
  const auto first = digits < whole_number_digits ? 0 : first_digits;
  std::string masked(phone);
  std::size_t seen = 0;
  for (auto& c : masked) {
    if (!is_digit(c)) continue;
    if (few || (seen >= first && seen + last_digits < digits)) c = '*';
    ++seen;
  }
  return masked;
}

std::string mask_address(std::string_view address) {
  if (address.empty()) return "";
  const auto digit = std::find_if(address.begin(), address.end(), is_digit);
  const bool numbered = digit != address.end();
  const auto before = address.substr(0, static_cast<std::size_t>(digit - address.begin()));
  return std::string(first_characters(before, numbered ? address_before_digit : address_without_digit)) +
         std::string(hidden);
}

std::string mask_numbers(std::string_view text) {
  std::string masked;
  masked.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (!is_digit(text[at])) {
      masked += text[at++];
      continue;
    }
    const auto run = number_at(text, at);
    const auto number = text.substr(at, run.bytes);
    // Letters before it make it an order's number or a label's code.
    const bool code = at > 0 && is_letter(text[at - 1]);
    const bool telephone = run.longest_group >= fewest_phone_digits ||
                           (run.digits >= fewest_grouped_digits && run.digits <= most_grouped_digits);
    masked += telephone && !code ? mask_phone(number) : std::string(number);
    at += run.bytes;
  }
  return masked;
}

bool holds_identity_number(std::string_view text) {
  std::string digits;
  const auto ends = [&] { return is_identity_number(digits); };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_digit(c)) {
      digits += c;
      continue;
    }
    const bool inside = is_between(c) && !digits.empty() && i + 1 < text.size() && is_digit(text[i + 1]);
    if (inside) continue;
    if ((c == 'X' || c == 'x') && digits.size() == 17) digits += c;
    if (ends()) return true;
    digits.clear();
  }
  return ends();
}

models::Facility masked(models::Facility facility) {
  if (!in_a_home(facility)) return facility;
  const auto household = facility.household;
  const auto shown = mask_name(household);
  facility.name = with_replaced(std::move(facility.name), household, shown);
  // The number of the door says as much as the name.
  for (auto& c : facility.name)
    if (is_digit(c)) c = '*';
  facility.duties.owner = with_replaced(std::move(facility.duties.owner), household, shown);
  facility.household = shown;
  facility.phone = mask_phone(facility.phone);
  facility.address = mask_address(facility.address);
  return facility;
}

models::Event masked(models::Event event) {
  for (auto& [key, value] : event.details)
    if (key == "reason" || key == "note" || key == "comment") value = mask_numbers(value);
  return event;
}

models::Report masked(models::Report report, bool public_place) {
  report.reporter.name = mask_name(report.reporter.name);
  report.reporter.phone = mask_phone(report.reporter.phone);
  if (!public_place) report.place.address = mask_address(report.place.address);
  report.description = mask_numbers(report.description);
  report.triage_reason = mask_numbers(report.triage_reason);
  report.verdict_comment = mask_numbers(report.verdict_comment);
  if (report.hand_over) report.hand_over->note = mask_numbers(report.hand_over->note);
  return report;
}

}  // namespace dispatch
