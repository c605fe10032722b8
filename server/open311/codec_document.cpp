#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <sstream>

#include "server/open311/document.h"

namespace open311 {
namespace {

using Json = nlohmann::ordered_json;
using Kind = Node::Kind;

// XML 1.0 knows no control characters but tab and line ends, and neither U+FFFE nor U+FFFF.
std::string printable(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') continue;
    if (byte == 0x7f) continue;
    if (text.substr(i, 3) == "\xef\xbf\xbe" || text.substr(i, 3) == "\xef\xbf\xbf") {
      i += 2;
      continue;
    }
    result += text[i];
  }
  return result;
}

void write_xml(pugi::xml_node parent, const Node& node) {
  auto element = parent.append_child(node.name.c_str());
  if (node.kind == Kind::object || node.kind == Kind::list) {
    for (const auto& child : node.children) write_xml(element, child);
  } else if (node.kind != Kind::empty) {
    element.append_child(pugi::node_pcdata).set_value(printable(node.text).c_str());
  }
}

Json json_of(const Node& node) {
  switch (node.kind) {
    case Kind::empty:
      return nullptr;
    case Kind::text:
      return printable(node.text);
    case Kind::number:
      return Json::parse(node.text);
    case Kind::flag:
      return node.text == "true";
    case Kind::list: {
      auto all = Json::array();
      for (const auto& child : node.children) all.push_back(json_of(child));
      return all;
    }
    case Kind::object:
      break;
  }
  auto all = Json::object();
  for (const auto& child : node.children) all[child.name] = json_of(child);
  return all;
}

}  // namespace

Node Node::words(std::string name, std::string value) {
  const auto kind = value.empty() ? Kind::empty : Kind::text;
  return {std::move(name), kind, std::move(value)};
}

Node Node::whole(std::string name, std::int64_t value) {
  return {std::move(name), Kind::number, std::to_string(value)};
}

Node Node::degrees(std::string name, double value) {
  std::array<char, 40> digits{};
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed, 6);
  return {std::move(name), Kind::number, std::string(digits.data(), end.ptr)};
}

Node Node::flag(std::string name, bool value) {
  return {std::move(name), Kind::flag, value ? "true" : "false"};
}

std::string write(const Node& root, Format format) {
  if (format == Format::json) return json_of(root).dump();
  pugi::xml_document document;
  auto declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "utf-8";
  write_xml(document, root);
  std::ostringstream text;
  document.save(text, "", pugi::format_raw, pugi::encoding_utf8);
  return text.str();
}

http::Response answer(int status, const Node& root, Format format) {
  auto response = http::Response::make(
      status, format == Format::json ? "application/json; charset=utf-8" : "text/xml; charset=utf-8",
      write(root, format));
  response.header("Cache-Control", "no-store");
  response.header("Access-Control-Allow-Origin", "*");
  return response;
}

http::Response answer(const Failure& failure, Format format) {
  auto error = Node::object("error");
  error.add(Node::words("code", std::to_string(failure.status)));
  error.add(Node::words("description", failure.description));
  return answer(failure.status, Node::list("errors").add(std::move(error)), format);
}

bool split_format(std::string_view text, std::string& name, Format& format) {
  const auto dot = text.rfind('.');
  format = Format::xml;
  name = std::string(text.substr(0, dot));
  if (dot == std::string_view::npos) return false;
  const auto ending = text.substr(dot + 1);
  if (ending == "json") format = Format::json;
  return ending == "json" || ending == "xml";
}

}  // namespace open311
