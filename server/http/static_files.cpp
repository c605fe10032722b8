#include "server/http/static_files.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <mutex>
#include <set>
#include <unordered_map>

#include "server/http/percent.h"

namespace http {

namespace fs = std::filesystem;

namespace {

using Content = std::shared_ptr<const std::string>;

struct File {
  fs::path path;
  std::string_view type;
  Content content;  // null until first asked for
  std::string tag;
  std::uintmax_t size = 0;
  fs::file_time_type changed{};
};

std::string tag_of(std::string_view content) {
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  for (const char c : content) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "\"%016llx\"", static_cast<unsigned long long>(hash));
  return text.data();
}

Content read_bounded(const fs::path& path, std::size_t max_bytes) {
  std::ifstream stream{path, std::ios::binary};
  auto content = std::make_shared<std::string>();
  std::array<char, 64 * 1024> piece{};
  while (stream) {
    stream.read(piece.data(), piece.size());
    content->append(piece.data(), static_cast<std::size_t>(stream.gcount()));
    if (content->size() > max_bytes) return nullptr;
  }
  return stream.eof() ? content : nullptr;
}

// Vite's names: index-B1x9_aQz.js. A name without a hash may change under its visitors.
bool has_hashed_name(const std::string& key) {
  const std::size_t slash = key.rfind('/');
  if (slash == std::string::npos) return false;
  const std::string_view folders{key.data(), slash};
  if (folders != "assets" && !folders.ends_with("/assets") &&
      folders.find("assets/") == std::string_view::npos) {
    return false;
  }
  const std::string_view name = std::string_view{key}.substr(slash + 1);
  const std::string_view stem = name.substr(0, name.find('.'));
  const std::size_t dash = stem.rfind('-', stem.size() < 9 ? 0 : stem.size() - 9);
  return dash != std::string_view::npos && dash > 0;
}

std::string_view cache_policy(const std::string& key) {
  if (has_hashed_name(key)) return "public, max-age=31536000, immutable";
  for (const std::string_view ending : {".html", ".js", ".webmanifest", ".json", ".yaml"}) {
    if (key.ends_with(ending)) return "no-cache";
  }
  return "public, max-age=3600";
}

bool accepts(std::string_view list, std::string_view coding) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    std::string_view item = list.substr(0, end);
    list.remove_prefix(std::min(end + 1, list.size()));
    while (item.starts_with(' ')) item.remove_prefix(1);
    const std::size_t semicolon = std::min(item.find(';'), item.size());
    std::string_view name = item.substr(0, semicolon);
    while (name.ends_with(' ')) name.remove_suffix(1);
    if (!same_name(name, coding)) continue;
    const std::size_t quality = item.find("q=", semicolon);
    if (quality == std::string_view::npos) return true;
    return item.find_first_of("123456789", quality + 2) != std::string_view::npos;
  }
  return false;
}

bool tag_matches(std::string_view list, std::string_view tag) {
  if (list == "*") return true;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    std::string_view item = list.substr(0, end);
    list.remove_prefix(std::min(end + 1, list.size()));
    while (item.starts_with(' ')) item.remove_prefix(1);
    while (item.ends_with(' ')) item.remove_suffix(1);
    if (item.starts_with("W/")) item.remove_prefix(2);
    if (item == tag) return true;
  }
  return false;
}

}  // namespace

std::string_view media_type(std::string_view file_name) {
  static const std::unordered_map<std::string_view, std::string_view> types{
      {"html", "text/html; charset=utf-8"},
      {"js", "text/javascript; charset=utf-8"},
      {"mjs", "text/javascript; charset=utf-8"},
      {"css", "text/css; charset=utf-8"},
      {"svg", "image/svg+xml"},
      {"png", "image/png"},
      {"jpg", "image/jpeg"},
      {"jpeg", "image/jpeg"},
      {"webp", "image/webp"},
      {"gif", "image/gif"},
      {"ico", "image/x-icon"},
      {"woff", "font/woff"},
      {"woff2", "font/woff2"},
      {"ttf", "font/ttf"},
      {"json", "application/json"},
      {"map", "application/json"},
      {"geojson", "application/geo+json"},
      {"yaml", "application/yaml"},
      {"webmanifest", "application/manifest+json"},
      {"wasm", "application/wasm"},
      {"txt", "text/plain; charset=utf-8"},
      {"md", "text/markdown; charset=utf-8"},
      {"csv", "text/csv; charset=utf-8"},
      {"xml", "application/xml"},
      {"pdf", "application/pdf"}};
  const std::size_t dot = file_name.rfind('.');
  if (dot == std::string_view::npos) return "application/octet-stream";
  const auto found = types.find(file_name.substr(dot + 1));
  return found == types.end() ? "application/octet-stream" : found->second;
}

class StaticFiles::Cache {
 public:
  Cache(fs::path root, StaticLimits limits) : root_(std::move(root)), limits_(limits) {}

  void scan() {
    std::unordered_map<std::string, File> files;
    std::set<std::string> entries;
    std::error_code error;
    fs::recursive_directory_iterator iterator{root_, error};
    for (; !error && iterator != fs::recursive_directory_iterator{}; iterator.increment(error)) {
      const std::string name = iterator->path().filename().string();
      if (name.starts_with('.')) {
        iterator.disable_recursion_pending();
        continue;
      }
      // Not is_regular_file(): that would follow a symbolic link out of the directory.
      if (iterator->symlink_status().type() != fs::file_type::regular) continue;
      if (files.size() >= limits_.files) break;
      const std::string key = fs::relative(iterator->path(), root_).generic_string();
      File& file = files[key];
      file.path = iterator->path();
      file.type = media_type(name);
      if (name == "index.html")
        entries.insert(key.substr(0, key.size() - std::min(key.size(), name.size() + 1)));
    }
    const std::lock_guard lock{mutex_};
    files_ = std::move(files);
    entries_ = std::move(entries);
    cached_bytes_ = 0;
  }

  /// The file with its content loaded, or nullopt.
  std::optional<File> load(const std::string& key) {
    const std::lock_guard lock{mutex_};
    const auto found = files_.find(key);
    if (found == files_.end()) return std::nullopt;
    File& file = found->second;
    std::error_code error;
    const std::uintmax_t size = fs::file_size(file.path, error);
    const fs::file_time_type changed = error ? fs::file_time_type{} : fs::last_write_time(file.path, error);
    if (error) return std::nullopt;
    if (file.content && file.size == size && file.changed == changed) return file;
    forget(file);
    file.content = read_bounded(file.path, limits_.file_bytes);
    if (!file.content) return std::nullopt;
    file.tag = tag_of(*file.content);
    file.size = size;
    file.changed = changed;
    cached_bytes_ += file.content->size();
    const File loaded = file;
    if (cached_bytes_ > limits_.cache_bytes) {
      for (auto& other : files_) forget(other.second);
    }
    return loaded;
  }

  bool has(const std::string& key) {
    const std::lock_guard lock{mutex_};
    return files_.contains(key);
  }

  /// True if the folder (without a slash at its end) has an index.html.
  bool is_entry(const std::string& folder) {
    const std::lock_guard lock{mutex_};
    return entries_.contains(folder);
  }

 private:
  void forget(File& file) {
    if (file.content) cached_bytes_ -= file.content->size();
    file.content.reset();
  }

  const fs::path root_;
  const StaticLimits limits_;
  std::mutex mutex_;
  std::unordered_map<std::string, File> files_;
  std::set<std::string> entries_;
  std::size_t cached_bytes_ = 0;
};

StaticFiles::StaticFiles(fs::path root, StaticLimits limits)
    : cache_(std::make_unique<Cache>(std::move(root), limits)) {
  refresh();
}

StaticFiles::~StaticFiles() = default;

void StaticFiles::refresh() { cache_->scan(); }

std::optional<Response> StaticFiles::serve(const Request& request) const {
  if (request.method != Method::get && request.method != Method::head) return std::nullopt;
  if (request.path.empty()) return std::nullopt;
  std::string key = request.path.substr(1);
  if (key.empty() || key.ends_with('/')) {
    key += "index.html";
  } else if (!cache_->has(key) && cache_->is_entry(key)) {
    Response redirect = Response::empty(308);
    redirect.header("Location", "/" + percent_encoded(key, true) + "/");
    return redirect;
  }
  if (!cache_->has(key)) {
    // Pages below an entry are drawn by its script; a missing file with an ending is just missing.
    const bool is_page = request.segments.back().find('.') == std::string::npos;
    if (!is_page || request.segments.size() < 2 || !cache_->is_entry(request.segments.front()))
      return std::nullopt;
    key = request.segments.front() + "/index.html";
  }
  std::string_view coding;
  const std::string_view accepted = request.header("Accept-Encoding").value_or("");
  const bool varies = cache_->has(key + ".br") || cache_->has(key + ".gz");
  if (cache_->has(key + ".br") && accepts(accepted, "br")) {
    coding = "br";
  } else if (cache_->has(key + ".gz") && accepts(accepted, "gzip")) {
    coding = "gzip";
  }
  const std::string ending = coding == "br" ? ".br" : coding == "gzip" ? ".gz" : "";
  const std::optional<File> file = cache_->load(key + ending);
  if (!file) return std::nullopt;
  Response response{200};
  response.header("Content-Type", media_type(key));
  response.header("Cache-Control", cache_policy(key));
  response.header("ETag", file->tag);
  if (varies) response.header("Vary", "Accept-Encoding");
  if (!coding.empty()) response.header("Content-Encoding", coding);
  if (tag_matches(request.header("If-None-Match").value_or(""), file->tag)) {
    response.status = 304;
    return response;
  }
  response.shared_body = file->content;
  return response;
}

}  // namespace http
