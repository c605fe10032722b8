#include "server/exports/sheet.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <ostream>
#include <streambuf>
#include <system_error>

#include "server/exports/codec_geojson.h"
#include "server/town/table.h"
#include "server/town/table_writer.h"

namespace exports {
namespace {

using models::ExportProblem;

constexpr std::uintmax_t hardly_any_room = 1024 * 1024;

Refused too_large(std::int64_t most) {
  return {ExportProblem::too_large, "the file would have more than " + std::to_string(most) + " bytes"};
}

Refused of_errno(int code, const std::string& what) {
  const bool full = code == ENOSPC || code == EDQUOT || code == EFBIG;
  return {full ? ExportProblem::disk_full : ExportProblem::failed,
          what + ": " + std::system_category().message(code)};
}

/// A stream into a string.
class Pending final : public std::streambuf {
 public:
  std::string text;

 protected:
  int_type overflow(int_type c) override {
    if (!traits_type::eq_int_type(c, traits_type::eof())) text += traits_type::to_char_type(c);
    return traits_type::not_eof(c);
  }
  std::streamsize xsputn(const char* data, std::streamsize size) override {
    text.append(data, static_cast<std::size_t>(size));
    return size;
  }
};

class TextSheet final : public Sheet {
 public:
  explicit TextSheet(const SheetPlan& plan) : most_(plan.most_bytes), stream_(&pending_) {
    file_ = plan.open(plan.file);
    if (file_ < 0) throw of_errno(errno, "the file cannot be made");
    writer_ = plan.format == models::ExportFormat::geojson ? open_geojson_writer(stream_)
                                                           : town::open_csv_writer(stream_);
    writer_->write(plan.columns);
  }
  ~TextSheet() override {
    if (file_ >= 0) ::close(file_);
  }
  TextSheet(const TextSheet&) = delete;
  TextSheet& operator=(const TextSheet&) = delete;

  void take(const std::vector<std::string>& cells) override { writer_->write(cells); }

  void flush() override {
    if (bytes_ + static_cast<std::int64_t>(pending_.text.size()) > most_) throw too_large(most_);
    const char* at = pending_.text.data();
    for (auto left = pending_.text.size(); left > 0;) {
      const auto written = ::write(file_, at, left);
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) throw of_errno(errno, "the file cannot be written");
      at += written;
      left -= static_cast<std::size_t>(written);
    }
    bytes_ += static_cast<std::int64_t>(pending_.text.size());
    pending_.text.clear();
  }

  void finish() override {
    writer_->finish();
    flush();
    // Some file systems tell only now that there is no room.
    if (::close(std::exchange(file_, -1)) != 0) throw of_errno(errno, "the file cannot be written");
  }

  std::int64_t bytes() const override { return bytes_; }

 private:
  const std::int64_t most_;
  Pending pending_;
  std::ostream stream_;
  std::unique_ptr<town::TableWriter> writer_;
  int file_ = -1;
  std::int64_t bytes_ = 0;
};

/// The library writes where it pleases, so rows wait here until they are asked to the disk.
class Workbook final : public Sheet {
 public:
  explicit Workbook(const SheetPlan& plan) : file_(plan.file), most_(plan.most_bytes) {
    const auto folder = plan.file.parent_path();
    attempt([&] {
      writer_ = town::open_xlsx_writer(plan.file, folder);
      writer_->write(plan.columns);
    });
  }

  void take(const std::vector<std::string>& cells) override {
    for (const auto& cell : cells) bytes_ += static_cast<std::int64_t>(cell.size());
    if (used_ == rows_.size()) rows_.emplace_back();
    rows_[used_++] = cells;
  }

  void flush() override {
    if (bytes_ > most_) throw too_large(most_);
    attempt([&] {
      for (std::size_t i = 0; i < used_; ++i) writer_->write(rows_[i]);
    });
    used_ = 0;
  }

  void finish() override {
    flush();
    attempt([&] { writer_->finish(); });
    std::error_code error;
    std::filesystem::permissions(
        file_, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, error);
    const auto size = std::filesystem::file_size(file_, error);
    if (error) throw Refused(ExportProblem::failed, "the workbook is not there: " + error.message());
    bytes_ = static_cast<std::int64_t>(size);
    if (bytes_ > most_) throw too_large(most_);
  }

  std::int64_t bytes() const override { return bytes_; }

 private:
  // The library says that it failed, and not why: a disk without room is the likely reason, and looks so.
  template <class Work>
  void attempt(const Work& work) {
    try {
      work();
    } catch (const town::TableError& failure) {
      std::error_code error;
      const auto space = std::filesystem::space(file_.parent_path(), error);
      const bool full = !error && space.available < hardly_any_room;
      throw Refused(full ? ExportProblem::disk_full : ExportProblem::failed, failure.what());
    }
  }

  const std::filesystem::path file_;
  const std::int64_t most_;
  std::unique_ptr<town::TableWriter> writer_;
  std::vector<std::vector<std::string>> rows_;  ///< kept from page to page
  std::size_t used_ = 0;
  std::int64_t bytes_ = 0;
};

}  // namespace

int open_file(const std::filesystem::path& file) {
  return ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
}

std::unique_ptr<Sheet> open_sheet(const SheetPlan& plan) {
  if (plan.format == models::ExportFormat::xlsx) return std::make_unique<Workbook>(plan);
  return std::make_unique<TextSheet>(plan);
}

}  // namespace exports
