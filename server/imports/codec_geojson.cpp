#include "server/imports/codec_geojson.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "server/town/text_source.h"

namespace imports {
namespace {

using Json = nlohmann::ordered_json;
using town::TableError;
using town::TableRow;

constexpr int deepest = 32;

/// Cuts a file into the members of its `features`, without holding more than one.
class Features {
 public:
  Features(const std::filesystem::path& file, std::size_t most)
      : stream_(file, std::ios::binary), most_(most) {
    if (!stream_) throw TableError(0, "cannot open the file");
    find_features();
  }

  /// False at the end.
  bool next(std::string& text, std::size_t& line) {
    int byte = skip_space();
    if (byte == ',') byte = skip_space();
    if (byte == ']') return false;
    line = line_;
    if (byte != '{') throw TableError(line_, "a feature must be an object");
    take_object(text);
    return true;
  }

 private:
  int get() {
    const int byte = stream_.get();
    if (byte == '\n') ++line_;
    return byte;
  }
  int skip_space() {
    for (;;) {
      const int byte = get();
      if (byte == std::ifstream::traits_type::eof())
        throw TableError(line_, "the file ends in the middle: it is damaged");
      if (byte != ' ' && byte != '\t' && byte != '\r' && byte != '\n') return byte;
    }
  }

  /// Reads up to the brace that closes the one already read.
  void take_object(std::string& text) {
    text.assign(1, '{');
    int depth = 1;
    bool quoted = false;
    while (depth > 0) {
      const int byte = get();
      if (byte == std::ifstream::traits_type::eof())
        throw TableError(line_, "the file ends in the middle: it is damaged");
      text.push_back(static_cast<char>(byte));
      if (text.size() > most_)
        throw TableError(line_, "a feature is over " + std::to_string(most_) + " bytes");
      if (quoted) {
        if (byte == '\\') {
          text.push_back(static_cast<char>(get()));
        } else if (byte == '"') {
          quoted = false;
        }
      } else if (byte == '"') {
        quoted = true;
      } else if (byte == '{' || byte == '[') {
        if (++depth > deepest) throw TableError(line_, "a feature is nested too deeply");
      } else if (byte == '}' || byte == ']') {
        --depth;
      }
    }
  }

  /// Goes to the first member of `features` at the outermost level.
  void find_features() {
    int byte = skip_space();
    if (byte == 0xEF) {  // a byte order mark
      get();
      get();
      byte = skip_space();
    }
    if (byte != '{') throw TableError(1, "this is no GeoJSON: it must begin with {");
    int depth = 1;
    std::string word;
    for (;;) {
      byte = skip_space();
      if (byte == '"') {
        word = take_text();
        if (depth == 1 && word == "features" && follows_array()) return;
      } else if (byte == '{' || byte == '[') {
        if (++depth > deepest) throw TableError(line_, "the file is nested too deeply");
      } else if ((byte == '}' || byte == ']') && --depth == 0) {
        throw TableError(0, "this is no FeatureCollection: it has no features");
      }
    }
  }
  bool follows_array() {
    if (stream_.peek() == ':') {
      get();
      if (skip_space() == '[') return true;
      throw TableError(line_, "features must be an array");
    }
    if (skip_space() != ':') return false;
    if (skip_space() == '[') return true;
    throw TableError(line_, "features must be an array");
  }
  std::string take_text() {
    std::string text;
    for (;;) {
      const int byte = get();
      if (byte == '"') return text;
      if (byte == std::ifstream::traits_type::eof() || text.size() > most_)
        throw TableError(line_, "a text is never closed");
      text.push_back(static_cast<char>(byte));
      if (byte == '\\') text.push_back(static_cast<char>(get()));
    }
  }

  std::ifstream stream_;
  std::size_t most_;
  std::size_t line_ = 1;
};

Json parse(const std::string& text, std::size_t line) {
  if (!town::is_utf8(text)) throw TableError(line, "a feature is not UTF-8 text");
  auto json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) throw TableError(line, "a feature is no valid JSON");
  return json;
}

class GeoJsonReader final : public town::TableReader {
 public:
  GeoJsonReader(const std::filesystem::path& file, const town::TableLimits& limits)
      : features_(file, limits.row_bytes), limits_(limits) {
    // Once through for the headings: later features may have properties that the first ones have not.
    Features all(file, limits.row_bytes);
    std::size_t line = 0, count = 0;
    for (std::string text; all.next(text, line);) {
      if (++count > limits.rows)
        throw TableError(line, "more than " + std::to_string(limits.rows) + " features; split the file");
      const auto feature = parse(text, line);
      if (const auto properties = feature.find("properties");
          properties != feature.end() && properties->is_object())
        for (const auto& [name, value] : properties->items()) add_column(name, line);
    }
    add_column("latitude", line);
    add_column("longitude", line);
  }

  bool read(TableRow& row) override {
    row.faults.clear();
    if (!started_) {
      started_ = true;
      row.line = 1;
      row.cells = headings_;
      return true;
    }
    std::string text;
    if (!features_.next(text, row.line)) return false;
    const auto feature = parse(text, row.line);
    row.cells.assign(headings_.size(), "");
    if (const auto properties = feature.find("properties");
        properties != feature.end() && properties->is_object())
      for (const auto& [name, value] : properties->items()) take(row, places_.at(name), value);
    take_point(row, feature);
    return true;
  }

 private:
  void add_column(const std::string& name, std::size_t line) {
    if (!places_.emplace(name, headings_.size()).second) return;
    if (headings_.size() == limits_.columns)
      throw TableError(line, "more than " + std::to_string(limits_.columns) + " properties");
    headings_.push_back(name);
  }

  void take(TableRow& row, std::size_t column, const Json& value) {
    auto& cell = row.cells[column];
    if (value.is_string())
      cell = value.get<std::string>();
    else if (value.is_boolean())
      cell = value.get<bool>() ? "yes" : "no";
    else if (value.is_number())
      cell = value.dump();
    else if (!value.is_null())
      row.faults.push_back({column, "bad_format", "must be a text, a number, true or false"});
    if (cell.size() > limits_.field_bytes)
      throw TableError(row.line, "a property is over " + std::to_string(limits_.field_bytes) + " bytes");
  }

  void take_point(TableRow& row, const Json& feature) {
    const auto geometry = feature.find("geometry");
    if (geometry == feature.end() || geometry->is_null()) return;
    const auto longitude = places_.at("longitude"), latitude = places_.at("latitude");
    const auto point = geometry->is_object() ? geometry->value("coordinates", Json()) : Json();
    const bool good = geometry->is_object() && geometry->value("type", Json()) == "Point" &&
                      point.is_array() && point.size() >= 2 && point[0].is_number() && point[1].is_number();
    if (!good) {
      row.faults.push_back({longitude, "bad_format", "the geometry must be a Point, or null"});
      return;
    }
    row.cells[longitude] = point[0].dump();
    row.cells[latitude] = point[1].dump();
  }

  Features features_;
  town::TableLimits limits_;
  std::vector<std::string> headings_;
  std::map<std::string, std::size_t> places_;
  bool started_ = false;
};

}  // namespace

std::unique_ptr<town::TableReader> open_geojson(const std::filesystem::path& file,
                                                const town::TableLimits& limits) {
  return std::make_unique<GeoJsonReader>(file, limits);
}

}  // namespace imports
