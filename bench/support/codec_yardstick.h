#pragma once
#include <memory>
#include <string>

namespace bench {

/// The yardstick of writing JSON: nlohmann's ordered tree.
class JsonTree {
 public:
  explicit JsonTree(const std::string& text);
  ~JsonTree();
  JsonTree(const JsonTree&) = delete;
  JsonTree& operator=(const JsonTree&) = delete;

  std::string dump() const;
  std::string copied_and_dumped() const;  ///< every object and text of it made anew first, as a codec would

 private:
  struct Tree;
  std::unique_ptr<Tree> tree_;
};

}  // namespace bench
