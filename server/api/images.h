#pragma once
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "models/error.h"

namespace api {

/// Units   pixels and counts
struct ImageLimits {
  int pixels = 50'000'000;  ///< of a picture as it comes
  int longest_side = 2560;  ///< of the picture that is kept
  int threads = 2;
  int queue = 64;  ///< waiting pictures, more are refused
  std::filesystem::path
      module{};  ///< that decodes them; empty: beside the program, or where it was installed
};

/// A picture made anew: JPEG, upright, without any metadata.
///
/// Shape   picture_hash: for each of 8 rows of 9 grey points, whether each is brighter than its right
///         neighbour (dHash): scaling, compressing and brightening change few of the 64 bits
struct Image {
  std::string bytes;
  int width = 0;
  int height = 0;
  std::optional<std::int64_t> picture_hash;  ///< nothing when it is too plain to tell from others
};

/// Makes stored pictures out of what was uploaded, on threads of its own: what is not a whole JPEG, PNG or
/// WebP of bounded size never reaches the disk, and nothing of its metadata does.
class Images {
 public:
  explicit Images(ImageLimits limits = {});
  ~Images();
  Images(const Images&) = delete;
  Images& operator=(const Images&) = delete;

  /// Errors  invalid for anything but a readable picture; unavailable when too many wait, or the module that
  ///         decodes is missing
  boost::asio::awaitable<models::Result<Image>> remake(std::string uploaded);
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace api
