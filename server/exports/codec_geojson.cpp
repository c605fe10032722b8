#include "server/exports/codec_geojson.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "server/town/table.h"

namespace exports {
namespace {

void append_text(std::string& out, std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out.append(1, '\\').append(1, c);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += "\\u00";
      out += digits[static_cast<unsigned char>(c) >> 4];
      out += digits[static_cast<unsigned char>(c) & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

/// Written by hand, row by row: a million of them are never one document in memory.
class GeoJsonWriter final : public town::TableWriter {
 public:
  explicit GeoJsonWriter(std::ostream& stream) : stream_(stream) {}

  void write(const std::vector<std::string>& cells) override {
    if (columns_.empty()) {
      begin(cells);
      return;
    }
    line_.assign(first_ ? "\n" : ",\n");
    first_ = false;
    line_ += R"({"type":"Feature","geometry":)";
    const bool placed = !cells.at(latitude_).empty() && !cells.at(longitude_).empty();
    if (placed)
      line_.append(R"({"type":"Point","coordinates":[)")
          .append(cells[longitude_])
          .append(",")
          .append(cells[latitude_])
          .append("]}");
    else
      line_ += "null";
    line_ += R"(,"properties":{)";
    bool first = true;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i == latitude_ || i == longitude_) continue;
      if (!first) line_ += ',';
      first = false;
      line_ += columns_.at(i);
      append_text(line_, cells[i]);
    }
    line_ += "}}";
    put(line_);
  }

  void finish() override {
    put("\n]}\n");
    stream_.flush();
  }

 private:
  void begin(const std::vector<std::string>& heading) {
    const auto find = [&](std::string_view name) {
      return static_cast<std::size_t>(std::find(heading.begin(), heading.end(), name) - heading.begin());
    };
    latitude_ = find("latitude");
    longitude_ = find("longitude");
    if (latitude_ == heading.size() || longitude_ == heading.size())
      throw town::TableError(0, "a table without latitude and longitude is no map");
    for (const auto& name : heading) {
      std::string key;
      append_text(key, name);
      columns_.push_back(key + ":");
    }
    put(R"({"type":"FeatureCollection","features":[)");
  }

  void put(std::string_view text) {
    stream_.write(text.data(), static_cast<std::streamsize>(text.size()));
    if (!stream_) throw town::TableError(0, "the file cannot be written; is the disk full?");
  }

  std::ostream& stream_;
  std::vector<std::string> columns_;
  std::size_t latitude_ = 0, longitude_ = 0;
  std::string line_;
  bool first_ = true;
};

}  // namespace

std::unique_ptr<town::TableWriter> open_geojson_writer(std::ostream& stream) {
  return std::make_unique<GeoJsonWriter>(stream);
}

}  // namespace exports
