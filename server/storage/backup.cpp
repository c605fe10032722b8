#include "server/storage/backup.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

#include "server/storage/audit_chain.h"
#include "server/storage/codec_backup.h"
#include "server/storage/database.h"
#include "server/storage/database_file.h"
#include "server/storage/database_key.h"
#include "server/storage/durable_files.h"
#include "server/storage/photo_files.h"

namespace storage {
namespace {

namespace fs = std::filesystem;

constexpr const char* database_name = "lamplighter.db";
constexpr const char* signing_key_name = "audit.key";
constexpr const char* about_name = "backup.json";
constexpr const char* sums_name = "SHA256SUMS";
constexpr std::string_view prefix = "lamplighter-";
constexpr std::string_view unfinished = ".partial";
constexpr std::size_t piece_bytes = std::size_t{1} << 20;
constexpr std::size_t most_faults = 20;
constexpr int key_name_digits = 16;

/// Path within a backup, and the SHA-256 of the file as 64 hex digits.
using Sums = std::map<std::string, std::string>;

std::string sha256_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw std::runtime_error(file.string() + " cannot be read");
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  std::string piece(piece_bytes, '\0');
  while (stream) {
    stream.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(piece.data()),
                              static_cast<unsigned long long>(stream.gcount()));
  }
  if (stream.bad()) throw std::runtime_error(file.string() + " cannot be read to its end");
  std::string sum(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256_final(&state, reinterpret_cast<unsigned char*>(sum.data()));
  return to_hex(sum);
}

std::string text_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw std::runtime_error(file.string() + " cannot be read");
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// Shape   of a file that sha256sum reads: 64 hex digits, two spaces, the path
Sums read_sums(const fs::path& folder) {
  constexpr std::size_t digits = 64;
  Sums sums;
  std::istringstream lines(text_of(folder / sums_name));
  for (std::string line; std::getline(lines, line);) {
    if (line.size() < digits + 3 || line.find("..") != std::string::npos || line[digits + 2] == '/')
      throw std::runtime_error((folder / sums_name).string() + " is damaged");
    sums.emplace(line.substr(digits + 2), line.substr(0, digits));
  }
  return sums;
}

std::string write_sums(const Sums& sums) {
  std::string text;
  for (const auto& [path, sum] : sums) text += sum + "  " + path + "\n";
  return text;
}

std::int64_t bytes_of(const fs::path& file) { return static_cast<std::int64_t>(fs::file_size(file)); }

/// lamplighter-20261127T033000Z
std::string name_at(models::Time at) {
  auto text = models::to_rfc3339(at);
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return std::string(prefix) + text;
}

bool lies_in(const fs::path& inner, const fs::path& outer) {
  const auto below = fs::weakly_canonical(inner).lexically_relative(fs::weakly_canonical(outer));
  return !below.empty() && *below.begin() != "..";
}

/// Every picture's path within the data folder; one that comes or goes meanwhile may be in it or not.
std::vector<fs::path> photos_in(const fs::path& data) {
  std::vector<fs::path> all;
  if (!fs::is_directory(data / "photos")) return all;
  for (const auto& entry : fs::recursive_directory_iterator(data / "photos"))
    if (entry.is_regular_file() && is_photo_name(entry.path().filename().string()))
      all.push_back(entry.path().lexically_relative(data));
  std::ranges::sort(all);
  return all;
}

/// The work of one make_backup().
class Maker {
 public:
  Maker(const BackupRequest& request, std::optional<Backup> before)
      : request_(request),
        before_(std::move(before)),
        folder_(request.into / (name_at(request.at) + std::string(unfinished))),
        key_(request.backup_key.empty() ? request.key : request.backup_key) {
    if (before_) before_sums_ = read_sums(before_->folder);
  }

  Backup run() {
    const auto finished = request_.into / name_at(request_.at);
    if (fs::exists(finished)) throw std::runtime_error(finished.string() + " is there already");
    fs::remove_all(folder_);
    make_directories(folder_);
    fs::permissions(folder_, fs::perms::owner_all);
    try {
      fill();
      sync_file_system(folder_);
      fs::rename(folder_, finished);
    } catch (...) {
      std::error_code ignored;
      fs::remove_all(folder_, ignored);
      throw;
    }
    sync_directory(request_.into);
    backup_.folder = finished;
    return backup_;
  }

 private:
  void fill() {
    const auto photos = photos_in(request_.data);
    expected_ = bytes_of(request_.data / database_name);
    for (const auto& photo : photos) {
      std::error_code gone;
      const auto size = fs::file_size(request_.data / photo, gone);
      if (!gone) expected_ += static_cast<std::int64_t>(size);
    }
    copy_database(request_.data / database_name, request_.key, folder_ / database_name, key_,
                  [this](std::int64_t done, std::int64_t) { return tell(done); });
    backup_.faults = examine_database(folder_ / database_name, key_);
    describe_database(folder_ / database_name, key_, backup_);
    add(database_name);
    if (fs::exists(request_.data / signing_key_name)) {
      fs::copy_file(request_.data / signing_key_name, folder_ / signing_key_name);
      fs::permissions(folder_ / signing_key_name, fs::perms::owner_read | fs::perms::owner_write);
      add(signing_key_name);
    }
    // After the database: a picture's file is older than its row, so every row of the copy finds its file.
    for (const auto& photo : photos_in(request_.data)) take_photo(photo);
    if (request_.key.empty() && !key_.empty()) seal_all();
    backup_.made_at = request_.at;
    backup_.program_version = request_.program_version;
    backup_.key_name = key_name_of(key_);
    write_durably(folder_ / sums_name, write_sums(sums_));
    write_durably(folder_ / about_name, write_backup(backup_));
  }

  void take_photo(const fs::path& path) {
    const auto from = request_.data / path;
    const auto to = folder_ / path;
    std::error_code error;
    fs::create_directories(to.parent_path());
    const auto moment = fs::last_write_time(from, error);
    if (error) return;  // its row went meanwhile, and so did it
    if (const auto sum = shared_sum(path, moment)) {
      fs::create_hard_link(before_->folder / path, to, error);
      if (!error) {
        sums_.emplace(path.string(), *sum);
        ++backup_.photos;
        count(to);
        return;
      }
    }
    fs::copy_file(from, to, fs::copy_options::overwrite_existing, error);
    if (error == std::errc::no_such_file_or_directory) return;
    if (error) throw_write_failed("copying " + from.string(), error.value());
    fs::last_write_time(to, moment);
    ++backup_.photos;
    add(path.string());
  }

  /// What the backup before knows of a picture, when it has just this one.
  std::optional<std::string> shared_sum(const fs::path& path, fs::file_time_type moment) const {
    const auto known = before_sums_.find(path.string());
    if (known == before_sums_.end()) return std::nullopt;
    const auto old = before_->folder / path;
    std::error_code error;
    if (fs::last_write_time(old, error) != moment || error) return std::nullopt;
    if (fs::file_size(old, error) != fs::file_size(request_.data / path, error) || error) return std::nullopt;
    return known->second;
  }

  /// Of a plain data folder a sealed backup: the pictures follow the database.
  void seal_all() {
    seal_photos(folder_, photo_key(folder_, key_));
    for (auto& [path, sum] : sums_) sum = sha256_of(folder_ / path);
    backup_.bytes = 0;
    for (const auto& [path, sum] : sums_) backup_.bytes += bytes_of(folder_ / path);
  }

  void add(const std::string& path) {
    sums_.emplace(path, sha256_of(folder_ / path));
    count(folder_ / path);
  }
  void count(const fs::path& file) {
    backup_.bytes += bytes_of(file);
    if (!tell(backup_.bytes)) throw Stopped("the backup was stopped");
  }
  bool tell(std::int64_t done) const {
    return !request_.progress || request_.progress(std::min(done, expected_), expected_);
  }

  const BackupRequest& request_;
  const std::optional<Backup> before_;
  const fs::path folder_;
  const std::string key_;
  Sums before_sums_, sums_;
  std::int64_t expected_ = 0;
  Backup backup_;
};

}  // namespace

std::string key_name_of(std::string_view key) {
  if (key.empty()) return "";
  std::array<unsigned char, crypto_hash_sha256_BYTES> sum{};
  const std::string text = "lamplighter key name" + std::string(key);
  crypto_hash_sha256(sum.data(), reinterpret_cast<const unsigned char*>(text.data()), text.size());
  return to_hex({reinterpret_cast<const char*>(sum.data()), sum.size()}).substr(0, key_name_digits);
}

Backup make_backup(const BackupRequest& request) {
  if (!fs::exists(request.data / database_name))
    throw std::runtime_error("there is no database in " + request.data.string());
  if (lies_in(request.into, request.data))
    throw std::runtime_error("the folder of backups must lie outside the data folder, best on another disk");
  make_directories(request.into);
  const FileLock lock(request.into / ".lamplighter-backup.lock");
  const auto made = list_backups(request.into);
  return Maker(request, made.empty() ? std::nullopt : std::optional(made.front())).run();
}

Backup read_backup(const fs::path& folder) {
  if (!fs::exists(folder / about_name))
    throw std::runtime_error(folder.string() + " is no finished backup: it holds no " + about_name);
  auto backup = parse_backup(text_of(folder / about_name));
  if (!backup) throw std::runtime_error((folder / about_name).string() + " is not what this program writes");
  backup->folder = folder;
  return *backup;
}

std::vector<Backup> list_backups(const fs::path& into) {
  std::vector<Backup> all;
  if (!fs::is_directory(into)) return all;
  for (const auto& entry : fs::directory_iterator(into)) {
    const auto name = entry.path().filename().string();
    if (!entry.is_directory() || !name.starts_with(prefix) || name.ends_with(unfinished)) continue;
    if (!fs::exists(entry.path() / about_name)) continue;
    if (auto backup = parse_backup(text_of(entry.path() / about_name))) {
      backup->folder = entry.path();
      all.push_back(std::move(*backup));
    }
  }
  std::ranges::sort(all, [](const auto& one, const auto& other) { return one.made_at > other.made_at; });
  return all;
}

int prune_backups(const fs::path& into, int keep) {
  const FileLock lock(into / ".lamplighter-backup.lock");
  int removed = 0, sound = 0;
  for (const auto& backup : list_backups(into)) {
    if (sound >= std::max(keep, 1)) {
      fs::remove_all(backup.folder);
      ++removed;
    } else if (backup.faults.empty()) {
      ++sound;
    }
  }
  std::vector<fs::path> broken_off;
  for (const auto& entry : fs::directory_iterator(into)) {
    const auto name = entry.path().filename().string();
    if (entry.is_directory() && name.starts_with(prefix) && name.ends_with(unfinished))
      broken_off.push_back(entry.path());
  }
  for (const auto& folder : broken_off) {
    fs::remove_all(folder);
    ++removed;
  }
  return removed;
}

std::vector<std::string> verify_backup(const fs::path& folder, const Progress& progress) {
  const auto backup = read_backup(folder);
  std::vector<std::string> faults;
  std::int64_t done = 0;
  const auto sums = read_sums(folder);
  if (!sums.contains(database_name)) faults.emplace_back("it holds no database");
  for (const auto& [path, sum] : sums) {
    if (faults.size() >= most_faults) break;
    const auto file = folder / path;
    if (!fs::is_regular_file(file)) {
      faults.push_back(path + " is missing");
      continue;
    }
    if (sha256_of(file) != sum) faults.push_back(path + " is not what was written");
    done += bytes_of(file);
    if (progress && !progress(std::min(done, backup.bytes), backup.bytes)) throw Stopped("stopped");
  }
  return faults;
}

void restore_backup(const fs::path& folder, const fs::path& data, std::string_view key,
                    const Progress& progress) {
  const auto backup = read_backup(folder);
  if (fs::exists(data / database_name))
    throw std::runtime_error("there is a database in " + data.string() +
                             " already: restore into another folder, or move that one away first");
  if (backup.schema_version > schema_version())
    throw WrongSchema("the backup was made by a newer program (" + backup.program_version +
                      "): use that one");
  if (backup.key_name != key_name_of(key))
    throw WrongSchema(backup.key_name.empty()
                          ? "the backup is not encrypted: leave the key away, and encrypt it after "
                            "the restore with `lamplighter keys rotate`"
                          : "the backup is encrypted with another key (" + backup.key_name +
                                "): give the key of its time");
  const auto faults = verify_backup(
      folder, [&](std::int64_t done, std::int64_t all) { return !progress || progress(done / 2, all); });
  if (!faults.empty()) throw std::runtime_error("the backup is damaged: " + faults.front());
  make_directories(data);
  const FileLock lock(data / "lamplighter.lock");
  const auto waiting = data / (std::string(database_name) + std::string(unfinished));
  std::int64_t done = backup.bytes / 2;
  for (const auto& [path, sum] : read_sums(folder)) {
    const auto to = path == database_name ? waiting : data / path;
    fs::create_directories(to.parent_path());
    fs::copy_file(folder / path, to, fs::copy_options::overwrite_existing);
    fs::permissions(to, fs::perms::owner_read | fs::perms::owner_write);
    fs::last_write_time(to, fs::last_write_time(folder / path));
    if (sha256_of(to) != sum) throw std::runtime_error(to.string() + " was not copied as it is");
    done += bytes_of(to) / 2;
    if (progress && !progress(std::min(done, backup.bytes), backup.bytes)) throw Stopped("stopped");
  }
  sync_file_system(data);
  fs::rename(waiting, data / database_name);
  sync_directory(data);
}

}  // namespace storage
