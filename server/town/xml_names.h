#pragma once
#include <pugixml.hpp>
#include <string_view>

namespace town {

/// A name without its namespace prefix: some programs write x:row, most write row.
inline std::string_view local_name(std::string_view name) { return name.substr(name.find(':') + 1); }

inline bool is(const pugi::xml_node& node, std::string_view name) { return local_name(node.name()) == name; }

/// The first child of this local name, or an empty node.
inline pugi::xml_node child(const pugi::xml_node& node, std::string_view name) {
  for (const auto& item : node.children())
    if (is(item, name)) return item;
  return {};
}

}  // namespace town
