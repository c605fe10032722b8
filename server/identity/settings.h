#pragma once
#include <chrono>
#include <cstddef>
#include <string>

namespace identity {

/// Which identity provider people may sign in at.
///
/// Shape   public_address: of this server as browsers see it, e.g. https://town.example; empty: the Host they
/// name; issuer: empty for none; client_secret: empty for a public client, which PKCE alone protects; name:
/// on the button, empty for a general word
struct Settings {
  std::string issuer{};
  std::string client_id{};
  std::string client_secret{};
  std::string name{};
  std::string public_address{};
};

struct Limits {
  std::chrono::milliseconds connect_time{5'000};
  std::chrono::milliseconds whole_time{10'000};
  std::size_t answer_bytes = 256 * 1024;
  int threads = 2;
  int queue = 64;                        ///< questions waiting for a thread; more are refused
  std::chrono::seconds kept{3600};       ///< what the provider says of itself, and its keys
  std::chrono::seconds keys_again{30};   ///< an unknown key makes them be read anew, not more often
  std::chrono::seconds begun_kept{600};  ///< time to sign in over there
  std::chrono::seconds code_kept{300};   ///< time to give the authenticator's code afterwards
  std::size_t begun = 10'000;            ///< sign-ins under way; the oldest go
  std::size_t token_bytes = 16 * 1024;   ///< largest ID token
};

/// What is wrong with the settings, for whoever starts the program; empty when they are good.
std::string wrong_with(const Settings& settings);

}  // namespace identity
