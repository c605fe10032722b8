#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

/// What server/api/openapi.yaml says of one method of one path.
struct Operation {
  struct Parameter {
    std::string name;
    std::string in;  ///< path, query or header
  };
  std::string method;
  std::string path;  ///< with /api/v1 before it
  std::vector<Parameter> parameters;
  std::string media_type;  ///< of the body; empty: it takes none
  nlohmann::json body;     ///< one that fits its schema, every field there; null when it is not JSON
};

/// All operations of the contract.
///
/// Errors  std::runtime_error when the file cannot be read or names what it does not hold
std::vector<Operation> read_contract(const std::string& file);
