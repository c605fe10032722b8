#include "tests/server/delivery/push_service.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/param_build.h>
#include <openssl/params.h>

#include <nlohmann/json.hpp>

namespace fakes {
namespace {

using Json = nlohmann::json;

EVP_PKEY* key_from(const std::string& open, const std::string& secret) {
  auto* builder = OSSL_PARAM_BLD_new();
  auto* number = secret.empty() ? nullptr
                                : BN_bin2bn(reinterpret_cast<const unsigned char*>(secret.data()),
                                            static_cast<int>(secret.size()), nullptr);
  OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0);
  OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, open.data(), open.size());
  if (number != nullptr) OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_PRIV_KEY, number);
  auto* params = OSSL_PARAM_BLD_to_param(builder);
  auto* context = EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr);
  EVP_PKEY* key = nullptr;
  EVP_PKEY_fromdata_init(context);
  if (EVP_PKEY_fromdata(context, &key, number ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY, params) != 1)
    key = nullptr;
  EVP_PKEY_CTX_free(context);
  OSSL_PARAM_free(params);
  OSSL_PARAM_BLD_free(builder);
  BN_free(number);
  return key;
}

std::string hkdf(std::string salt, std::string secret, std::string info, std::size_t size) {
  auto* kdf = EVP_KDF_fetch(nullptr, "HKDF", nullptr);
  auto* context = EVP_KDF_CTX_new(kdf);
  std::string digest = "SHA256", out(size, '\0');
  const OSSL_PARAM params[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, salt.data(), salt.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, secret.data(), secret.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info.data(), info.size()),
      OSSL_PARAM_construct_end()};
  EVP_KDF_derive(context, reinterpret_cast<unsigned char*>(out.data()), size, params);
  EVP_KDF_CTX_free(context);
  EVP_KDF_free(kdf);
  return out;
}

std::string shared_secret(const delivery::PushKey& own, const std::string& other) {
  auto* mine = key_from(own.open, own.secret);
  auto* theirs = key_from(other, "");
  std::string shared(32, '\0');
  std::size_t size = shared.size();
  auto* context = mine && theirs ? EVP_PKEY_CTX_new(mine, nullptr) : nullptr;
  const bool good = context != nullptr && EVP_PKEY_derive_init(context) == 1 &&
                    EVP_PKEY_derive_set_peer(context, theirs) == 1 &&
                    EVP_PKEY_derive(context, reinterpret_cast<unsigned char*>(shared.data()), &size) == 1;
  EVP_PKEY_CTX_free(context);
  EVP_PKEY_free(mine);
  EVP_PKEY_free(theirs);
  return good ? shared : "";
}

bool verify(const std::string& open, const std::string& text, const std::string& raw) {
  if (raw.size() != 64) return false;
  auto* signature = ECDSA_SIG_new();
  const auto* bytes = reinterpret_cast<const unsigned char*>(raw.data());
  ECDSA_SIG_set0(signature, BN_bin2bn(bytes, 32, nullptr), BN_bin2bn(bytes + 32, 32, nullptr));
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(signature, &der);
  auto* key = key_from(open, "");
  auto* context = EVP_MD_CTX_new();
  const bool good = key != nullptr &&
                    EVP_DigestVerifyInit(context, nullptr, EVP_sha256(), nullptr, key) == 1 &&
                    EVP_DigestVerify(context, der, static_cast<std::size_t>(size),
                                     reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1;
  EVP_MD_CTX_free(context);
  EVP_PKEY_free(key);
  OPENSSL_free(der);
  ECDSA_SIG_free(signature);
  return good;
}

std::string decoded(const std::string& text) { return delivery::from_base64url(text).value_or(""); }

}  // namespace

std::optional<std::string> open_push(const std::string& body, const delivery::PushKey& receiver,
                                     const std::string& auth) {
  if (body.size() < 86 + 17 || body.substr(16, 5) != std::string("\0\0\x10\0\x41", 5)) return std::nullopt;
  const auto salt = body.substr(0, 16), sender = body.substr(21, 65), sealed = body.substr(86);
  const std::string zero(1, '\0');
  const auto secret =
      hkdf(auth, shared_secret(receiver, sender), "WebPush: info" + zero + receiver.open + sender, 32);
  const auto key = hkdf(salt, secret, "Content-Encoding: aes128gcm" + zero, 16);
  const auto nonce = hkdf(salt, secret, "Content-Encoding: nonce" + zero, 12);
  auto tag = sealed.substr(sealed.size() - 16);
  std::string text(sealed.size() - 16, '\0');
  auto* cipher = EVP_CIPHER_CTX_new();
  int size = 0, rest = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(sealed.data());
  auto* out = reinterpret_cast<unsigned char*>(text.data());
  const bool good = EVP_DecryptInit_ex(cipher, EVP_aes_128_gcm(), nullptr,
                                       reinterpret_cast<const unsigned char*>(key.data()),
                                       reinterpret_cast<const unsigned char*>(nonce.data())) == 1 &&
                    EVP_DecryptUpdate(cipher, out, &size, bytes, static_cast<int>(text.size())) == 1 &&
                    EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_SET_TAG, 16, tag.data()) == 1 &&
                    EVP_DecryptFinal_ex(cipher, out + size, &rest) == 1;
  EVP_CIPHER_CTX_free(cipher);
  if (!good || text.empty() || text.back() != '\x02') return std::nullopt;
  text.pop_back();
  return text;
}

PushService::PushService(std::function<std::int64_t()> clock)
    : clock_(std::move(clock)),
      town_(delivery::new_push_key()),
      receiver_([this](const Received& got, std::size_t) { return take(got); }) {}

dispatch::NewSubscription PushService::subscription(const std::string& phone) {
  const std::lock_guard lock(mutex_);
  auto& browser = browsers_[phone];
  browser.key = delivery::new_push_key();
  browser.auth = std::string(15, 'k') + phone.front();
  return {receiver_.url("/push/" + phone), delivery::to_base64url(browser.key.open),
          delivery::to_base64url(browser.auth), "zh"};
}

std::vector<PushService::Opened> PushService::opened(const std::string& phone) const {
  const std::lock_guard lock(mutex_);
  const auto found = browsers_.find(phone);
  return found == browsers_.end() ? std::vector<Opened>{} : found->second.opened;
}

std::vector<std::string> PushService::wrong() const {
  const std::lock_guard lock(mutex_);
  return wrong_;
}

// RFC 8292: signed by the town, for this service, for less than a day.
std::string PushService::check_vapid(const Received& got, std::string& contact) const {
  const auto said = got.header("Authorization");
  const auto t = said.find("vapid t="), k = said.find(", k=");
  if (t != 0 || k == std::string::npos) return "no vapid";
  const auto token = said.substr(8, k - 8), open = decoded(said.substr(k + 4));
  if (open != town_.open) return "another key";
  const auto dot = token.rfind('.'), first = token.find('.');
  if (!verify(open, token.substr(0, dot), decoded(token.substr(dot + 1)))) return "the signature is wrong";
  const auto head = Json::parse(decoded(token.substr(0, first)), nullptr, false);
  const auto claims = Json::parse(decoded(token.substr(first + 1, dot - first - 1)), nullptr, false);
  if (head.value("alg", "") != "ES256" || head.value("typ", "") != "JWT") return "the head is wrong";
  const auto expires = claims.value("exp", std::int64_t{0});
  if (expires <= clock_() || expires > clock_() + 24 * 3600) return "the time is wrong";
  const auto own = receiver_.url("");
  if (claims.value("aud", "") != own) return "the audience is " + claims.value("aud", "");
  contact = claims.value("sub", "");
  return "";
}

http::Response PushService::take(const Received& got) {
  const std::lock_guard lock(mutex_);
  const auto found = browsers_.find(got.target.substr(got.target.rfind('/') + 1));
  if (found == browsers_.end()) return http::Response::empty(404);
  auto& browser = found->second;
  if (found->first == "gone") return http::Response::empty(410);
  if (found->first == "busy" && browser.asked++ == 0) return http::Response::empty(429);
  Opened message{"", got.header("Urgency"), got.header("Topic"), ""};
  auto wrong = check_vapid(got, message.contact);
  if (got.header("Content-Encoding") != "aes128gcm") wrong = "not aes128gcm";
  if (got.header("TTL").empty()) wrong = "no TTL";
  if (message.topic.size() > 32) wrong = "the topic is too long";
  const auto text = open_push(got.body, browser.key, browser.auth);
  if (!text) wrong = "it cannot be opened";
  if (!wrong.empty()) {
    wrong_.push_back(wrong);
    return http::Response::empty(403);
  }
  message.text = *text;
  browser.opened.push_back(message);
  return http::Response::empty(201);
}

}  // namespace fakes
