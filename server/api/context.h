#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "dispatch/account_rules.h"
#include "dispatch/verdict.h"
#include "models/place.h"
#include "models/time.h"
#include "server/api/rate_limits.h"
#include "server/http/proxies.h"

namespace auth {
class PasswordWorkers;
class SessionCache;
class Throttle;
}  // namespace auth
namespace events {
class Hub;
}
namespace identity {
struct Settings;  // NOLINT(bugprone-forward-declaration-namespace)
class Provider;
}  // namespace identity
namespace passkeys {
class Desk;
}
namespace exports {
class Runner;
}
namespace imports {
class Runner;
}
namespace district {
class Board;
class Inheritance;
}  // namespace district
namespace http {
class StaticFiles;
struct Counters;
}  // namespace http
namespace storage {
class Database;
class Neighbour;
class PhotoFiles;
}  // namespace storage

namespace api {

class ForecastDesk;
class Images;
class Metrics;
class OpenData;
class Refusals;
class SharedAnswers;

/// What of the settings the endpoints need.
///
/// Units   bytes, seconds and counts as named
struct Settings {
  models::LocalizedText town{"潞城镇", "Lucheng"};
  std::string hotline;
  bool demo = false;
  bool secure_cookies = false;  ///< true behind TLS: the cookie is then __Host- and Secure
  dispatch::SignInRules sign_in{};
  http::TrustedProxies proxies{};
  int utc_offset_seconds = 8 * 3600;
  std::size_t photo_bytes = 15u * 1024 * 1024;
  std::size_t photos_per_order = 60;
  std::size_t import_bytes = 48u * 1024 * 1024;  ///< of a file taken into a register
  int unmaskings_per_hour = 60;
  bool open_data = false;  ///< facilities and counts for everybody, nothing of a person
  RateLimits::Limits rates{};
  dispatch::CallBackRules call_backs{};
};

/// Everything an endpoint may use. Owned by the app, which outlives every request.
struct Context {
  storage::Database& database;
  storage::PhotoFiles& photo_files;
  auth::PasswordWorkers& passwords;
  auth::SessionCache& sessions;
  auth::Throttle& throttle;
  events::Hub& hub;
  Images& images;
  Metrics& metrics;
  const http::StaticFiles* pages = nullptr;  ///< the built web pages, or none
  std::function<models::Time()> clock;
  Settings settings;
  std::shared_ptr<Refusals> refusals = nullptr;             ///< made with the routes
  std::shared_ptr<RateLimits> rates = nullptr;              ///< likewise
  std::shared_ptr<OpenData> open_data = nullptr;            ///< likewise
  std::shared_ptr<SharedAnswers> shared_answers = nullptr;  ///< likewise
  std::shared_ptr<ForecastDesk> forecasts = nullptr;        ///< likewise
  identity::Provider* provider = nullptr;                   ///< none: everybody signs in with a password
  passkeys::Desk* passkey_desk = nullptr;                   ///< none: as without a public address
  exports::Runner* exports = nullptr;                       ///< none: no lists leave as files
  imports::Runner* imports = nullptr;                       ///< none: no files are taken in
  district::Board* district = nullptr;                      ///< none: this installation is no district's
  district::Inheritance* inheritance = nullptr;             ///< none: a town under no district
};

}  // namespace api
