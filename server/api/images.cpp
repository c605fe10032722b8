#include "server/api/images.h"

#include <vips/vips.h>

#include <atomic>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string_view>

namespace api {
namespace {

namespace asio = boost::asio;

struct Unref {
  void operator()(VipsImage* image) const { g_object_unref(image); }
};
using ImagePointer = std::unique_ptr<VipsImage, Unref>;

void start_vips() {
  static std::once_flag once;
  std::call_once(once, [] {
    if (VIPS_INIT("lamplighter") != 0) throw std::runtime_error("libvips does not start");
    vips_concurrency_set(1);
    vips_cache_set_max(0);
  });
}

models::Error no_image(const char* why) {
  vips_error_clear();
  return models::invalid(
      "body", "bad_format",
      std::string("The body is no picture that can be read (") + why + "): send a whole JPEG, PNG or WebP.");
}

// Only these three decoders are ever reached, chosen by the first bytes and not by what the sender says.
ImagePointer load(const std::string& bytes) {
  const std::string_view head = std::string_view(bytes).substr(0, 16);
  VipsImage* image = nullptr;
  const auto fail = VIPS_FAIL_ON_TRUNCATED;
  void* data = const_cast<char*>(bytes.data());
  if (head.starts_with("\xff\xd8\xff"))
    vips_jpegload_buffer(data, bytes.size(), &image, "fail_on", fail, nullptr);
  else if (head.starts_with("\x89PNG\r\n\x1a\n"))
    vips_pngload_buffer(data, bytes.size(), &image, "fail_on", fail, nullptr);
  else if (head.starts_with("RIFF") && head.substr(8).starts_with("WEBP"))
    vips_webpload_buffer(data, bytes.size(), &image, "fail_on", fail, nullptr);
  return ImagePointer(image);
}

constexpr int hash_columns = 9, hash_rows = 8;
constexpr int plain_step = 3;    // of 255: below it two neighbours are as good as equal
constexpr int plain_pairs = 16;  // of 64 that must differ by more, else it is a wall, a fog, a black night

/// Errors  nothing when libvips cannot, or the picture is too plain
std::optional<std::int64_t> hash_of(VipsImage* picture) {
  VipsImage* raw = nullptr;
  if (vips_colourspace(picture, &raw, VIPS_INTERPRETATION_B_W, nullptr) != 0) return std::nullopt;
  const ImagePointer grey(raw);
  if (vips_thumbnail_image(grey.get(), &raw, hash_columns, "height", hash_rows, "size", VIPS_SIZE_FORCE,
                           nullptr) != 0)
    return std::nullopt;
  const ImagePointer small(raw);
  if (vips_cast_uchar(small.get(), &raw, nullptr) != 0) return std::nullopt;
  const ImagePointer bytes(raw);
  std::size_t size = 0;
  const std::unique_ptr<void, decltype(&g_free)> memory(vips_image_write_to_memory(bytes.get(), &size),
                                                        &g_free);
  if (!memory || size < static_cast<std::size_t>(hash_columns) * hash_rows) return std::nullopt;
  const auto* points = static_cast<const unsigned char*>(memory.get());
  std::uint64_t hash = 0;
  int clear = 0;
  for (int row = 0; row < hash_rows; ++row)
    for (int column = 0; column + 1 < hash_columns; ++column) {
      const int left = points[row * hash_columns + column], right = points[row * hash_columns + column + 1];
      hash = (hash << 1) | (left > right ? 1U : 0U);
      clear += std::abs(left - right) > plain_step;
    }
  if (clear < plain_pairs) return std::nullopt;
  return static_cast<std::int64_t>(hash);
}

models::Result<Image> remake_now(const std::string& uploaded, const ImageLimits& limits) {
  const auto source = load(uploaded);
  if (!source) return no_image("unknown or broken format");
  // The header is enough for this: not one pixel has been decoded yet.
  const auto pixels =
      static_cast<std::int64_t>(vips_image_get_width(source.get())) * vips_image_get_height(source.get());
  if (pixels > limits.pixels)
    return models::invalid(
        "body", "out_of_range",
        "The picture has more than " + std::to_string(limits.pixels / 1'000'000) + " million pixels.");
  VipsImage* raw = nullptr;
  if (vips_thumbnail_image(source.get(), &raw, limits.longest_side, "height", limits.longest_side, "size",
                           VIPS_SIZE_DOWN, nullptr) != 0)
    return no_image("it cannot be decoded");
  const ImagePointer upright(raw);
  if (vips_image_hasalpha(upright.get())) {
    if (vips_flatten(upright.get(), &raw, nullptr) != 0)
      return no_image("its transparency cannot be removed");
  } else {
    raw = upright.get();
    g_object_ref(raw);
  }
  const ImagePointer flat(raw);
  void* buffer = nullptr;
  std::size_t size = 0;
  if (vips_jpegsave_buffer(flat.get(), &buffer, &size, "Q", 82, "strip", TRUE, "optimize_coding", TRUE,
                           nullptr) != 0)
    return no_image("it cannot be decoded to its end");
  Image image{std::string(static_cast<const char*>(buffer), size), vips_image_get_width(flat.get()),
              vips_image_get_height(flat.get()), hash_of(flat.get())};
  g_free(buffer);
  vips_error_clear();
  return image;
}

}  // namespace

struct Images::State {
  explicit State(ImageLimits limits_) : limits(limits_), pool(static_cast<std::size_t>(limits_.threads)) {}
  ImageLimits limits;
  std::atomic<int> waiting{0};
  asio::thread_pool pool;
};

Images::Images(ImageLimits limits) : state_(std::make_unique<State>(limits)) { start_vips(); }
Images::~Images() { stop(); }
void Images::stop() { state_->pool.join(); }

asio::awaitable<models::Result<Image>> Images::remake(std::string uploaded) {
  if (state_->waiting.fetch_add(1) >= state_->limits.queue) {
    state_->waiting.fetch_sub(1);
    co_return models::Error{models::ErrorCode::unavailable,
                            "Too many pictures arrive at this moment: try again shortly."};
  }
  const auto back = co_await asio::this_coro::executor;
  const asio::use_awaitable_t<> token;
  co_await asio::post(asio::bind_executor(state_->pool.get_executor(), token));
  models::Result<Image> image = models::Error{};
  std::exception_ptr failure;
  try {
    image = remake_now(uploaded, state_->limits);
  } catch (...) {
    failure = std::current_exception();
  }
  state_->waiting.fetch_sub(1);
  co_await asio::post(asio::bind_executor(back, token));
  if (failure) std::rethrow_exception(failure);
  co_return image;
}

}  // namespace api
