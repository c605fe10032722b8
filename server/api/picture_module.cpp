#include "server/api/picture_module.h"

#include <dlfcn.h>
#include <elf.h>
#include <spdlog/spdlog.h>

#include <cstring>
#include <fstream>
#include <system_error>

namespace api {
namespace {

constexpr const char* file_name = "lamplighter-pictures.so";

/// The loader maps a file that was cut short without a word, and the program would end at the first missing
/// page. The table of sections is what linkers write last.
std::string not_whole(const std::filesystem::path& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  if (error) return error.message();
  Elf64_Ehdr head{};
  std::ifstream in(file, std::ios::binary);
  if (!in.read(reinterpret_cast<char*>(&head), sizeof head) ||
      std::memcmp(head.e_ident, ELFMAG, SELFMAG) != 0)
    return "it is no module";
  if (head.e_shoff + static_cast<std::uint64_t>(head.e_shnum) * head.e_shentsize > size)
    return "it was cut short";
  return "";
}

std::string last_error() {
  const char* text = dlerror();
  return text == nullptr ? "unknown" : text;
}

}  // namespace

PictureModule::PictureModule(std::filesystem::path file) : file_(std::move(file)) {}

std::filesystem::path PictureModule::usual_file() {
  std::error_code error;
  const auto folder = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
  auto beside = folder / file_name;
  if (std::filesystem::exists(beside, error)) return beside;
  auto installed = folder.parent_path() / "lib" / "lamplighter" / file_name;
  return std::filesystem::exists(installed, error) ? installed : beside;
}

std::string PictureModule::wrong(const std::string& what) const {
  return "the module that reads pictures, " + file_.string() + ", cannot be used: " + what +
         ". Install the program once more, whole";
}

std::string PictureModule::examine() const {
  const auto what = not_whole(file_);
  return what.empty() ? "" : wrong(what);
}

std::string PictureModule::load() {
  const std::lock_guard lock(mutex_);
  if (remake_ != nullptr) return "";
  if (const auto what = examine(); !what.empty()) return what;
  void* module = dlopen(file_.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (module == nullptr) return wrong(last_error());
  const auto version = reinterpret_cast<pictures::Version*>(dlsym(module, pictures::version_symbol));
  const auto remake = reinterpret_cast<pictures::Remake*>(dlsym(module, pictures::remake_symbol));
  if (version == nullptr || remake == nullptr || std::strcmp(version(), LAMPLIGHTER_VERSION) != 0) {
    const std::string what =
        version == nullptr || remake == nullptr
            ? "it is no module of this program"
            : std::string("it is of version ") + version() + ", not " LAMPLIGHTER_VERSION;
    dlclose(module);
    return wrong(what);
  }
  remake_ = remake;
  return "";
}

pictures::Remade PictureModule::remake(const pictures::Asked& asked) {
  pictures::Remade made;
  if (const auto what = load(); !what.empty()) {
    spdlog::error("{}", what);
    made.trouble = pictures::Trouble::no_decoder;
    made.why = what;
    return made;
  }
  remake_(asked, made);
  if (made.trouble == pictures::Trouble::no_decoder) spdlog::error("a picture cannot be read: {}", made.why);
  return made;
}

}  // namespace api
