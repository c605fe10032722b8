#include "tests/support/authenticator.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>

#include <array>
#include <stdexcept>
#include <vector>

namespace support {
namespace {

using Algorithm = Authenticator::Algorithm;

const unsigned char* data_of(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::string text_of(const unsigned char* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

std::string sha256(std::string_view bytes) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> hash{};
  SHA256(data_of(bytes), bytes.size(), hash.data());
  return text_of(hash.data(), hash.size());
}

void must(bool good) {
  if (!good) throw std::runtime_error("OpenSSL says no");
}

EVP_PKEY* new_key(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::eddsa:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    case Algorithm::rs256:
      return EVP_RSA_gen(2048);
    default:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
  }
}

std::string octets(EVP_PKEY* key, const char* parameter) {
  std::array<unsigned char, 200> bytes{};
  std::size_t size = 0;
  must(EVP_PKEY_get_octet_string_param(key, parameter, bytes.data(), bytes.size(), &size) == 1);
  return text_of(bytes.data(), size);
}

std::string modulus(EVP_PKEY* key) {
  BIGNUM* number = nullptr;
  must(EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_N, &number) == 1);
  std::vector<unsigned char> bytes(256);
  must(BN_bn2binpad(number, bytes.data(), 256) == 256);
  BN_free(number);
  return text_of(bytes.data(), bytes.size());
}

std::string big_endian(std::uint32_t value, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>((value >> (8 * i)) & 255U);
  return text;
}

}  // namespace

Authenticator::Authenticator(Algorithm algorithm)
    : algorithm_(algorithm), key_(new_key(algorithm), EVP_PKEY_free) {
  must(key_ != nullptr);
  static int made = 0;
  credential = sha256("credential " + std::to_string(++made));
}

std::string Authenticator::client_data(std::string_view type, std::string_view challenge) const {
  std::string json = R"({"type":")";
  return json.append(type)
      .append(R"(","challenge":")")
      .append(challenge)
      .append(R"(","origin":")")
      .append(origin)
      .append(R"(","crossOrigin":false)")
      .append(more)
      .append("}");
}

std::string Authenticator::head(unsigned flags_set) const {
  return sha256(rp_id) + static_cast<char>(flags_set) + big_endian(counter, 4);
}

// CBOR by hand, RFC 9052 and 9053: the few shapes there are.
std::string Authenticator::cose_key() const {
  using std::string_literals::operator""s;
  if (algorithm_ == Algorithm::eddsa)
    return "\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20"s + octets(key_.get(), OSSL_PKEY_PARAM_PUB_KEY);
  if (algorithm_ == Algorithm::rs256)
    return "\xa4\x01\x03\x03\x39\x01\x00\x20\x59\x01\x00"s + modulus(key_.get()) + "\x21\x43\x01\x00\x01"s;
  const auto point = octets(key_.get(), OSSL_PKEY_PARAM_PUB_KEY);  // 04, x, y
  return "\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20"s + point.substr(1, 32) + "\x22\x58\x20"s +
         point.substr(33);
}

std::string Authenticator::sign(const std::string& bytes) const {
  const auto context = std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)>(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  const auto* hash = algorithm_ == Algorithm::eddsa ? nullptr : EVP_sha256();
  must(EVP_DigestSignInit(context.get(), nullptr, hash, nullptr, key_.get()) == 1);
  std::array<unsigned char, 512> signature{};
  std::size_t size = signature.size();
  must(EVP_DigestSign(context.get(), signature.data(), &size, data_of(bytes), bytes.size()) == 1);
  return text_of(signature.data(), size);
}

Authenticator::Made Authenticator::make(std::string_view challenge) const {
  constexpr unsigned with_credential = 0x40;
  const std::string nobodys_make(16, '\0');
  return {client_data(make_type, challenge),
          head(flags | with_credential) + nobodys_make +
              big_endian(static_cast<std::uint32_t>(credential.size()), 2) + credential + cose_key()};
}

Authenticator::Used Authenticator::use(std::string_view challenge) const {
  Used used{client_data(use_type, challenge), head(flags), ""};
  used.signature = sign(used.authenticator_data + sha256(used.client_data));
  return used;
}

}  // namespace support
