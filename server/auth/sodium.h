#pragma once

namespace auth {

/// Starts libsodium once for the whole program; every function of this folder calls it first.
///
/// Errors  throws std::runtime_error when the system has no source of chance
void start_sodium();

}  // namespace auth
