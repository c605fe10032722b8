#include "server/storage/photo_files.h"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <stdexcept>
#include <utility>
#include <vector>

#include "server/storage/durable_files.h"
#include "server/storage/sealing.h"

namespace storage {
namespace {

constexpr std::size_t random_digits = 32;
constexpr std::size_t longest_extension = 5;
constexpr std::string_view hex_digits = "0123456789abcdef";

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

bool is_extension(std::string_view text) {
  return !text.empty() && text.size() <= longest_extension &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
}

std::string random_hex() {
  std::array<unsigned char, random_digits / 2> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    throw_write_failed("making a photo's name", errno);
  std::string text;
  for (const auto byte : bytes) {
    text += hex_digits[byte >> 4];
    text += hex_digits[byte & 15];
  }
  return text;
}

std::optional<std::string> bytes_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return std::nullopt;
  std::string bytes((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  if (stream.bad()) throw std::runtime_error("a photo cannot be read: " + file.filename().string());
  return bytes;
}

/// Gives each picture the bytes that `change` makes of its own; nothing leaves it as it is.
template <class Change>
std::size_t rewrite_photos(const std::filesystem::path& directory, Change change) {
  std::vector<std::filesystem::path> files;
  const auto folder = directory / "photos";
  if (std::filesystem::is_directory(folder))
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
      if (entry.is_regular_file() && is_photo_name(entry.path().filename().string()))
        files.push_back(entry.path());
  std::size_t changed = 0;
  for (const auto& file : files) {
    const auto before = bytes_of(file);
    const auto after = before ? change(*before, file.filename().string()) : std::nullopt;
    if (!after) continue;
    write_durably(file, *after);
    ++changed;
  }
  return changed;
}

}  // namespace

bool is_photo_name(std::string_view name) {
  return name.size() > random_digits + 1 && std::all_of(name.begin(), name.begin() + random_digits, is_hex) &&
         name[random_digits] == '.' && is_extension(name.substr(random_digits + 1));
}

PhotoFiles::PhotoFiles(const std::filesystem::path& directory, std::string key)
    : folder_(directory / "photos"), key_(std::move(key)) {
  make_directories(folder_);
  // All folders now, so that saving never has to make an entry durable that another thread made.
  for (unsigned i = 0; i < 256; ++i) {
    const auto folder = folder_ / std::string{hex_digits[i >> 4], hex_digits[i & 15]};
    std::error_code error;
    std::filesystem::create_directory(folder, error);
    if (error) throw_write_failed("making the directory " + folder.string(), error.value());
  }
  sync_directory(folder_);
}

std::string PhotoFiles::save(std::string_view bytes, std::string_view extension) {
  if (!is_extension(extension)) throw std::invalid_argument("extension");
  auto name = random_hex() + "." + std::string(extension);
  write_durably(folder_ / name.substr(0, 2) / name, key_.empty() ? bytes : seal(bytes, key_, name));
  return name;
}

std::optional<std::filesystem::path> PhotoFiles::find(std::string_view name) const {
  if (!is_photo_name(name)) return std::nullopt;
  auto file = folder_ / name.substr(0, 2) / name;
  if (!std::filesystem::is_regular_file(std::filesystem::symlink_status(file))) return std::nullopt;
  return file;
}

std::optional<std::string> PhotoFiles::read(std::string_view name) const {
  const auto file = find(name);
  if (!file) return std::nullopt;
  auto bytes = bytes_of(*file);
  if (bytes && !key_.empty() && is_sealed(*bytes)) return unseal(*bytes, key_, name);
  return bytes;
}

bool PhotoFiles::remove(std::string_view name) {
  const auto file = find(name);
  if (!file) return false;
  std::error_code error;
  if (!std::filesystem::remove(*file, error)) {
    if (error) throw_write_failed("removing a photo", error.value());
    return false;
  }
  sync_directory(file->parent_path());
  return true;
}

std::size_t seal_photos(const std::filesystem::path& directory, const std::string& photo_key) {
  return rewrite_photos(directory,
                        [&](const std::string& bytes, const std::string& name) -> std::optional<std::string> {
                          if (is_sealed(bytes)) return std::nullopt;
                          return seal(bytes, photo_key, name);
                        });
}

std::size_t unseal_photos(const std::filesystem::path& directory, const std::string& photo_key) {
  return rewrite_photos(directory,
                        [&](const std::string& bytes, const std::string& name) -> std::optional<std::string> {
                          if (!is_sealed(bytes)) return std::nullopt;
                          return unseal(bytes, photo_key, name);
                        });
}

}  // namespace storage
