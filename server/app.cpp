#include "server/app.h"

#include <malloc.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <csignal>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "dispatch/reach.h"
#include "server/api/codec_work_order.h"
#include "server/api/images.h"
#include "server/api/metrics.h"
#include "server/api/month_report.h"
#include "server/api/others.h"
#include "server/api/problem.h"
#include "server/api/refusals.h"
#include "server/api/routes.h"
#include "server/api/storage_trouble.h"
#include "server/app_options.h"
#include "server/auth/first_admin.h"
#include "server/auth/tokens.h"
#include "server/delivery/sender.h"
#include "server/district/board.h"
#include "server/district/inheritance.h"
#include "server/events/hub.h"
#include "server/exports/runner.h"
#include "server/gauges.h"
#include "server/http/listener.h"
#include "server/http/router.h"
#include "server/http/static_files.h"
#include "server/http/tls.h"
#include "server/identity/provider.h"
#include "server/imports/runner.h"
#include "server/mqtt/intake.h"
#include "server/open311/routes.h"
#include "server/passkeys/desk.h"
#include "server/plain/routes.h"
#include "server/reading_desk.h"
#include "server/resident_memory.h"
#include "server/service_manager.h"
#include "server/storage/audit_head.h"
#include "server/storage/photo_files.h"
#include "server/traces.h"
#include "server/workers/backups.h"
#include "server/workers/planner.h"
#include "server/workers/workers.h"

namespace app {
namespace {

namespace asio = boost::asio;

std::optional<std::string> make_first_admin(storage::Database& database, const config::Config& config) {
  std::optional<std::string> password;
  database.write_now([&](models::Transaction& tx) {
    password = auth::make_first_admin(tx, auth::new_one_time_password(), config.password_cost, wall_clock());
    return password.has_value();
  });
  return password;
}

bool has_demo_accounts(storage::Database& database) {
  bool demo = false;
  database.read_now([&](models::Transaction& tx) {
    for (const auto& account : tx.accounts().list()) demo = demo || account.demo;
  });
  return demo;
}

}  // namespace

models::Time wall_clock() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

void start_log(const std::string& level) {
  auto logger = spdlog::stderr_logger_mt("lamplighter");
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
  logger->set_level(spdlog::level::from_str(level));
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
}

// Each thread that answers may read by itself.
storage::DatabaseLimits database_limits(const config::Config& config) {
  auto limits = config.database;
  limits.readers_at_hand = config.threads;
  return limits;
}

// Members are destroyed from the last to the first: what uses goes before what is used.
struct App::Parts {
  explicit Parts(config::Config given)
      : config(std::move(given)),
        io(config.threads),
        database(storage::open_database(config.data_directory, database_limits(config))),
        photo_files(config.data_directory, storage::photo_key(config.data_directory, config.database.key)),
        passwords(config.password_cost, config.password_workers),
        sessions(config.sessions),
        throttle(config.throttle),
        images(config.images),
        pages(config.web_directory, config.pages),
        hub(
            io, *database, [](const models::Event& event) { return api::write(api::masked(event)); },
            dispatch::may_hear, config.events),
        workers(*database, worker_options(config, photo_files)),
        planner(*database, planner_options(config)),
        traces(config.otlp_endpoint),
        sender(*database, sender_options()),
        backups(*database, backups_options(config)),
        exports(*database, exports_options(config)),
        imports(*database, imports_options(config)),
        passkey_desk(passkeys::offer_of(config.identity.public_address)),
        context{*database, photo_files, passwords, sessions,   throttle,  hub,
                images,    metrics,     &pages,    wall_clock, config.api},
        router(error_body),
        listener(io, limits(), open311::tolerant(api::with_storage_trouble(router.handler())), hooks()),
        signals(io, SIGTERM, SIGINT) {
    first_password = make_first_admin(*database, config);
    if (!this->config.identity.issuer.empty()) {
      provider.emplace(this->config.identity);
      context.provider = &*provider;
    }
    context.passkey_desk = &passkey_desk;
    if (const auto& why_not = passkey_desk.offer().why_not; !why_not.empty())
      spdlog::info("{}", passkeys::words_of(why_not));
    context.settings.demo = has_demo_accounts(*database);
    auto& rules = context.settings.sign_in;
    rules.demo = context.settings.demo;
    rules.password.longest_age = std::chrono::days{config.password_days};
    rules.password.context_words = {"lamplighter", "点灯人", config.api.town.zh, config.api.town.en,
                                    config.api.hotline};
    if (this->config.district.board) {
      district.emplace(*database, this->config.database, board_options(this->config));
      context.district = &*district;
    }
    if (!this->config.district.rules_of.empty()) {
      inheritance.emplace(*database, this->config.database, this->config.district.rules_of,
                          inheritance_options());
      context.inheritance = &*inheritance;
    }
    context.exports = &exports;
    context.imports = &imports;
    const auto readings = make_reading_desk(this->config, *database, metrics);
    api::add_routes(router, context, config.map, readings);
    if (!this->config.mqtt.broker.empty()) {
      mqtt_intake.emplace(*database, readings, mqtt_options(this->config));
      add_mqtt_gauges(metrics, *mqtt_intake);
    }
    open311::add_routes(router, context, this->config.open311);
    plain::add_routes(router, context);
    add_gauges(metrics,
               {listener.counters(), *database, workers, planner, sender, backups, exports, imports});
    traces.add_counters(metrics);
    database->on_told([this](const std::string& message) {
      api::hear(context, message);
      exports.hear(message);
      imports.hear(message);
    });
    database->on_commit(planner.waker());
    database->on_commit(sender.waker());
  }

  delivery::SenderOptions sender_options() {
    delivery::SenderOptions options;
    options.on_span = traces.sink();
    // Asked only once everything stands: threads start last.
    options.month_report = [this](models::Transaction& tx, const std::string& month,
                                  const std::string& language) {
      return api::month_letter(tx, context, month, language, wall_clock());
    };
    options.clock = wall_clock;
    options.wire = config.delivery;
    options.threads = config.delivery_threads;
    options.contact = config.delivery_contact;
    options.on_error = tell_error;
    return options;
  }

  static http::Response error_body(int status, std::string_view detail, const http::Request* request) {
    if (auto response = open311::failure_below(status, detail, request)) return *response;
    if (auto response = plain::failure_below(status, request)) return *response;
    return api::to_problem(status, detail, request);
  }

  http::Limits limits() {
    auto limits = config.http;
    limits.body_limit = [settings = config.api](http::Method method, std::string_view path) {
      if (const auto limit = open311::body_limit(settings, method, path)) return limit;
      if (const auto limit = plain::body_limit(settings, method, path)) return limit;
      return api::body_limit(settings, method, path);
    };
    return limits;
  }

  http::Hooks hooks() {
    http::Hooks hooks;
    hooks.error_body = error_body;
    hooks.decorate = [this, tls = !config.tls_certificate.empty()](http::Response& response,
                                                                   const http::Request& request) {
      api::decorate(response, request, config.map.hosts());
      traces.decorate(response, request);
      if (tls) response.header("Strict-Transport-Security", "max-age=31536000");
    };
    hooks.client_of = [this](const http::Request& request) {
      return context.settings.proxies.client_address(request);
    };
    // Somebody may be telling of a danger: how much else there is to do does not count.
    hooks.comes_first = [](const http::Request& request) {
      constexpr std::array<std::string_view, 5> reports{"/api/v1/reports", "/api/v1/public/reports",
                                                        "/open311/v2/requests.json",
                                                        "/open311/v2/requests.xml", "/plain/reports"};
      return request.method == http::Method::post &&
             std::ranges::find(reports, request.path) != reports.end();
    };
    hooks.on_exchange = [this](const http::Exchange& exchange) {
      metrics.count(exchange);
      traces.note(exchange);
    };
    hooks.on_failure = [](const http::Request& request, const std::string& what) {
      spdlog::error("request {} trace {} {} {}: {}", request.request_id, Traces::context_of(request).trace,
                    request.method_name, request.route, what);
    };
    return hooks;
  }

  // Once, when the first second is over: what the start took is given back. Then each minute: refusals that
  // got no row of their own are told, also when no other comes; jobs are called out among several servers.
  asio::awaitable<void> keep_house() {
    for (std::chrono::seconds time{1};; time = std::chrono::minutes{1}) {
      house_timer.expires_after(time);
      const asio::use_awaitable_t<> token;
      try {
        co_await house_timer.async_wait(token);
      } catch (const boost::system::system_error&) {
        co_return;  // the program stops
      }
      if (time < std::chrono::minutes{1}) {
        give_back_start_up_memory();
        continue;
      }
      co_await api::record_sums(context, false);
      exports.call_roll();
      imports.call_roll();
      // What a rush took goes back to the system once it is over; the allocator by itself would keep it.
      malloc_trim(0);
    }
  }

  asio::awaitable<void> stop() {
    hub.stop();
    co_await listener.stop(std::chrono::seconds{config.grace_seconds});
    asio::post(house_strand, [this] { house_timer.cancel(); });
    co_await api::record_sums(context, true);
    signals.cancel();
    io.stop();
  }

  config::Config config;
  asio::io_context io;  // before all that posts to it, so that it goes last
  std::unique_ptr<storage::Database> database;
  storage::PhotoFiles photo_files;
  auth::PasswordWorkers passwords;
  auth::SessionCache sessions;
  auth::Throttle throttle;
  api::Images images;
  http::StaticFiles pages;
  api::Metrics metrics;
  events::Hub hub;
  workers::Workers workers;
  workers::Planner planner;
  Traces traces;  // before those who tell it of their steps
  delivery::Sender sender;
  workers::Backups backups;
  exports::Runner exports;
  imports::Runner imports;
  std::optional<identity::Provider> provider;
  std::optional<mqtt::Intake> mqtt_intake;
  std::optional<district::Board> district;
  std::optional<district::Inheritance> inheritance;
  passkeys::Desk passkey_desk;
  api::Context context;
  http::Router router;
  http::Listener listener;
  asio::signal_set signals;
  std::optional<std::string> first_password;
  asio::strand<asio::io_context::executor_type> house_strand{io.get_executor()};
  asio::steady_timer house_timer{house_strand};  ///< touched on its strand only
};

namespace {

/// Nothing when the program speaks plain HTTP, behind a proxy or on the machine itself.
std::shared_ptr<http::Tls> tls_of(const config::Config& config) {
  if (config.tls_certificate.empty() && config.tls_key.empty()) return nullptr;
  if (config.tls_certificate.empty() || config.tls_key.empty())
    throw std::invalid_argument("tls.certificate and tls.key come together: give both or neither");
  return std::make_shared<http::Tls>(http::TlsFiles{config.tls_certificate, config.tls_key});
}

config::Config with_secure_cookies(config::Config config) {
  if (!config.tls_certificate.empty()) config.api.secure_cookies = true;
  return config;
}

}  // namespace

App::App(config::Config config) : parts_(std::make_unique<Parts>(with_secure_cookies(std::move(config)))) {
  const auto tls = tls_of(parts_->config);
  std::string host;
  std::uint16_t port = 0;
  if (!config::split_address(parts_->config.listen, host, port))
    throw std::invalid_argument("listen must be HOST:PORT");
  parts_->hub.start();
  try {
    parts_->listener.listen(host, port, tls);
  } catch (const boost::system::system_error& error) {
    throw std::runtime_error("cannot listen on " + parts_->config.listen + ": " + error.code().message() +
                             ". Does it run already? Another address: --listen HOST:PORT");
  }
}

App::~App() = default;

std::optional<std::string> App::first_password() const { return parts_->first_password; }

std::uint16_t App::port() const { return parts_->listener.local_port(); }

void App::run() {
  auto& parts = *parts_;
  parts.workers.start();
  parts.planner.start();
  parts.traces.start();
  parts.sender.start();
  parts.backups.start();
  if (parts.mqtt_intake) parts.mqtt_intake->start();
  if (parts.district) parts.district->start();
  if (parts.inheritance) parts.inheritance->start();
  parts.exports.start();
  parts.imports.start();
  parts.signals.async_wait([&parts](const boost::system::error_code& error, int signal) {
    if (error) return;
    spdlog::info("signal {}: stopping", signal);
    tell_service_manager("STOPPING=1");
    asio::co_spawn(parts.io, parts.stop(), [](const std::exception_ptr& failure) {
      if (failure) spdlog::critical("the stop failed");
    });
  });
  asio::co_spawn(parts.house_strand, parts.keep_house(), [](const std::exception_ptr& failure) {
    if (failure) spdlog::critical("nobody keeps house any more: refusals are told late, memory is kept");
  });
  if (!tell_service_manager("READY=1"))
    spdlog::warn("the service manager was not reached: it waits for READY=1");
  std::vector<std::jthread> threads;
  for (int i = 1; i < parts.config.threads; ++i) threads.emplace_back([&parts] { parts.io.run(); });
  parts.io.run();
  threads.clear();
  if (parts.mqtt_intake) parts.mqtt_intake->stop();
  if (parts.inheritance) parts.inheritance->stop();
  if (parts.district) parts.district->stop();
  parts.imports.stop();
  parts.exports.stop();
  parts.backups.stop();
  parts.sender.stop();
  parts.planner.stop();
  parts.workers.stop();
  parts.passwords.stop();
  if (parts.provider) parts.provider->stop();
  parts.traces.stop();
  parts.images.stop();
  parts.database->close();
  spdlog::info("stopped");
}

}  // namespace app
