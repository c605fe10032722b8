#include "server/delivery/web_push.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <sodium.h>

#include <array>
#include <memory>
#include <stdexcept>

#include "server/delivery/codec_messages.h"
#include "server/delivery/signing.h"

namespace delivery {
namespace {

constexpr std::size_t secret_bytes = 32, open_bytes = 65, auth_bytes = 16, salt_bytes = 16, tag_bytes = 16;
constexpr std::uint32_t record_bytes = 4096;
constexpr std::size_t most_text = record_bytes - 86 - tag_bytes - 1;  // RFC 8291, section 4
constexpr models::Duration valid_for = std::chrono::hours{12};

template <auto Free>
struct Freer {
  template <class T>
  void operator()(T* thing) const {
    Free(thing);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freer<EVP_PKEY_CTX_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Freer<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Freer<OSSL_PARAM_free>>;
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, Freer<EVP_CIPHER_CTX_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Freer<EVP_MD_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, Freer<BN_clear_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Freer<ECDSA_SIG_free>>;

void want(bool good, const char* what) {
  if (!good) throw std::runtime_error(std::string("OpenSSL cannot ") + what);
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

/// A key of ours, or with an empty secret a receiver's; nothing when the point is not on the curve.
Key key_of(std::string_view open, std::string_view secret) {
  const Builder builder(OSSL_PARAM_BLD_new());
  want(builder != nullptr, "build parameters");
  const Number number(secret.empty() ? nullptr
                                     : BN_bin2bn(bytes_of(secret), static_cast<int>(secret.size()), nullptr));
  want(OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) == 1 &&
           OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, open.data(),
                                            open.size()) == 1 &&
           (!number || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, number.get()) == 1),
       "name a key");
  const Params params(OSSL_PARAM_BLD_to_param(builder.get()));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  want(params != nullptr && context != nullptr && EVP_PKEY_fromdata_init(context.get()) == 1, "read a key");
  EVP_PKEY* key = nullptr;
  if (EVP_PKEY_fromdata(context.get(), &key, number ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY, params.get()) !=
      1)
    return nullptr;
  return Key(key);
}

std::optional<std::string> agree(const PushKey& own, const std::string& other) {
  if (other.size() != open_bytes || other[0] != '\x04') return std::nullopt;
  const auto mine = key_of(own.open, own.secret);
  const auto theirs = key_of(other, "");
  if (!mine || !theirs) return std::nullopt;
  const KeyContext context(EVP_PKEY_CTX_new(mine.get(), nullptr));
  std::string shared(secret_bytes, '\0');
  std::size_t size = shared.size();
  if (!context || EVP_PKEY_derive_init(context.get()) != 1 ||
      EVP_PKEY_derive_set_peer(context.get(), theirs.get()) != 1 ||
      EVP_PKEY_derive(context.get(), bytes_of(shared), &size) != 1 || size != secret_bytes)
    return std::nullopt;
  return shared;
}

/// HKDF (RFC 5869) for at most 32 bytes.
std::string derive(std::string_view salt, std::string_view secret, std::string info, std::size_t size) {
  info += '\x01';
  return hmac_sha256(hmac_sha256(salt, secret), info).substr(0, size);
}

std::string seal(const std::string& key, const std::string& nonce, std::string_view text) {
  const Cipher cipher(EVP_CIPHER_CTX_new());
  std::string sealed(text.size() + tag_bytes, '\0');
  int size = 0, rest = 0;
  want(cipher != nullptr &&
           EVP_EncryptInit_ex(cipher.get(), EVP_aes_128_gcm(), nullptr, bytes_of(std::string_view(key)),
                              bytes_of(std::string_view(nonce))) == 1 &&
           EVP_EncryptUpdate(cipher.get(), bytes_of(sealed), &size, bytes_of(text),
                             static_cast<int>(text.size())) == 1 &&
           EVP_EncryptFinal_ex(cipher.get(), bytes_of(sealed) + size, &rest) == 1 &&
           EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, tag_bytes,
                               bytes_of(sealed) + text.size()) == 1,
       "encrypt");
  return sealed;
}

/// ES256: the two numbers of the signature, 32 bytes each.
std::string sign(const PushKey& key, std::string_view text) {
  const auto own = key_of(key.open, key.secret);
  const Digest digest(EVP_MD_CTX_new());
  std::size_t size = 0;
  want(own != nullptr && digest != nullptr &&
           EVP_DigestSignInit(digest.get(), nullptr, EVP_sha256(), nullptr, own.get()) == 1 &&
           EVP_DigestSign(digest.get(), nullptr, &size, bytes_of(text), text.size()) == 1,
       "sign");
  std::string der(size, '\0');
  want(EVP_DigestSign(digest.get(), bytes_of(der), &size, bytes_of(text), text.size()) == 1, "sign");
  const auto* at = bytes_of(std::string_view(der));
  const Signature signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size)));
  std::string raw(2 * secret_bytes, '\0');
  want(signature != nullptr &&
           BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), bytes_of(raw), secret_bytes) > 0 &&
           BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), bytes_of(raw) + secret_bytes, secret_bytes) > 0,
       "write a signature");
  return raw;
}

}  // namespace

std::string to_base64url(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes_of(bytes), bytes.size(),
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  text.pop_back();  // the end mark that C wants
  return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string bytes(text.size(), '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  if (sodium_base642bin(bytes_of(bytes), bytes.size(), text.data(), text.size(), nullptr, &size, &end,
                        sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
      end != text.data() + text.size())
    return std::nullopt;
  bytes.resize(size);
  return bytes;
}

PushKey new_push_key() {
  const Key made(EVP_EC_gen("prime256v1"));
  want(made != nullptr, "make a key");
  PushKey key{std::string(secret_bytes, '\0'), std::string(open_bytes, '\0')};
  std::size_t size = 0;
  BIGNUM* secret = nullptr;
  want(EVP_PKEY_get_bn_param(made.get(), OSSL_PKEY_PARAM_PRIV_KEY, &secret) == 1, "tell a key");
  const Number number(secret);
  want(BN_bn2binpad(number.get(), bytes_of(key.secret), secret_bytes) > 0 &&
           EVP_PKEY_get_octet_string_param(made.get(), OSSL_PKEY_PARAM_PUB_KEY, bytes_of(key.open),
                                           key.open.size(), &size) == 1 &&
           size == open_bytes,
       "tell a key");
  return key;
}

std::string to_text(const PushKey& key) { return to_base64url(key.secret) + "." + to_base64url(key.open); }

std::optional<PushKey> push_key_from(std::string_view text) {
  const auto dot = text.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  auto secret = from_base64url(text.substr(0, dot)), open = from_base64url(text.substr(dot + 1));
  if (!secret || !open || secret->size() != secret_bytes || open->size() != open_bytes) return std::nullopt;
  return PushKey{*std::move(secret), *std::move(open)};
}

std::optional<std::string> encrypt_push(std::string_view text, const PushReceiver& to, const PushKey& own,
                                        std::string_view salt) {
  if (text.size() > most_text || to.secret.size() != auth_bytes || salt.size() != salt_bytes)
    return std::nullopt;
  const auto shared = agree(own, to.open);
  if (!shared) return std::nullopt;
  const auto zero = std::string(1, '\0');
  const auto secret = derive(to.secret, *shared, "WebPush: info" + zero + to.open + own.open, 32);
  const auto key = derive(salt, secret, "Content-Encoding: aes128gcm" + zero, 16);
  const auto nonce = derive(salt, secret, "Content-Encoding: nonce" + zero, 12);
  std::string body(salt);
  for (const int shift : {24, 16, 8, 0}) body += static_cast<char>((record_bytes >> shift) & 0xffU);
  body += static_cast<char>(own.open.size());
  body += own.open;
  // The last record of a message ends with 2 (RFC 8188).
  return body + seal(key, nonce, std::string(text) + '\x02');
}

std::optional<std::string> encrypt_push(std::string_view text, const PushReceiver& to) {
  std::string salt(salt_bytes, '\0');
  randombytes_buf(salt.data(), salt.size());
  return encrypt_push(text, to, new_push_key(), salt);
}

std::string vapid_header(const PushKey& key, const std::string& endpoint, const std::string& contact,
                         models::Time now) {
  const auto after_scheme = endpoint.find("://");
  const auto slash = endpoint.find('/', after_scheme == std::string::npos ? 0 : after_scheme + 3);
  const auto token =
      to_base64url(R"({"typ":"JWT","alg":"ES256"})") + "." +
      to_base64url(vapid_claims(endpoint.substr(0, slash), models::to_unix(now + valid_for), contact));
  return "vapid t=" + token + "." + to_base64url(sign(key, token)) + ", k=" + to_base64url(key.open);
}

}  // namespace delivery
