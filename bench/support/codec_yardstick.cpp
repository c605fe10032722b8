#include "bench/support/codec_yardstick.h"

#include <nlohmann/json.hpp>

namespace bench {

struct JsonTree::Tree {
  nlohmann::ordered_json json;
};

JsonTree::JsonTree(const std::string& text)
    : tree_(std::make_unique<Tree>(Tree{nlohmann::ordered_json::parse(text)})) {}
JsonTree::~JsonTree() = default;

std::string JsonTree::dump() const { return tree_->json.dump(); }
std::string JsonTree::copied_and_dumped() const { return nlohmann::ordered_json(tree_->json).dump(); }

}  // namespace bench
