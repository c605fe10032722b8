#pragma once
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "server/api/context.h"
#include "server/api/images.h"
#include "server/api/metrics.h"
#include "server/api/readings.h"
#include "server/auth/passwords.h"
#include "server/auth/sessions.h"
#include "server/auth/throttle.h"
#include "server/events/hub.h"
#include "server/exports/runner.h"
#include "server/http/router.h"
#include "server/imports/runner.h"
#include "server/storage/database.h"
#include "server/storage/photo_files.h"
#include "tests/support/small_town.h"
#include "tests/support/storage_fixture.h"

/// The endpoints on a real database, without sockets and with a stepped clock.
class ApiTest : public testing::Test {
 protected:
  using Json = nlohmann::json;

  struct Sent {
    http::Method method = http::Method::get;
    std::string target;
    std::string body;
    std::string token;
    http::Fields headers;
  };
  struct Got {
    int status = 0;
    std::string body;
    http::Fields headers;
    std::shared_ptr<http::EventStream> stream;
    Json json() const { return Json::parse(body); }
    std::string header(std::string_view name) const;
    /// The names of the fields a problem complains of.
    std::vector<std::string> wrong_fields() const;
  };

  ApiTest();
  Got send(Sent request);
  Got get(const std::string& target, const std::string& token);
  Got post(const std::string& target, const Json& body, const std::string& token, http::Fields headers = {});
  Got put(const std::string& target, const Json& body, const std::string& token, http::Fields headers = {});

  /// A whole PNG of one grey.
  static std::string grey_picture(int shade);
  /// A session of this account.
  std::string sign_in(const models::Actor& actor);
  /// Takes a call and opens an order for it; its id.
  std::string open_order(const std::string& kind = "HP-NOHEAT");
  std::size_t count_events(const std::string& order);

  support::TemporaryFolder folder_;
  boost::asio::io_context io_;
  std::unique_ptr<storage::Database> database_;
  storage::PhotoFiles photo_files_;
  auth::PasswordWorkers passwords_;
  auth::SessionCache sessions_;
  auth::Throttle throttle_;
  api::Images images_{{.module = LAMPLIGHTER_PICTURES}};
  api::Metrics metrics_;
  events::Hub hub_;
  models::Time now_;
  api::Context context_;
  std::shared_ptr<api::ReadingDesk> readings_ = std::make_shared<api::ReadingDesk>();
  exports::Options export_options();
  std::unique_ptr<imports::Runner> imports_;  ///< likewise
  std::unique_ptr<exports::Runner> exports_;  ///< not started: a test says when
  http::Router router_;
  support::SmallTown town_;
  std::string operator_, dispatcher_, checker_, admin_, supervisor_, heat_, light_;
};
