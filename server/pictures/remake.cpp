#include "server/pictures/remake.h"

#include <vips/vips.h>

#include <cstdlib>
#include <exception>
#include <memory>
#include <mutex>
#include <string_view>

namespace pictures {
namespace {

struct Unref {
  void operator()(VipsImage* image) const { g_object_unref(image); }
};
using ImagePointer = std::unique_ptr<VipsImage, Unref>;

bool start_vips() {
  static std::once_flag once;
  static bool started = false;
  std::call_once(once, [] {
    started = VIPS_INIT("lamplighter") == 0;
    vips_concurrency_set(1);
    vips_cache_set_max(0);
  });
  return started;
}

Remade no_image(const char* why) {
  vips_error_clear();
  return {.trouble = Trouble::unreadable, .why = why};
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

Remade remake_now(const Asked& asked) {
  if (!start_vips()) return {.trouble = Trouble::no_decoder, .why = "libvips does not start"};
  const auto source = load(asked.uploaded);
  if (!source) return no_image("unknown or broken format");
  // The header is enough for this: not one pixel has been decoded yet.
  const auto pixels =
      static_cast<std::int64_t>(vips_image_get_width(source.get())) * vips_image_get_height(source.get());
  if (pixels > asked.pixels) return {.trouble = Trouble::too_large};
  VipsImage* raw = nullptr;
  if (vips_thumbnail_image(source.get(), &raw, asked.longest_side, "height", asked.longest_side, "size",
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
  Remade made{.bytes = std::string(static_cast<const char*>(buffer), size),
              .width = vips_image_get_width(flat.get()),
              .height = vips_image_get_height(flat.get()),
              .picture_hash = hash_of(flat.get())};
  g_free(buffer);
  vips_error_clear();
  return made;
}

}  // namespace
}  // namespace pictures

extern "C" {

__attribute__((visibility("default"))) const char* lamplighter_pictures_version() {
  return LAMPLIGHTER_VERSION;
}

__attribute__((visibility("default"))) void lamplighter_pictures_remake(const pictures::Asked& asked,
                                                                        pictures::Remade& made) {
  try {
    made = pictures::remake_now(asked);
  } catch (const std::exception& error) {
    made = {.trouble = pictures::Trouble::no_decoder, .why = error.what()};
  }
}

}  // extern "C"
