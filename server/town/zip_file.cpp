#include "server/town/zip_file.h"

#include <minizip/unzip.h>

namespace town {
namespace {

constexpr std::size_t piece_bytes = 64 * 1024;

[[noreturn]] void refuse(const std::string& why) { throw TableError(0, why); }

}  // namespace

ZipFile::ZipFile(const std::filesystem::path& file, const TableLimits& limits)
    : archive_(unzOpen64(file.c_str())), limits_(limits) {
  if (!archive_) refuse("the .xlsx file is cut short or damaged; save it again");
  try {
    check_directory();
  } catch (...) {
    unzClose(archive_);
    throw;
  }
}

ZipFile::~ZipFile() {
  if (open_) unzCloseCurrentFile(archive_);
  unzClose(archive_);
}

// What the directory claims is checked here; what really comes out is counted in read.
void ZipFile::check_directory() {
  unz_global_info64 info{};
  if (unzGetGlobalInfo64(archive_, &info) != UNZ_OK) refuse("the .xlsx file is damaged; save it again");
  if (info.number_entry > limits_.entries) refuse("the .xlsx file has too many parts");
  std::uint64_t claimed = 0;
  int result = unzGoToFirstFile(archive_);
  for (; result == UNZ_OK; result = unzGoToNextFile(archive_)) {
    unz_file_info64 part{};
    if (unzGetCurrentFileInfo64(archive_, &part, nullptr, 0, nullptr, 0, nullptr, 0) != UNZ_OK)
      refuse("the .xlsx file is damaged; save it again");
    if ((part.flag & 1U) != 0) refuse("the .xlsx file is locked with a password; save it without");
    claimed += part.uncompressed_size;
    if (part.uncompressed_size > limits_.unpacked_bytes || claimed > limits_.unpacked_bytes)
      refuse("the .xlsx file unpacks to more than " + std::to_string(limits_.unpacked_bytes) + " bytes");
  }
  if (result != UNZ_END_OF_LIST_OF_FILE) refuse("the .xlsx file is damaged; save it again");
}

void ZipFile::close_part() {
  if (!open_) return;
  open_ = false;
  if (unzCloseCurrentFile(archive_) == UNZ_CRCERROR) refuse("the .xlsx file is damaged; save it again");
}

bool ZipFile::open(const std::string& name) {
  if (open_) unzCloseCurrentFile(archive_);  // left before its end: its checksum says nothing
  open_ = false;
  if (unzLocateFile(archive_, name.c_str(), 1) != UNZ_OK) return false;
  if (unzOpenCurrentFile(archive_) != UNZ_OK) refuse("the .xlsx file is damaged; save it again");
  open_ = true;
  return true;
}

bool ZipFile::read(std::string& piece) {
  if (!open_) return false;
  piece.resize(piece_bytes);
  const int count = unzReadCurrentFile(archive_, piece.data(), static_cast<unsigned>(piece.size()));
  if (count < 0) refuse("the .xlsx file is damaged; save it again");
  piece.resize(static_cast<std::size_t>(count));
  unpacked_ += piece.size();
  if (unpacked_ > limits_.unpacked_bytes)
    refuse("the .xlsx file unpacks to more than " + std::to_string(limits_.unpacked_bytes) + " bytes");
  if (count == 0) close_part();
  return count > 0;
}

std::optional<std::string> ZipFile::read_part(const std::string& name, std::size_t maximum_bytes) {
  if (!open(name)) return std::nullopt;
  std::string whole;
  for (std::string piece; read(piece);) {
    whole += piece;
    if (whole.size() > maximum_bytes) refuse("a part of the .xlsx file is too large: " + name);
  }
  return whole;
}

}  // namespace town
