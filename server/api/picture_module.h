#pragma once
#include <filesystem>
#include <mutex>
#include <string>

#include "server/pictures/remake.h"

namespace api {

/// The decoder of pictures, loaded when it is needed first and then kept; a failure is told in the log and
/// tried again with the next picture, so that whoever mends the installation need not start anew.
class PictureModule {
 public:
  explicit PictureModule(std::filesystem::path file);

  /// Beside the program, or in ../lib/lamplighter from there.
  static std::filesystem::path usual_file();

  /// Looks at the file without loading it; what is wrong, or nothing.
  std::string examine() const;
  /// Loads it if that has not been done; what is wrong, or nothing.
  std::string load();
  /// Trouble no_decoder when it cannot be loaded.
  pictures::Remade remake(const pictures::Asked& asked);

 private:
  std::string wrong(const std::string& what) const;

  const std::filesystem::path file_;
  std::mutex mutex_;
  pictures::Remake* remake_ =
      nullptr;  ///< never unloaded: libraries behind it have threads and exit handlers
};

}  // namespace api
