#include "server/http/chunked.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace {

using http::ChunkDecoder;

std::string encode(const std::string& body, std::mt19937& random) {
  std::string out;
  for (std::size_t at = 0; at < body.size();) {
    const std::size_t size = std::min<std::size_t>(body.size() - at, 1 + random() % 300);
    char line[32];
    std::snprintf(line, sizeof line, random() % 2 ? "%zx" : "%zX", size);
    out += line;
    if (random() % 4 == 0) out += ";name=value";
    out += "\r\n" + body.substr(at, size) + "\r\n";
    at += size;
  }
  return out + "0\r\n" + (random() % 2 ? "A: b\r\n" : "") + "\r\n";
}

TEST(ChunkDecoder, ReadsTheSameHoweverTheBytesAreCut) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random{seed};
  for (int round = 0; round < 300; ++round) {
    std::string body(random() % 3000, ' ');
    for (char& c : body) c = static_cast<char>(random());
    const std::string bytes = encode(body, random) + "NEXT";
    ChunkDecoder decoder{body.size(), 64 * 1024};
    std::string decoded;
    std::string_view left = bytes;
    ChunkDecoder::State state = ChunkDecoder::State::more;
    while (state == ChunkDecoder::State::more && !left.empty()) {
      std::string_view piece = left.substr(0, 1 + random() % 50);
      const std::size_t offered = piece.size();
      state = decoder.feed(piece, decoded);
      left.remove_prefix(offered - piece.size());
    }
    ASSERT_EQ(state, ChunkDecoder::State::done);
    ASSERT_EQ(decoded, body);
    ASSERT_EQ(left, "NEXT");
  }
}

TEST(ChunkDecoder, NeverExceedsItsLimitWhateverArrives) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random{seed};
  const std::string alphabet = "0123456789abcdefABCDEF\r\n\r\n;=\": xyz";
  for (int round = 0; round < 3000; ++round) {
    ChunkDecoder decoder{40, 60};
    std::string decoded;
    std::string bytes(random() % 200, ' ');
    for (char& c : bytes) c = alphabet[random() % alphabet.size()];
    if (random() % 2) bytes = "5\r\nhello\r\n" + bytes;
    std::string_view input = bytes;
    decoder.feed(input, decoded);
    ASSERT_LE(decoded.size(), 40u);
  }
}

TEST(ChunkDecoder, RefusesOneByteTooMany) {
  for (const bool over : {false, true}) {
    ChunkDecoder decoder{10, 1000};
    std::string decoded;
    std::string_view input =
        over ? "5\r\nhello\r\n6\r\nworld!\r\n0\r\n\r\n" : "5\r\nhello\r\n5\r\nworld\r\n0\r\n\r\n";
    EXPECT_EQ(decoder.feed(input, decoded),
              over ? ChunkDecoder::State::too_large : ChunkDecoder::State::done);
  }
}

}  // namespace
