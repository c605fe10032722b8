#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "models/time.h"

/// Messages to browsers by way of their makers' push services.
///
/// Source  RFC 8030 (push), RFC 8188 and 8291 (aes128gcm), RFC 8292 (VAPID)
namespace delivery {

std::string to_base64url(std::string_view bytes);  ///< without padding
std::optional<std::string> from_base64url(std::string_view text);

/// A key pair on P-256.
///
/// Shape   secret: 32 bytes; open: the uncompressed point, 65 bytes
struct PushKey {
  std::string secret;
  std::string open;
};
PushKey new_push_key();
/// How a key is kept: the base64url of its secret, a dot, that of its open part. Nothing when it is none.
std::string to_text(const PushKey& key);
std::optional<PushKey> push_key_from(std::string_view text);

/// Who is sent to: what the browser gave with its subscription.
///
/// Shape   open: 65 bytes (p256dh); secret: 16 bytes (auth)
struct PushReceiver {
  std::string open;
  std::string secret;
};

/// The one record of a message, at most 3993 bytes long.
///
/// Shape   salt: 16 bytes; own: a key of this message only
/// Errors  nothing when the receiver's key is no point of the curve, or the text is too long
std::optional<std::string> encrypt_push(std::string_view text, const PushReceiver& to, const PushKey& own,
                                        std::string_view salt);
/// The same with a fresh key and salt.
std::optional<std::string> encrypt_push(std::string_view text, const PushReceiver& to);

/// The header Authorization: who sends, signed for the service of this endpoint, valid for twelve hours.
///
/// Shape   contact: mailto: or https:, may be empty
std::string vapid_header(const PushKey& key, const std::string& endpoint, const std::string& contact,
                         models::Time now);

}  // namespace delivery
