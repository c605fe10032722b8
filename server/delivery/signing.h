#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace delivery {

std::string hmac_sha256(std::string_view key, std::string_view text);  ///< 32 bytes
std::string sha256_hex(std::string_view text);
std::string to_hex(std::string_view bytes);
std::string to_base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);

/// A new secret of a webhook: `whsec_` and 24 random bytes in base64.
///
/// Source  Standard Webhooks
std::string new_webhook_secret();

/// What the header webhook-signature says; empty for a secret that is none.
///
/// Shape   v1,BASE64 of HMAC-SHA256 over `id.timestamp.body`
std::string webhook_signature(std::string_view secret, std::string_view id, std::string_view timestamp,
                              std::string_view body);

/// The sign of DingTalk's robot: base64 of HMAC-SHA256 over `timestamp\nsecret` under the secret, not yet
/// URL-encoded.
std::string dingtalk_sign(std::string_view secret, std::string_view milliseconds);

}  // namespace delivery
