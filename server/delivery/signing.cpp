#include "server/delivery/signing.h"

#include <openssl/hmac.h>
#include <sodium.h>

#include <array>

namespace delivery {
namespace {

constexpr std::string_view webhook_prefix = "whsec_";
constexpr std::size_t fewest_secret_bytes = 24, most_secret_bytes = 64;  // Standard Webhooks

}  // namespace

std::string hmac_sha256(std::string_view key, std::string_view text) {
  std::array<unsigned char, 32> digest{};
  unsigned int size = digest.size();
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &size);
  return {reinterpret_cast<const char*>(digest.data()), size};
}

std::string to_hex(std::string_view bytes) {
  std::string text(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                 bytes.size());
  text.pop_back();  // the end mark that C wants
  return text;
}

std::string sha256_hex(std::string_view text) {
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(digest.data()),
                     reinterpret_cast<const unsigned char*>(text.data()), text.size());
  return to_hex(digest);
}

std::string to_base64(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();  // the end mark that C wants
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string bytes(text.size(), '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                        text.size(), nullptr, &size, &end, sodium_base64_VARIANT_ORIGINAL) != 0 ||
      end != text.data() + text.size())
    return std::nullopt;
  bytes.resize(size);
  return bytes;
}

std::string new_webhook_secret() {
  std::string bytes(fewest_secret_bytes, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return std::string(webhook_prefix) + to_base64(bytes);
}

std::string webhook_signature(std::string_view secret, std::string_view id, std::string_view timestamp,
                              std::string_view body) {
  if (!secret.starts_with(webhook_prefix)) return {};
  const auto key = from_base64(secret.substr(webhook_prefix.size()));
  if (!key || key->size() < fewest_secret_bytes || key->size() > most_secret_bytes) return {};
  std::string signed_text(id);
  signed_text.append(".").append(timestamp).append(".").append(body);
  return "v1," + to_base64(hmac_sha256(*key, signed_text));
}

std::string dingtalk_sign(std::string_view secret, std::string_view milliseconds) {
  std::string text(milliseconds);
  text.append("\n").append(secret);
  return to_base64(hmac_sha256(secret, text));
}

}  // namespace delivery
