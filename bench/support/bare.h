#pragma once
#include <cstdint>
#include <filesystem>

namespace bench {

/// The yardstick: Beast, SQLite and nothing else. No accounts, no checks, no log, no events beside a row; but
/// the same durability, and one commit for all changes that wait together. Serves until it is killed.
///
/// Shape   POST /orders, PUT /orders/N, GET /orders/N, GET /orders (50), GET /counts, GET /events (told of
/// every
///         POST); `orders` rows from before, each of about so many bytes
void serve_bare(const std::filesystem::path& folder, std::uint16_t port, int threads, int orders, int bytes);

}  // namespace bench
