#include "server/storage/database_key.h"

#include <sodium.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "server/storage/audit_chain.h"
#include "server/storage/durable_files.h"

namespace storage {
namespace {

constexpr std::size_t longest_key_file = 4096;
constexpr std::string_view white = " \t\r\n";

}  // namespace

std::string parse_key(std::string_view text) {
  const auto first = text.find_first_not_of(white);
  if (first == std::string_view::npos) return "";
  auto key = from_hex(text.substr(first, text.find_last_not_of(white) - first + 1));
  return key.size() == key_bytes ? key : "";
}

std::string read_key_file(const std::filesystem::path& file) {
  struct stat about {};
  if (::stat(file.c_str(), &about) != 0)
    throw std::runtime_error("the key file " + file.string() + " cannot be read: " +
                             "`lamplighter keys make --key-file " + file.string() + "` makes one");
  if ((about.st_mode & 077U) != 0)
    throw std::runtime_error("the key file " + file.string() +
                             " may be read by others: allow only its owner (chmod 600)");
  std::ifstream stream(file, std::ios::binary);
  std::string text(longest_key_file, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, stream.gcount())));
  auto key = parse_key(text);
  if (key.empty()) throw std::runtime_error("the key file " + file.string() + " must hold 64 hex digits");
  return key;
}

void make_key_file(const std::filesystem::path& file) {
  if (std::filesystem::exists(file))
    throw std::runtime_error(file.string() + " is there already: a key is never overwritten");
  if (sodium_init() < 0) throw std::runtime_error("the system has no source of chance");
  std::string key(key_bytes, '\0');
  randombytes_buf(key.data(), key.size());
  write_durably(std::filesystem::absolute(file), to_hex(key) + "\n");
}

}  // namespace storage
