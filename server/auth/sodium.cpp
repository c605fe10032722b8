#include "server/auth/sodium.h"

#include <sodium.h>

#include <stdexcept>

namespace auth {

void start_sodium() {
  static const int started = sodium_init();
  if (started < 0) throw std::runtime_error("libsodium does not start: no source of random numbers");
}

}  // namespace auth
