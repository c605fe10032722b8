#include "server/http/chunked.h"

#include <algorithm>
#include <charconv>

#include "server/http/request_head.h"

namespace http {

namespace {

// ";name", ";name=token" or ";name=\"text\"", any number of times.
bool are_extensions(std::string_view text) {
  while (!text.empty()) {
    if (text.front() != ';') return false;
    text.remove_prefix(1);
    std::size_t end = 0;
    while (end < text.size() && is_token(text.substr(end, 1))) ++end;
    if (end == 0) return false;
    text.remove_prefix(end);
    if (text.empty() || text.front() != '=') continue;
    text.remove_prefix(1);
    if (!text.empty() && text.front() == '"') {
      end = 1;
      while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
      if (end >= text.size()) return false;
      ++end;
    } else {
      end = 0;
      while (end < text.size() && is_token(text.substr(end, 1))) ++end;
      if (end == 0) return false;
    }
    text.remove_prefix(end);
  }
  return true;
}

bool is_clean(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
  });
}

}  // namespace

ChunkDecoder::ChunkDecoder(std::size_t body_bytes, std::size_t overhead_bytes)
    : body_bytes_(body_bytes), overhead_bytes_(overhead_bytes) {}

ChunkDecoder::State ChunkDecoder::feed(std::string_view& input, std::string& body) {
  while (!input.empty() && step_ != Step::done) {
    const State state = step_ == Step::data ? take_data(input, body) : take_line(input);
    if (state != State::more) return state;
  }
  return step_ == Step::done ? State::done : State::more;
}

ChunkDecoder::State ChunkDecoder::take_data(std::string_view& input, std::string& body) {
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(chunk_left_, input.size()));
  body.append(input.substr(0, size));
  input.remove_prefix(size);
  body_total_ += size;
  chunk_left_ -= size;
  if (chunk_left_ == 0) step_ = Step::data_end;
  return State::more;
}

// Lines are refused at the first wrong byte where that can be told, so that a sender of rubbish is not
// kept until the time for the body runs out.
ChunkDecoder::State ChunkDecoder::take_line(std::string_view& input) {
  const std::size_t line_feed = input.find('\n');
  const std::size_t size = line_feed == std::string_view::npos ? input.size() : line_feed + 1;
  overhead_total_ += size;
  if (overhead_total_ > overhead_bytes_ + body_total_ / 8) return State::too_large;
  line_.append(input.substr(0, size));
  input.remove_prefix(size);
  if (line_feed != std::string_view::npos) return end_line();
  std::string_view begun = line_;
  if (begun.ends_with('\r')) begun.remove_suffix(1);
  const bool wrong = !is_clean(begun) || (step_ == Step::data_end && !begun.empty());
  return wrong ? State::malformed : State::more;
}

ChunkDecoder::State ChunkDecoder::end_line() {
  if (!line_.ends_with("\r\n")) return State::malformed;
  line_.resize(line_.size() - 2);
  if (!is_clean(line_)) return State::malformed;
  switch (step_) {
    case Step::size_line:
      if (!parse_size_line()) return State::malformed;
      if (chunk_left_ > body_bytes_ - body_total_) return State::too_large;
      step_ = chunk_left_ > 0 ? Step::data : Step::trailer_line;
      break;
    case Step::data_end:
      if (!line_.empty()) return State::malformed;
      step_ = Step::size_line;
      break;
    case Step::trailer_line:
      if (line_.empty()) {
        step_ = Step::done;
      } else if (!is_field_line(line_)) {
        return State::malformed;
      }
      break;
    case Step::data:
    case Step::done:
      break;
  }
  line_.clear();
  return State::more;
}

bool ChunkDecoder::parse_size_line() {
  const char* end = line_.data() + line_.size();
  std::uint64_t size = 0;
  const auto [stop, error] = std::from_chars(line_.data(), end, size, 16);
  if (error != std::errc{} || line_.front() == '-') return false;
  chunk_left_ = size;
  return are_extensions({stop, static_cast<std::size_t>(end - stop)});
}

}  // namespace http
