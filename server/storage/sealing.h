#pragma once
#include <string>
#include <string_view>

/// Files of their own beside the encrypted database: sealed with XChaCha20-Poly1305 of libsodium, each bound
/// to its name, so that nobody can read one without the key or put one in another's place.
namespace storage {

/// Shape   key: 32 bytes; name: bound to the bytes, not kept in them
std::string seal(std::string_view bytes, std::string_view key, std::string_view name);

bool is_sealed(std::string_view bytes);

/// Errors  throws std::runtime_error, with the name, when the key or the name does not fit or a byte was
/// changed
std::string unseal(std::string_view sealed, std::string_view key, std::string_view name);

}  // namespace storage
