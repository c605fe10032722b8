#include "server/town/text_source.h"

#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <vector>

#include "server/town/table.h"

namespace town {
namespace {

constexpr std::size_t piece_bytes = 64 * 1024;
constexpr std::size_t maximum_sample = 1024 * 1024;

// Length of the sequence a lead byte begins, and the least value it may stand for (shorter forms are
// overlong).
struct Lead {
  std::size_t length;
  char32_t value;
  char32_t least;
};

Lead read_lead(unsigned char byte) {
  if (byte < 0x80) return {1, byte, 0};
  if (byte >= 0xC2 && byte < 0xE0) return {2, byte & 0x1FU, 0x80};
  if (byte >= 0xE0 && byte < 0xF0) return {3, byte & 0x0FU, 0x800};
  if (byte >= 0xF0 && byte < 0xF5) return {4, byte & 0x07U, 0x10000};
  return {0, 0, 0};
}

// The first line that is not plain ASCII decides the encoding of the whole file.
std::string first_telling_line(std::istream& stream) {
  std::string line;
  bool telling = false;
  for (int next = stream.get(); next != std::istream::traits_type::eof(); next = stream.get()) {
    const auto byte = static_cast<unsigned char>(next);
    if (byte == '\n' || byte == '\r') {
      if (telling) break;
      line.clear();
      continue;
    }
    telling = telling || byte >= 0x80;
    line.push_back(static_cast<char>(byte));
    if (line.size() >= maximum_sample) break;
  }
  return telling ? line : std::string();
}

}  // namespace

bool is_utf8(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size();) {
    const auto lead = read_lead(static_cast<unsigned char>(bytes[i]));
    if (lead.length == 0 || i + lead.length > bytes.size()) return false;
    char32_t value = lead.value;
    for (std::size_t k = 1; k < lead.length; ++k) {
      const auto byte = static_cast<unsigned char>(bytes[i + k]);
      if ((byte & 0xC0U) != 0x80U) return false;
      value = (value << 6U) | (byte & 0x3FU);
    }
    if (value < lead.least || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) return false;
    i += lead.length;
  }
  return true;
}

struct TextSource::Converter {
  UConverter* converter = nullptr;
  bool at_end = false;

  Converter() {
    UErrorCode status = U_ZERO_ERROR;
    converter = ucnv_open("gb18030", &status);
    // A byte that fits nowhere must be told, not replaced.
    if (U_SUCCESS(status))
      ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
    if (U_FAILURE(status)) throw TableError(0, "GB18030 cannot be read here; save the file as CSV UTF-8");
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;
  ~Converter() { ucnv_close(converter); }

  bool convert(std::string_view bytes, bool last, std::string& out) {
    std::vector<UChar> text(bytes.size() + 16);
    const char* from = bytes.data();
    UChar* to = text.data();
    UErrorCode status = U_ZERO_ERROR;
    ucnv_toUnicode(converter, &to, text.data() + text.size(), &from, bytes.data() + bytes.size(), nullptr,
                   static_cast<UBool>(last), &status);
    out.clear();
    if (U_FAILURE(status)) return false;
    icu::UnicodeString(text.data(), static_cast<int32_t>(to - text.data())).toUTF8String(out);
    return true;
  }
};

TextSource::TextSource(std::unique_ptr<std::istream> stream) : stream_(std::move(stream)) {
  std::string head(3, '\0');
  stream_->read(head.data(), 3);
  head.resize(static_cast<std::size_t>(stream_->gcount()));
  stream_->clear();
  if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF"))
    throw TableError(0, "this is UTF-16 text; save it as CSV UTF-8 or as .xlsx");
  if (head == "\xEF\xBB\xBF") return;  // the BOM says UTF-8 and is behind us now
  stream_->seekg(0);
  const auto sample = first_telling_line(*stream_);
  stream_->clear();
  stream_->seekg(0);
  if (is_utf8(sample)) return;
  std::string text;
  if (!Converter().convert(sample, true, text))
    throw TableError(0, "the text is neither UTF-8 nor GB18030; save it as CSV UTF-8 or as .xlsx");
  converter_ = std::make_unique<Converter>();
}

TextSource::~TextSource() = default;

bool TextSource::read(std::string& piece) {
  std::string bytes(piece_bytes, '\0');
  stream_->read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(stream_->gcount()));
  if (!converter_) {
    piece = std::move(bytes);
    return !piece.empty();
  }
  if (converter_->at_end) return false;
  converter_->at_end = bytes.empty();
  if (!converter_->convert(bytes, converter_->at_end, piece))
    throw TableError(0, "the file begins as GB18030 but does not go on so; save it as CSV UTF-8 or as .xlsx");
  return !converter_->at_end || !piece.empty();
}

}  // namespace town
