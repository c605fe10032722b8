// The door for libFuzzer; built once for each target by the fuzz preset, with FUZZ_TARGET naming it.
#ifdef FUZZ_TARGET

#include <cstddef>
#include <cstdint>

#include "tests/fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::FUZZ_TARGET({reinterpret_cast<const char*>(data), size});
  return 0;
}

#endif
