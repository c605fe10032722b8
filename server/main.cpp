#include <cstdio>
#include <exception>

#include "server/commands/commands.h"

int main(int argc, char** argv) {
  try {
    return commands::run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "lamplighter: %s\n", error.what());
    return commands::failed;
  }
}
