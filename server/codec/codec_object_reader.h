#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/error.h"
#include "models/ids.h"
#include "models/names.h"
#include "models/place.h"
#include "models/time.h"

namespace codec {

/// Reads one JSON object, of a file or a request, field by field and collects everything wrong with it (the
/// first 200), so that a person mends it in one go.
///
/// Shape   a wrong or absent field reads as the default; say `finish` at the end, which reports every field
///         nobody asked for
class ObjectReader {
 public:
  /// Errors  nothing, and one error, when the text is no JSON object, nests deeper than 32 levels or is
  /// longer than `maximum_bytes`
  static std::optional<ObjectReader> parse(std::string_view json, std::vector<models::FieldError>& errors,
                                           std::size_t maximum_bytes = 4 * 1024 * 1024);

  bool has(const std::string& key);  ///< present and not null
  std::string text(const std::string& key, bool required, std::size_t maximum_characters = 200);
  bool flag(const std::string& key, bool otherwise, bool required = false);
  std::optional<bool> maybe_flag(const std::string& key);
  std::optional<models::Time> time(const std::string& key);  ///< RFC 3339
  std::int64_t integer(const std::string& key, std::int64_t minimum, std::int64_t maximum,
                       std::optional<std::int64_t> otherwise);
  std::optional<double> number(const std::string& key, double minimum, double maximum, bool required);
  models::LocalizedText localized(const std::string& key, bool required,
                                  std::size_t maximum_characters = 200);
  std::vector<std::string> texts(const std::string& key, std::size_t maximum_items = 100,
                                 std::size_t maximum_characters = 200);
  std::vector<models::LocalizedText> localized_list(const std::string& key, std::size_t maximum_items = 50,
                                                    std::size_t maximum_characters = 500);
  std::optional<ObjectReader> object(const std::string& key, bool required);
  std::vector<ObjectReader> objects(const std::string& key, bool required, std::size_t maximum_items = 500);
  std::optional<models::Position> position(const std::string& key);

  /// An id as the API gives it, a string; 0 when there is none.
  template <class Tag>
  models::Id<Tag> id(const std::string& key) {
    const auto value = text(key, false, 20);
    if (value.empty()) return {};
    if (const auto id = models::Id<Tag>::parse(value)) return *id;
    wrong(key, "bad_format", "is no id; give the string that the API gave");
    return {};
  }

  /// One of the words of an enum, by models::name.
  template <class Enum>
  std::optional<Enum> choice(const std::string& key, bool required = false) {
    const auto value = text(key, required, 64);
    if (value.empty()) return std::nullopt;
    auto parsed = models::parse<Enum>(value);
    if (!parsed) wrong(key, "unknown", "is none of the known words");
    return parsed;
  }

  /// Adds an error at a field of this object.
  void wrong(const std::string& key, std::string code, std::string detail);
  void finish();

 private:
  // Typeless here because only codec_*.cpp know the JSON library.
  ObjectReader(std::shared_ptr<const void> document, const void* value, std::string path,
               std::vector<models::FieldError>& errors);
  const void* find(const std::string& key, bool required);
  const void* find_list(const std::string& key, bool required, std::size_t maximum_items);
  std::string path_of(const std::string& key) const;
  std::string read_text(const void* value, const std::string& path, bool required,
                        std::size_t maximum_characters);
  models::LocalizedText read_localized(const void* value, const std::string& path, bool required,
                                       std::size_t maximum_characters);
  void add(const std::string& path, std::string code, std::string detail);

  std::shared_ptr<const void> document_;
  const void* value_;
  std::string path_;
  std::vector<models::FieldError>* errors_;
  std::vector<std::string> asked_;
};

/// One error of all the fields, or nothing when there are none.
std::optional<models::Error> error_of(std::vector<models::FieldError> fields, const std::string& what);

}  // namespace codec
