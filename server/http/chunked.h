#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace http {

/// Decodes a chunked body that arrives piece by piece; extensions and trailers are checked and dropped.
///
/// Shape   besides the data, `overhead_bytes` plus one byte for each eight of data are allowed for chunk
///         lines and trailers
/// Source  RFC 9112 section 7.1, without its tolerances
class ChunkDecoder {
 public:
  enum class State { more, done, malformed, too_large };

  ChunkDecoder(std::size_t body_bytes, std::size_t overhead_bytes);

  /// Takes bytes off `input` (all of them unless the body ends) and appends data to `body`.
  State feed(std::string_view& input, std::string& body);

 private:
  enum class Step { size_line, data, data_end, trailer_line, done };

  State take_line(std::string_view& input);
  State end_line();
  State take_data(std::string_view& input, std::string& body);
  bool parse_size_line();

  const std::size_t body_bytes_;
  const std::size_t overhead_bytes_;
  Step step_ = Step::size_line;
  std::string line_;
  std::uint64_t chunk_left_ = 0;
  std::size_t body_total_ = 0;
  std::size_t overhead_total_ = 0;
};

}  // namespace http
