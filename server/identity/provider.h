#pragma once
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <string>

#include "models/time.h"
#include "server/identity/begun.h"
#include "server/identity/id_token.h"
#include "server/identity/settings.h"

namespace identity {

/// Why it did not work.
enum class Trouble {
  none,
  unreachable,  ///< the provider does not answer, or not as it should; or too many ask at this moment
  refused,      ///< what it answered is not for us: a used code, a wrong token
};

/// Shape   url: where to send the browser; why: for the log, without secrets
struct Sent {
  std::string url{};
  Trouble trouble = Trouble::none;
  std::string why{};
};
struct Redeemed {
  std::optional<Identity> identity{};
  Trouble trouble = Trouble::none;
  std::string why{};
};

/// The town's identity provider, spoken to with OpenID Connect: authorization code with PKCE (S256), state
/// and nonce. Redirects are not followed; addresses inside the house only at the issuer's own origin, which
/// somebody wrote into the settings.
///
/// Source  OpenID Connect Core 1.0, 3.1; RFC 7636; RFC 9700
class Provider {
 public:
  explicit Provider(Settings settings, Limits limits = {});
  ~Provider();
  Provider(const Provider&) = delete;
  Provider& operator=(const Provider&) = delete;

  const Settings& settings() const;
  const Limits& limits() const;
  BegunSignIns& begun();

  /// Makes state, nonce and verifier and the address at which the person signs in.
  ///
  /// Shape   begun: page and redirect are given
  boost::asio::awaitable<Sent> send(Begun& begun, models::Time now);
  /// Turns the code that came back into who it is.
  boost::asio::awaitable<Redeemed> redeem(Begun begun, std::string code, models::Time now);
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace identity
