#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "server/http/chunked.h"
#include "server/http/request_head.h"
#include "tests/fuzz/targets.h"

namespace fuzz {
namespace {

using State = http::HeadScanner::State;

/// Where a scan ends when the bytes come in pieces of so many.
std::pair<State, std::size_t> scan(std::string_view bytes, std::size_t piece) {
  http::HeadScanner scanner;
  State state = State::incomplete;
  for (std::size_t got = std::min(piece, bytes.size());; got = std::min(got + piece, bytes.size())) {
    state = scanner.scan(bytes.substr(0, got));
    if (state != State::incomplete || got == bytes.size()) break;
  }
  return {state, state == State::complete ? scanner.length() : 0};
}

struct Decoded {
  http::ChunkDecoder::State state = http::ChunkDecoder::State::more;
  std::string body;
  std::size_t left = 0;
};

Decoded decode(std::string_view bytes, std::size_t piece) {
  constexpr std::size_t most = 4096;
  http::ChunkDecoder decoder(most, most);
  Decoded decoded;
  while (!bytes.empty() && decoded.state == http::ChunkDecoder::State::more) {
    auto some = bytes.substr(0, piece);
    const auto size = some.size();
    decoded.state = decoder.feed(some, decoded.body);
    bytes.remove_prefix(size - some.size());
  }
  decoded.left = bytes.size();
  expect(decoded.body.size() <= most, "a body over its limit was kept");
  return decoded;
}

void look_at(const http::Request& request, const http::Framing& framing) {
  expect(!(framing.chunked && framing.content_length > 0), "two framings of one body");
  expect(!(framing.chunked && framing.http_1_0), "chunks in HTTP/1.0");
  expect(!request.path.empty() && request.path.front() == '/', "a path that is none");
  expect(request.path.find('\0') == std::string::npos, "a NUL in the path");
  for (const auto* name : {"limit", "q", ""}) static_cast<void>(request.query(name));
}

}  // namespace

void expect(bool holds, const char* words) {
  if (holds) return;
  std::fprintf(stderr, "broken promise: %s\n", words);
  std::abort();
}

void http_message(std::string_view input) {
  const auto [state, length] = scan(input, input.size() + 1);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}}) {
    const auto again = scan(input, piece);
    expect(again.first == state && again.second == length, "pieces change where the head ends");
  }
  std::string_view rest = input;
  if (state == State::complete) {
    expect(length > 0 && length <= input.size(), "a head longer than what came");
    http::Request request;
    const auto framing = http::parse_head(input.substr(0, length), http::Limits{}, request);
    expect(framing.error == 0 || (framing.error >= 400 && framing.error < 600), "a refusal without a status");
    if (framing.error == 0) look_at(request, framing);
    rest.remove_prefix(length);
  }
  const auto whole = decode(rest, rest.size() + 1);
  const auto pieces = decode(rest, 1);
  expect(whole.state == pieces.state, "pieces change what a chunked body is");
  if (whole.state == http::ChunkDecoder::State::done)
    expect(whole.body == pieces.body && whole.left == pieces.left, "pieces change a chunked body");
}

}  // namespace fuzz
