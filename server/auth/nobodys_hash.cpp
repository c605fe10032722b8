#include "server/auth/nobodys_hash.h"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "server/auth/sodium.h"

namespace auth {
namespace {

template <std::size_t size>
std::string random_base64() {
  std::array<unsigned char, size> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  std::array<char, sodium_base64_ENCODED_LEN(size, sodium_base64_VARIANT_ORIGINAL_NO_PADDING)> text{};
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(),
                    sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
  return text.data();
}

}  // namespace

std::string nobodys_hash(const PasswordCost& cost) {
  start_sodium();
  const auto passes = std::clamp<unsigned long long>(cost.passes, crypto_pwhash_argon2id_OPSLIMIT_MIN,
                                                     crypto_pwhash_argon2id_OPSLIMIT_MAX);
  const auto memory = std::max<std::size_t>(cost.memory_bytes, crypto_pwhash_argon2id_MEMLIMIT_MIN);
  return "$argon2id$v=19$m=" + std::to_string(memory / 1024) + ",t=" + std::to_string(passes) + ",p=1$" +
         random_base64<16>() + "$" + random_base64<32>();
}

}  // namespace auth
