#include "server/storage/audit_head.h"

#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <stdexcept>

#include "server/storage/audit_chain.h"
#include "server/storage/durable_files.h"

namespace storage {
namespace {

constexpr std::string_view first_line = "lamplighter-audit-head 1";

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// What is signed: the sentence of the head, so that a signature fits nothing else.
std::string sentence(const models::AuditHead& head) {
  return std::string(first_line) + "\nlast " + head.last.text() + "\nhash " + head.hash + "\nat " +
         models::to_rfc3339(head.at) + "\n";
}

SigningKey from_seed(std::string_view seed) {
  if (seed.size() != crypto_sign_SEEDBYTES) throw std::runtime_error("the audit key is not 64 hex digits");
  SigningKey key{std::string(crypto_sign_SECRETKEYBYTES, '\0'),
                 std::string(crypto_sign_PUBLICKEYBYTES, '\0')};
  crypto_sign_seed_keypair(bytes_of(key.public_key), bytes_of(key.secret), bytes_of(seed));
  return key;
}

}  // namespace

SigningKey load_signing_key(const std::filesystem::path& file) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium does not start");
  if (!std::filesystem::exists(file)) {
    std::string seed(crypto_sign_SEEDBYTES, '\0');
    randombytes_buf(seed.data(), seed.size());
    // Two servers that share the folder may start at once: whoever is first, both sign with the same key.
    auto own = file;
    own += "." + std::to_string(::getpid());
    write_durably(own, to_hex(seed) + "\n");
    const bool first = ::link(own.c_str(), file.c_str()) == 0;
    ::unlink(own.c_str());
    if (first) return from_seed(seed);
  }
  struct stat facts {};
  if (::stat(file.c_str(), &facts) == 0 && (facts.st_mode & 077) != 0)
    throw std::runtime_error(file.string() + " may be read by others: chmod 600 " + file.string());
  std::ifstream stream(file);
  std::string text;
  stream >> text;
  const auto seed = from_hex(text);
  if (seed.size() != crypto_sign_SEEDBYTES)
    throw std::runtime_error(file.string() + " holds no audit key (64 hex digits)");
  return from_seed(seed);
}

std::string key_name(std::string_view public_key) {
  unsigned char hash[16] = {};
  crypto_generichash(hash, sizeof hash, bytes_of(public_key), public_key.size(), nullptr, 0);
  return to_hex({reinterpret_cast<const char*>(hash), 8});
}

models::AuditHead sign(models::AuditHead head, const SigningKey& key) {
  const auto text = sentence(head);
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(bytes_of(signature), nullptr, bytes_of(text), text.size(), bytes_of(key.secret));
  head.key = key_name(key.public_key);
  head.signature = to_hex(signature);
  return head;
}

bool is_signed_by(const models::AuditHead& head, std::string_view public_key) {
  const auto signature = from_hex(head.signature);
  if (signature.size() != crypto_sign_BYTES || public_key.size() != crypto_sign_PUBLICKEYBYTES) return false;
  const auto text = sentence(head);
  return crypto_sign_verify_detached(bytes_of(signature), bytes_of(text), text.size(),
                                     bytes_of(public_key)) == 0;
}

std::string to_text(const KeptHead& kept) {
  const auto& head = kept.head;
  return sentence(head) + "key " + head.key + "\nsignature " + head.signature + "\npublic-key " +
         to_hex(kept.public_key) + "\n";
}

std::optional<KeptHead> parse_head(std::string_view text) {
  std::istringstream lines{std::string(text)};
  std::string line;
  if (!std::getline(lines, line) || line != first_line) return std::nullopt;
  std::map<std::string, std::string> values;
  while (std::getline(lines, line)) {
    const auto space = line.find(' ');
    if (space != std::string::npos) values[line.substr(0, space)] = line.substr(space + 1);
  }
  const auto last = models::AuditId::parse(values["last"]);
  const auto at = models::parse_rfc3339(values["at"]);
  if (!at || (!last && values["last"] != "0")) return std::nullopt;
  KeptHead kept;
  kept.head = {last.value_or(models::AuditId{}), values["hash"], *at, values["key"], values["signature"]};
  kept.public_key = from_hex(values["public-key"]);
  return kept;
}

}  // namespace storage
