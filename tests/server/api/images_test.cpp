#include "server/api/images.h"

#include <gtest/gtest.h>
#include <vips/vips.h>

#include <bit>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "server/api/picture_module.h"
#include "tests/support/storage_fixture.h"

namespace {

constexpr int side = 64;

/// A picture of a few bright and dark patches, enlarged, as JPEG.
///
/// Shape   enlarge: pixels for each point; brighter: added to every pixel
std::string picture(unsigned seed, int enlarge, int quality, int brighter = 0) {
  std::mt19937 random(seed);
  std::vector<unsigned char> points(side * side);
  std::vector<int> patches(64);
  for (auto& patch : patches) patch = 20 + static_cast<int>(random() % 200);
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x) {
      const int grey = patches[static_cast<std::size_t>(y / 8 * 8 + x / 8)] + brighter;
      points[static_cast<std::size_t>(y * side + x)] = static_cast<unsigned char>(std::min(255, grey));
    }
  VipsImage* small =
      vips_image_new_from_memory_copy(points.data(), points.size(), side, side, 1, VIPS_FORMAT_UCHAR);
  VipsImage* large = nullptr;
  EXPECT_EQ(vips_zoom(small, &large, enlarge, enlarge, nullptr), 0);
  void* buffer = nullptr;
  std::size_t size = 0;
  EXPECT_EQ(vips_jpegsave_buffer(large, &buffer, &size, "Q", quality, nullptr), 0);
  std::string bytes(static_cast<const char*>(buffer), size);
  g_free(buffer);
  g_object_unref(large);
  g_object_unref(small);
  return bytes;
}

class ImagesTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { ASSERT_EQ(VIPS_INIT("tests"), 0); }
  models::Result<api::Image> try_remake(api::Images& images, const std::string& bytes) {
    std::optional<models::Result<api::Image>> made;
    boost::asio::co_spawn(io_, images.remake(bytes),
                          [&](const std::exception_ptr& failure, models::Result<api::Image> image) {
                            if (failure) std::rethrow_exception(failure);
                            made = std::move(image);
                          });
    io_.restart();
    auto work = boost::asio::make_work_guard(io_);
    while (!made) io_.run_one();
    return std::move(*made);
  }
  api::Image remade(const std::string& bytes) {
    auto made = try_remake(images_, bytes);
    if (!made) throw std::runtime_error(made.error().detail);
    return std::move(*made);
  }
  std::optional<std::int64_t> hash(const std::string& bytes) { return remade(bytes).picture_hash; }
  static int bits(std::optional<std::int64_t> one, std::optional<std::int64_t> other) {
    return std::popcount(static_cast<std::uint64_t>(one.value() ^ other.value()));
  }
  boost::asio::io_context io_;
  api::Images images_{{.module = LAMPLIGHTER_PICTURES}};
};

// What a phone writes into a picture says where and with what it was taken: a segment APP1 (EXIF) and a
// comment.
TEST_F(ImagesTest, NothingOfWhatTheCameraWroteIsKept) {
  const auto segment = [](char marker, const std::string& content) {
    const auto length = content.size() + 2;
    return std::string{'\xff', marker, static_cast<char>(length >> 8), static_cast<char>(length & 0xff)} +
           content;
  };
  const std::string tiff("Exif\0\0II*\0\x08\0\0\0\x01\0\x0f\x01\x02\0\x0c\0\0\0\x1a\0\0\0\0\0\0\0", 32);
  auto bytes = picture(3, 4, 90);
  bytes.insert(2, segment('\xe1', tiff + "PhoneMaker7") + segment('\xfe', "39.909187N 116.703212E"));
  ASSERT_NE(bytes.find("PhoneMaker7"), std::string::npos);
  const auto image = remade(bytes);
  EXPECT_EQ(image.width, 256);
  for (const auto* trace : {"Exif", "PhoneMaker7", "39.909187"})
    EXPECT_EQ(image.bytes.find(trace), std::string::npos) << trace;
}

TEST_F(ImagesTest, APictureIsKnownAgainInAnotherSizeQualityAndLight) {
  for (unsigned seed = 1; seed <= 8; ++seed) {
    const auto original = hash(picture(seed, 12, 95));
    EXPECT_LE(bits(original, hash(picture(seed, 12, 30))), 7) << seed;
    EXPECT_LE(bits(original, hash(picture(seed, 5, 80))), 7) << seed;
    EXPECT_LE(bits(original, hash(picture(seed, 12, 90, 25))), 7) << seed;
    EXPECT_GT(bits(original, hash(picture(seed + 100, 12, 95))), 7) << seed;
  }
}

TEST_F(ImagesTest, ABlackNightHasNoHash) {
  std::vector<unsigned char> night(640 * 480, 3);
  VipsImage* dark =
      vips_image_new_from_memory_copy(night.data(), night.size(), 640, 480, 1, VIPS_FORMAT_UCHAR);
  void* buffer = nullptr;
  std::size_t size = 0;
  ASSERT_EQ(vips_jpegsave_buffer(dark, &buffer, &size, nullptr), 0);
  EXPECT_FALSE(hash(std::string(static_cast<const char*>(buffer), size)));
  g_free(buffer);
  g_object_unref(dark);
}

// The rest of the program goes on, and whoever mends the installation need not start it anew.
TEST_F(ImagesTest, AMissingOrBrokenModuleIsToldOfAndMayBeMended) {
  namespace fs = std::filesystem;
  const support::TemporaryFolder folder;
  const auto module = folder.path() / "module.so";
  api::Images images({.module = module});
  const auto refused = [&](const char* when) {
    const auto made = try_remake(images, picture(1, 4, 90));
    ASSERT_FALSE(made) << when;
    EXPECT_EQ(made.error().code, models::ErrorCode::unavailable) << when;
    EXPECT_EQ(made.error().detail.find(folder.path().string()), std::string::npos) << "tells no paths";
    EXPECT_NE(api::PictureModule(module).load().find(module.string()), std::string::npos) << when;
  };
  refused("missing");
  fs::copy_file(LAMPLIGHTER_PICTURES, module);
  fs::resize_file(module, fs::file_size(module) / 2);
  refused("cut short");
  fs::remove(module);
  fs::copy_file(LAMPLIGHTER_BINARY, module);
  refused("another file of the program");
  fs::remove(module);
  std::ofstream(module) << "no module at all, but longer than the head of one would be, with all its fields";
  refused("a text");
  fs::remove(module);
  fs::copy_file(LAMPLIGHTER_PICTURES, module);
  EXPECT_TRUE(try_remake(images, picture(1, 4, 90))) << "mended";
}

}  // namespace
