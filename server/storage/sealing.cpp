#include "server/storage/sealing.h"

#include <sodium.h>

#include <stdexcept>

namespace storage {
namespace {

// No picture or sound begins like this.
constexpr std::string_view mark("\x01lamp\x01s1", 8);
constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

void expect_key(std::string_view key) {
  if (sodium_init() < 0) throw std::runtime_error("the system has no source of chance");
  if (key.size() != crypto_aead_xchacha20poly1305_ietf_KEYBYTES)
    throw std::invalid_argument("a key that seals has 32 bytes");
}

}  // namespace

std::string seal(std::string_view bytes, std::string_view key, std::string_view name) {
  expect_key(key);
  std::string sealed(mark);
  sealed.resize(mark.size() + nonce_bytes + bytes.size() + tag_bytes);
  auto* nonce = bytes_of(sealed) + mark.size();
  randombytes_buf(nonce, nonce_bytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + nonce_bytes, nullptr, bytes_of(bytes), bytes.size(),
                                             bytes_of(name), name.size(), nullptr, nonce, bytes_of(key));
  return sealed;
}

bool is_sealed(std::string_view bytes) {
  return bytes.starts_with(mark) && bytes.size() >= mark.size() + nonce_bytes + tag_bytes;
}

std::string unseal(std::string_view sealed, std::string_view key, std::string_view name) {
  expect_key(key);
  if (!is_sealed(sealed)) throw std::runtime_error(std::string(name) + " is not sealed");
  const auto nonce = sealed.substr(mark.size(), nonce_bytes);
  const auto rest = sealed.substr(mark.size() + nonce_bytes);
  std::string bytes(rest.size() - tag_bytes, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(bytes_of(bytes), nullptr, nullptr, bytes_of(rest),
                                                 rest.size(), bytes_of(name), name.size(), bytes_of(nonce),
                                                 bytes_of(key)) != 0)
    throw std::runtime_error(std::string(name) + " was changed, or was sealed with another key");
  return bytes;
}

}  // namespace storage
