#include "server/delivery/addresses.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string>

namespace delivery {
namespace {

using Bytes = std::array<std::uint8_t, 16>;

struct Block {
  std::uint32_t base;
  int bits;
};
constexpr std::uint32_t at(unsigned a, unsigned b, unsigned c, unsigned d) {
  return a << 24U | b << 16U | c << 8U | d;
}
constexpr Block inside[] = {
    {at(0, 0, 0, 0), 8},      {at(10, 0, 0, 0), 8},     {at(100, 64, 0, 0), 10}, {at(127, 0, 0, 0), 8},
    {at(169, 254, 0, 0), 16}, {at(172, 16, 0, 0), 12},  {at(192, 0, 0, 0), 24},  {at(192, 0, 2, 0), 24},
    {at(192, 88, 99, 0), 24}, {at(192, 168, 0, 0), 16}, {at(198, 18, 0, 0), 15}, {at(198, 51, 100, 0), 24},
    {at(203, 0, 113, 0), 24}, {at(224, 0, 0, 0), 4},    {at(240, 0, 0, 0), 4},
};

bool is_public_4(std::uint32_t address) {
  return std::none_of(std::begin(inside), std::end(inside),
                      [&](const Block& block) { return (address ^ block.base) >> (32 - block.bits) == 0; });
}

std::uint32_t last_four(const Bytes& bytes, std::size_t from) {
  return at(bytes[from], bytes[from + 1], bytes[from + 2], bytes[from + 3]);
}

bool is_public_6(const Bytes& bytes) {
  const auto zeros = [&](std::size_t count) {
    return std::all_of(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count),
                       [](auto byte) { return byte == 0; });
  };
  if (zeros(10) && bytes[10] == 0xff && bytes[11] == 0xff) return is_public_4(last_four(bytes, 12));
  if (zeros(12)) return false;  // unspecified, loopback, IPv4-compatible
  if (bytes[0] == 0x00 && bytes[1] == 0x64 && bytes[2] == 0xff && bytes[3] == 0x9b)
    return is_public_4(last_four(bytes, 12));                                         // NAT64
  if (bytes[0] == 0x20 && bytes[1] == 0x02) return is_public_4(last_four(bytes, 2));  // 6to4
  if (bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] < 2) return false;             // Teredo and others
  if (bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0d && bytes[3] == 0xb8) return false;
  return (bytes[0] & 0xe0U) == 0x20;  // global unicast is 2000::/3
}

}  // namespace

bool is_public(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in four{};
    std::memcpy(&four, &address, sizeof four);
    return is_public_4(ntohl(four.sin_addr.s_addr));
  }
  if (address.sa_family != AF_INET6) return false;
  sockaddr_in6 six{};
  std::memcpy(&six, &address, sizeof six);
  Bytes bytes{};
  std::memcpy(bytes.data(), &six.sin6_addr, bytes.size());
  return is_public_6(bytes);
}

bool is_public(std::string_view address) {
  const std::string text(address);
  in_addr four{};
  if (inet_pton(AF_INET, text.c_str(), &four) == 1) return is_public_4(ntohl(four.s_addr));
  Bytes bytes{};
  return inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1 && is_public_6(bytes);
}

}  // namespace delivery
