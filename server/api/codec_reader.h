#pragma once
#include <cmath>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/error.h"
#include "models/ids.h"
#include "models/names.h"
#include "models/place.h"
#include "models/time.h"

// Only codec_*.cpp may include this: it brings nlohmann/json with it.
namespace api {

using Json = nlohmann::json;

/// Parses a request body into an object.
///
/// Errors  invalid for text that is no JSON, nests deeper than 32 levels, or is not an object
models::Result<Json> parse_object(const std::string& body);

/// Reads the members of an object one by one and remembers everything that is wrong with them.
class ObjectReader {
 public:
  ObjectReader(const Json& object, std::string prefix, std::vector<models::FieldError>& errors)
      : object_(object), prefix_(std::move(prefix)), errors_(errors) {}

  std::string text(std::string_view name, std::size_t longest, bool required = false);
  bool boolean(std::string_view name, bool otherwise = false, bool required = false);
  std::optional<bool> maybe_boolean(std::string_view name);
  std::optional<double> number(std::string_view name, double least, double most, bool required = false);
  std::optional<models::Time> time(std::string_view name);
  std::optional<models::Position> position(std::string_view name);
  /// The member as an object of its own, or nothing.
  const Json* object(std::string_view name);

  template <class Tag>
  models::Id<Tag> id(std::string_view name, models::Id<Tag> = {}) {
    const auto value = text(name, 20);
    if (value.empty()) return {};
    if (const auto id = models::Id<Tag>::parse(value)) return *id;
    wrong(name, "unknown", "is not an id: give it as the string the API gave");
    return {};
  }

  template <class Enum>
  std::optional<Enum> choice(std::string_view name, bool required = false) {
    const auto value = text(name, 64, required);
    if (value.empty()) return std::nullopt;
    auto parsed = models::parse<Enum>(value);
    if (!parsed) wrong(name, "unknown", "is none of the known words");
    return parsed;
  }

  void wrong(std::string_view name, std::string code, std::string_view detail);
  /// Call last: every member that nobody asked for is an error.
  void finish();

 private:
  const Json* member(std::string_view name);
  const Json& object_;
  std::string prefix_;
  std::vector<models::FieldError>& errors_;
  std::vector<std::string> known_;
};

/// The error that carries all field errors.
models::Error field_errors(std::vector<models::FieldError> errors);

}  // namespace api
