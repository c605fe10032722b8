#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/awaitable.hpp>
#include <cerrno>
#include <system_error>

#include "server/http/static_files.h"

namespace http {

namespace {

constexpr std::size_t piece_bytes = 64 * 1024;

class FileProducer final : public BodyProducer {
 public:
  FileProducer(int descriptor, std::uint64_t size) : descriptor_(descriptor), size_(size), left_(size) {}
  ~FileProducer() override { ::close(descriptor_); }
  FileProducer(const FileProducer&) = delete;
  FileProducer& operator=(const FileProducer&) = delete;

  std::optional<std::uint64_t> content_length() const override { return size_; }

  boost::asio::awaitable<bool> next(std::string& piece) override {
    if (left_ == 0) co_return false;
    piece.resize(static_cast<std::size_t>(std::min<std::uint64_t>(left_, piece_bytes)));
    const ssize_t count = ::read(descriptor_, piece.data(), piece.size());
    if (count < 0) throw std::system_error{errno, std::system_category(), "reading a file to send"};
    if (count == 0) throw std::runtime_error{"a file became shorter while it was sent"};
    piece.resize(static_cast<std::size_t>(count));
    left_ -= static_cast<std::uint64_t>(count);
    co_return true;
  }

 private:
  const int descriptor_;
  const std::uint64_t size_;
  std::uint64_t left_;
};

}  // namespace

std::optional<Response> file_response(const std::filesystem::path& path, std::string_view content_type) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (descriptor < 0) return std::nullopt;
  struct stat status {};
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(descriptor);
    return std::nullopt;
  }
  Response response{200};
  response.header("Content-Type", content_type);
  response.producer = std::make_shared<FileProducer>(descriptor, static_cast<std::uint64_t>(status.st_size));
  return response;
}

}  // namespace http
