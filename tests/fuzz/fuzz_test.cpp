#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "tests/fuzz/targets.h"

namespace {

std::vector<std::string> corpus_of(const fuzz::Target& target) {
  std::vector<std::string> inputs;
  const auto folder = std::filesystem::path(SOURCE_DIR) / "tests/fuzz/corpus" / target.name;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    inputs.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return inputs;
}

/// A few bytes changed, doubled, left out or taken from another input.
std::string changed(const std::vector<std::string>& inputs, std::mt19937& random) {
  const auto below = [&](std::size_t bound) {
    return bound == 0 ? 0 : std::uniform_int_distribution<std::size_t>(0, bound - 1)(random);
  };
  auto input = inputs[below(inputs.size())];
  for (std::size_t turns = 1 + below(6); turns > 0; --turns) {
    const auto at = below(input.size() + 1), length = below(16);
    const auto& other = inputs[below(inputs.size())];
    switch (below(5)) {
      case 0:
        if (at < input.size()) input[at] = static_cast<char>(below(256));
        break;
      case 1:
        input.erase(at, length);
        break;
      case 2:
        input.insert(at, input.substr(at, length));
        break;
      case 3:
        input.insert(at, other.substr(below(other.size() + 1), length));
        break;
      default:
        input.insert(at, 1, static_cast<char>(below(256)));
    }
  }
  return input;
}

class Fuzz : public ::testing::TestWithParam<fuzz::Target> {};

TEST_P(Fuzz, TheCorpusAndItsNeighboursDoNoHarm) {
  const auto inputs = corpus_of(GetParam());
  ASSERT_FALSE(inputs.empty());
  GetParam().run("");
  for (const auto& input : inputs) GetParam().run(input);
  const unsigned seed = std::random_device{}();
  std::printf("seed %u\n", seed);
  std::mt19937 random(seed);
  for (int i = 0; i < 2000; ++i) GetParam().run(changed(inputs, random));
}

INSTANTIATE_TEST_SUITE_P(Targets, Fuzz, ::testing::ValuesIn(fuzz::targets),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
