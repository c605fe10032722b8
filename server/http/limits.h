#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "server/http/message.h"

namespace http {

/// Every bound of the HTTP server; the time limits are budgets for the whole step and are not
/// re-armed by each byte that arrives.
///
/// Units   bytes and milliseconds as named; a count otherwise
struct Limits {
  std::size_t header_bytes = 16 * 1024;
  std::size_t target_bytes = 8 * 1024;
  std::size_t header_count = 100;
  std::size_t body_bytes = 1024 * 1024;
  /// Another body limit for some routes; nullopt keeps `body_bytes`. Called from any thread.
  std::function<std::optional<std::size_t>(Method, std::string_view path)> body_limit;
  /// Chunk sizes, extensions and trailers of one request; each eight bytes of body allow one more.
  std::size_t chunk_overhead_bytes = 16 * 1024;
  /// Bodies of all requests together, while they are read and answered.
  std::size_t buffered_body_bytes = 128 * 1024 * 1024;

  std::chrono::milliseconds header_time{10'000};
  std::chrono::milliseconds body_time{12'000};
  /// A body that keeps arriving earns one more second for each of these.
  std::size_t body_bytes_per_second = 64 * 1024;
  std::chrono::milliseconds idle_time{75'000};
  std::chrono::milliseconds write_time{30'000};
  /// A response earns one more second of write time for each of these.
  std::size_t write_bytes_per_second = 16 * 1024;
  /// How long a refused client may still read its answer while its own bytes are thrown away.
  std::chrono::milliseconds linger_time{2'000};
  std::size_t linger_bytes = 4 * 1024 * 1024;

  std::size_t connections = 10'000;
  std::size_t connections_per_address = 0;  // 0: no limit
  /// Connections over those limits that are told 503 at the same time; more are closed unheard.
  std::size_t refused_connections = 256;
  std::size_t in_flight_requests = 1024;
  /// More of them for requests that come first (Hooks::comes_first), once the others are refused.
  std::size_t in_flight_kept_free = 32;
  /// Once half of the places are taken, so many of them for one client; 0: all.
  std::size_t in_flight_per_client = 512;
  /// Requests answered from one read before other connections get their turn.
  std::size_t pipelined_requests = 16;
  std::size_t accept_backlog = 1024;
  std::chrono::seconds retry_after{1};
};

}  // namespace http
