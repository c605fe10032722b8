#pragma once
#include <span>
#include <string>

// What `bin/bench dispatch WORD …` can do: one function for each word, each in its own file here.
namespace bench_dispatch {

/// Answers the exit code; `arguments` are those after the word.
using Command = int (*)(std::span<char* const> arguments);

int vrptw(std::span<char* const> arguments);

/// The value behind a flag such as "--seeds"; `otherwise` where the flag is not there.
std::string value_of(std::span<char* const> arguments, const std::string& flag, const std::string& otherwise);

}  // namespace bench_dispatch
