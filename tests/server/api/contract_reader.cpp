#include "tests/server/api/contract_reader.h"

#include <yaml-cpp/yaml.h>

#include <stdexcept>

namespace {

using Json = nlohmann::json;

constexpr int depth_most = 6;

class Reader {
 public:
  explicit Reader(const std::string& file) : root_(YAML::LoadFile(file)) {}

  std::vector<Operation> operations() const {
    std::vector<Operation> all;
    for (const auto& path : root_["paths"])
      for (const auto& method : path.second) {
        const auto name = method.first.as<std::string>();
        if (name == "parameters") throw std::runtime_error("parameters of a whole path are not read here");
        all.push_back(operation(path.first.as<std::string>(), name, method.second));
      }
    return all;
  }

 private:
  Operation operation(const std::string& path, const std::string& method, const YAML::Node& node) const {
    Operation one;
    one.method = method;
    one.path = "/api/v1" + path;
    for (const auto& given : node["parameters"]) {
      const auto parameter = resolved(given);
      one.parameters.push_back({parameter["name"].as<std::string>(), parameter["in"].as<std::string>()});
    }
    if (!node["requestBody"]) return one;
    const auto content = resolved(node["requestBody"])["content"].begin();
    one.media_type = content->first.as<std::string>();
    if (one.media_type == "application/json") one.body = example(content->second["schema"], 0);
    return one;
  }

  YAML::Node resolved(const YAML::Node& node) const {
    if (!node.IsMap() || !node["$ref"]) return node;
    auto reference = node["$ref"].as<std::string>();
    YAML::Node found = root_;
    for (std::size_t at = 2, end = 0; end != std::string::npos; at = end + 1) {
      end = reference.find('/', at);
      found.reset(found[reference.substr(at, end == std::string::npos ? end : end - at)]);
    }
    if (!found.IsDefined()) throw std::runtime_error("nothing is at " + reference);
    return resolved(found);
  }

  Json example(const YAML::Node& given, int depth) const {
    const auto schema = resolved(given);
    if (depth > depth_most || !schema.IsMap()) return nullptr;
    if (schema["const"]) return schema["const"].as<std::string>();
    if (schema["enum"]) return schema["enum"][0].as<std::string>();
    for (const auto* choice : {"oneOf", "anyOf"})
      if (schema[choice]) return example(schema[choice][0], depth + 1);
    if (schema["allOf"]) {
      // Of one part alone it may be any value, a time, say; several make an object together.
      if (schema["allOf"].size() == 1) return example(schema["allOf"][0], depth + 1);
      Json all = Json::object();
      for (const auto& part : schema["allOf"]) all.update(example(part, depth));
      return all;
    }
    const auto type = schema["type"];
    if (!type) return "x";
    return of_type(type.IsSequence() ? type[0].as<std::string>() : type.as<std::string>(), schema, depth);
  }

  Json of_type(const std::string& type, const YAML::Node& schema, int depth) const {
    if (type == "object") {
      Json object = Json::object();
      for (const auto& property : schema["properties"])
        object[property.first.as<std::string>()] = example(property.second, depth + 1);
      return object;
    }
    if (type == "array") return Json::array({example(schema["items"], depth + 1)});
    if (type == "boolean") return true;
    if (type == "integer" || type == "number") return schema["minimum"] ? schema["minimum"].as<int>() : 1;
    const auto format = schema["format"] ? schema["format"].as<std::string>() : "";
    if (format == "date-time") return "2026-01-05T01:00:00Z";
    if (format == "date") return "2026-01-05";
    if (format == "duration") return "PT1H";
    return "1";
  }

  YAML::Node root_;
};

}  // namespace

std::vector<Operation> read_contract(const std::string& file) { return Reader(file).operations(); }
