#include "server/auth/totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "server/auth/tokens.h"
#include "server/http/percent.h"

namespace auth {
namespace {

constexpr int digits = 6;

bool same(std::string_view one, std::string_view other) {
  return one.size() == other.size() && sodium_memcmp(one.data(), other.data(), one.size()) == 0;
}

bool is_code(std::string_view text) {
  return text.size() == digits &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// What people type: spaces and dashes where they like, capitals too.
std::string plain(std::string_view typed) {
  std::string text;
  for (const char c : typed) {
    if (c == ' ' || c == '-') continue;
    text += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return text;
}

}  // namespace

std::string new_totp_secret() {
  std::string secret = new_base32(20);
  for (char& c : secret)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return secret;
}

std::optional<std::string> from_base32(std::string_view text) {
  std::string bytes;
  unsigned held = 0;
  int bits = 0;
  for (const char c : text) {
    if (c == ' ' || c == '=') continue;
    unsigned value = 0;
    if (c >= 'a' && c <= 'z')
      value = static_cast<unsigned>(c - 'a');
    else if (c >= 'A' && c <= 'Z')
      value = static_cast<unsigned>(c - 'A');
    else if (c >= '2' && c <= '7')
      value = static_cast<unsigned>(c - '2') + 26U;
    else
      return std::nullopt;
    held = (held << 5U) | value;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>((held >> static_cast<unsigned>(bits)) & 255U);
  }
  return bytes;
}

std::string hotp(std::string_view key, std::uint64_t counter, int wanted_digits) {
  std::array<unsigned char, 8> message{};
  for (std::size_t i = 0; i < message.size(); ++i)
    message[i] = static_cast<unsigned char>((counter >> (8U * (7U - i))) & 255U);
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned length = 0;
  if (HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), message.data(), message.size(), mac.data(),
           &length) == nullptr ||
      length < 20)
    throw std::runtime_error("OpenSSL makes no HMAC");
  const std::size_t at = mac[length - 1] & 15U;
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = (value << 8U) | mac[at + i];
  value &= 0x7fffffffU;
  std::string code;
  for (int i = 0; i < wanted_digits; ++i) {
    code.insert(code.begin(), static_cast<char>('0' + value % 10));
    value /= 10;
  }
  return code;
}

std::optional<std::int64_t> totp_step_of(std::string_view secret, std::string_view code, models::Time now,
                                         std::int64_t used) {
  const auto key = from_base32(secret);
  if (!key || key->empty() || !is_code(code)) return std::nullopt;
  const auto current = models::to_unix(now) / totp_step_seconds;
  std::optional<std::int64_t> found;
  for (const std::int64_t step : {current - 1, current, current + 1})
    if (step > used && step >= 0 && same(hotp(*key, static_cast<std::uint64_t>(step)), code)) found = step;
  return found;
}

std::string otpauth_uri(std::string_view secret, std::string_view issuer, std::string_view account) {
  return "otpauth://totp/" + http::percent_encoded(issuer) + ":" + http::percent_encoded(account) +
         "?secret=" + std::string(secret) + "&issuer=" + http::percent_encoded(issuer) +
         "&algorithm=SHA1&digits=6&period=30";
}

RecoveryCodes new_recovery_codes(int count) {
  RecoveryCodes result;
  for (int i = 0; i < count; ++i) {
    auto code = new_base32(10);  // 80 bits: too many to guess, so a fast hash keeps them
    result.hashes.push_back(hash_token(code));
    for (std::size_t at = 12; at > 0; at -= 4) code.insert(at, "-");
    result.codes.push_back(std::move(code));
  }
  return result;
}

bool use_second_factor(models::Account& account, std::string_view code, models::Time now) {
  if (!account.totp_confirmed) return false;
  const auto typed = plain(code);
  if (const auto step = totp_step_of(account.totp_secret, typed, now, account.totp_step)) {
    account.totp_step = *step;
    return true;
  }
  const auto hash = hash_token(typed);
  const auto found = std::find_if(account.recovery_codes.begin(), account.recovery_codes.end(),
                                  [&](const std::string& each) { return same(each, hash); });
  if (found == account.recovery_codes.end()) return false;
  account.recovery_codes.erase(found);
  return true;
}

}  // namespace auth
