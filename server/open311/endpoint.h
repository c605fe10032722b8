#pragma once
#include <boost/asio/awaitable.hpp>

#include "server/api/endpoint.h"
#include "server/api/rate_limits.h"
#include "server/open311/document.h"
#include "server/open311/form.h"
#include "server/open311/settings.h"

namespace open311 {

using Reply = boost::asio::awaitable<http::Response>;

/// One call, its format read, and what it works with.
struct Asked {
  api::Context& context;
  const Settings& settings;
  api::Call& call;
  Format format = Format::xml;
  std::string name{};  ///< services, requests, …
  std::string id{};    ///< what stands behind it
  std::string base{};  ///< https://town.example
  api::RateLimits::Standing standing{};
};

/// Runs a rule as a read or as a change; its errors come in the asked format.
Reply reading(Asked& asked, api::Rule rule);
Reply changing(Asked& asked, api::Rule rule);

// taking.cpp
Reply take_request(Asked& asked, const Form& form);
Reply show_token(Asked& asked);
Reply show_media(Asked& asked, const std::string& token, const std::string& name);

// updates.cpp
Reply list_updates(Asked& asked);
Reply take_update(Asked& asked, const Form& form);

}  // namespace open311
