#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "server/http/message.h"

namespace open311 {

enum class Format { xml, json };

/// A piece of an answer. XML has it as an element; JSON drops the outermost name and makes a bare array of a
/// list.
///
/// Source  GeoReport v2, the Spark convention
struct Node {
  enum class Kind { text, number, flag, empty, object, list };
  std::string name;
  Kind kind = Kind::object;
  std::string text{};
  std::vector<Node> children{};

  static Node object(std::string name) { return {std::move(name), Kind::object}; }
  static Node list(std::string name) { return {std::move(name), Kind::list}; }
  /// Shape   an empty text is an empty element, in JSON null
  static Node words(std::string name, std::string value);
  static Node whole(std::string name, std::int64_t value);
  /// Shape   six decimals
  static Node degrees(std::string name, double value);
  static Node flag(std::string name, bool value);
  Node& add(Node child) {
    children.push_back(std::move(child));
    return *this;
  }
};

/// Characters that XML cannot hold are left out of both forms.
std::string write(const Node& root, Format format);

http::Response answer(int status, const Node& root, Format format);

/// Why a call failed.
///
/// Shape   status: 400, 403, 404, or of a failure below the rules; description: for people
struct Failure {
  int status = 400;
  std::string description;
};
http::Response answer(const Failure& failure, Format format);

/// `services.json`: the name before the last dot and the format behind it.
///
/// Errors  false for any other ending, the format is then XML
bool split_format(std::string_view text, std::string& name, Format& format);

}  // namespace open311
