#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/actor.h"
#include "models/time.h"

/// Codes of an authenticator app.
///
/// Source  RFC 6238 with HMAC-SHA-1, 6 digits and 30 seconds, which every app understands; RFC 4226; RFC 4648
namespace auth {

constexpr int totp_step_seconds = 30;

std::string new_totp_secret();  ///< 160 random bits, base32 without padding, upper case

/// The bytes behind base32 text; case and spaces do not matter.
///
/// Errors  nothing when it is no base32
std::optional<std::string> from_base32(std::string_view text);

/// The code of a counter.
///
/// Errors  throws std::runtime_error when OpenSSL fails
std::string hotp(std::string_view key, std::uint64_t counter, int digits = 6);

/// Which step a code is of: this one, the one before or the one after; nothing when of none of them, or of
/// one that is not newer than `used`: a code works once.
std::optional<std::int64_t> totp_step_of(std::string_view secret, std::string_view code, models::Time now,
                                         std::int64_t used);

/// What an app reads from the QR code: otpauth://totp/…
std::string otpauth_uri(std::string_view secret, std::string_view issuer, std::string_view account);

struct RecoveryCodes {
  std::vector<std::string> codes;   ///< for the person, e.g. k7mq-2xfa-9w… shown once
  std::vector<std::string> hashes;  ///< for the account
};
RecoveryCodes new_recovery_codes(int count = 10);

/// Whether a code of the app or a recovery code is right; uses it up in `account`, which the caller stores in
/// the same transaction.
bool use_second_factor(models::Account& account, std::string_view code, models::Time now);

}  // namespace auth
