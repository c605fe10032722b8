#include "server/tracing/context.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace tracing {
namespace {

constexpr std::size_t trace_digits = 32, span_digits = 16;
constexpr std::size_t whole = 2 + 1 + trace_digits + 1 + span_digits + 1 + 2;

bool is_hex(std::string_view text) { return text.find_first_not_of("0123456789abcdef") == text.npos; }
bool is_id(std::string_view text) { return is_hex(text) && text.find_first_not_of('0') != text.npos; }

/// Digits that nobody else's step has; all zero would be no id at all.
std::string digits_of(std::string_view kind, std::string_view step, std::size_t count) {
  static const bool ready = sodium_init() >= 0;
  if (!ready) throw std::runtime_error("libsodium does not start");
  std::array<unsigned char, 16> hash{};
  const auto text = std::string(kind) + ":" + std::string(step);
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(text.data()),
                     text.size(), nullptr, 0);
  hash[0] |= 1;
  std::array<char, 2 * 16 + 1> hex{};
  sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
  return {hex.data(), count};
}

}  // namespace

std::optional<Context> parse_traceparent(std::string_view text) {
  if (text.size() < whole) return std::nullopt;
  const auto version = text.substr(0, 2), trace = text.substr(3, trace_digits),
             parent = text.substr(4 + trace_digits, span_digits), flags = text.substr(whole - 2, 2);
  if (!is_hex(version) || version == "ff" || !is_id(trace) || !is_id(parent) || !is_hex(flags))
    return std::nullopt;
  if (text[2] != '-' || text[3 + trace_digits] != '-' || text[whole - 3] != '-') return std::nullopt;
  // A later version may say more, after another hyphen; the first one may not.
  if (text.size() > whole && (version == "00" || text[whole] != '-')) return std::nullopt;
  const auto low = flags[1] <= '9' ? flags[1] - '0' : flags[1] - 'a' + 10;
  return Context{std::string(trace), "", std::string(parent), (low & 1) != 0};
}

Context context_of(std::optional<std::string_view> traceparent, std::string_view step) {
  auto context = traceparent ? parse_traceparent(*traceparent) : std::nullopt;
  if (!context) context = Context{digits_of("trace", step, trace_digits), "", "", true};
  context->span = digits_of("span", step, span_digits);
  return *std::move(context);
}

Context context_of_try(std::string_view thing, int tries) {
  return {digits_of("trace", thing, trace_digits),
          digits_of("span", std::string(thing) + "#" + std::to_string(tries), span_digits), "", true};
}

std::string to_traceparent(const Context& context) {
  return "00-" + context.trace + "-" + context.span + (context.sampled ? "-01" : "-00");
}

}  // namespace tracing
