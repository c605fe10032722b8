#pragma once
#include <cstdint>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// What the subcommands of `bin/bench dispatch` share. Each reads its options, prints a table for people and
/// a last line of JSON for machines.
namespace bench {

/// Errors  throws std::runtime_error with what to write instead
class Arguments {
 public:
  Arguments(int argc, char** argv) : words_(argv + 1, argv + argc) {}
  std::string text(std::string_view name, const std::string& otherwise) const {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (words_[i] != name) continue;
      if (i + 1 == words_.size()) throw std::runtime_error(std::string(name) + " needs a value");
      return words_[i + 1];
    }
    return otherwise;
  }
  std::int64_t number(std::string_view name, std::int64_t otherwise) const {
    const auto word = text(name, std::to_string(otherwise));
    std::size_t end = 0;
    const auto value = std::stoll(word, &end);
    if (end != word.size()) throw std::runtime_error(std::string(name) + " needs a whole number");
    return value;
  }
  bool has(std::string_view name) const {
    for (const auto& word : words_)
      if (word == name) return true;
    return false;
  }

 private:
  std::vector<std::string> words_;
};

/// CPU seconds of this thread so far.
double cpu_seconds();

/// Some percentile of the values, e.g. 99; 0 of none.
double percentile(std::vector<double> values, double percent);

int run_vrptw(const Arguments& arguments);
int run_day(const Arguments& arguments);
int run_insert(const Arguments& arguments);
int run_replan(const Arguments& arguments);
int run_trsp(const Arguments& arguments);

}  // namespace bench
