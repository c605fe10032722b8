#include "tests/server/api/fixture.h"

#include <vips/vips.h>

#include <boost/asio/co_spawn.hpp>

#include "models/names.h"
#include "server/api/codec_work_order.h"
#include "server/api/problem.h"
#include "server/api/routes.h"

namespace {

boost::asio::awaitable<std::string> read_all(http::BodyProducer& producer) {
  std::string whole, piece;
  while (co_await producer.next(piece)) {
    whole += piece;
    piece.clear();
  }
  co_return whole;
}

std::string drain(boost::asio::io_context& io, http::BodyProducer& producer) {
  std::optional<std::string> body;
  boost::asio::co_spawn(io, read_all(producer), [&](const std::exception_ptr& failure, std::string text) {
    if (failure) std::rethrow_exception(failure);
    body = std::move(text);
  });
  io.restart();
  while (!body && io.run_one_for(std::chrono::seconds{30}) != 0) {
  }
  return body.value();
}

auth::PasswordCost cheap() { return {.memory_bytes = 8u * 1024 * 1024, .passes = 1}; }

}  // namespace

ApiTest::ApiTest()
    : database_(support::open_storage(folder_.path())),
      photo_files_(folder_.path()),
      passwords_(cheap()),
      sessions_(auth::SessionLimits{}),
      hub_(
          io_, *database_, [](const models::Event& event) { return api::write(event); },
          [](const models::Actor&, const models::Event&) { return true; }),
      now_(support::monday_morning()),
      context_{*database_, photo_files_, passwords_, sessions_, throttle_,
               hub_,       images_,      metrics_,   nullptr,   [this] { return now_; },
               {}},
      router_([](int status, std::string_view detail, const http::Request* request) {
        return api::to_problem(status, detail, request);
      }) {
  // Tests of other things need no authenticators.
  context_.settings.sign_in.demo = true;
  exports_ = std::make_unique<exports::Runner>(*database_, export_options());
  imports::Options imports;
  imports.folder = folder_.path() / "imports";
  imports.clock = [this] { return now_; };
  imports.look_every = std::chrono::milliseconds{20};
  imports_ = std::make_unique<imports::Runner>(*database_, std::move(imports));
  context_.imports = imports_.get();
  context_.exports = exports_.get();
  api::add_routes(router_, context_, {}, readings_);
  hub_.start();
  database_->write_now([this](models::Transaction& tx) {
    town_ = support::build_small_town(tx);
    return true;
  });
  operator_ = sign_in(town_.operator_);
  dispatcher_ = sign_in(town_.dispatcher);
  checker_ = sign_in(town_.checker);
  admin_ = sign_in(town_.admin);
  supervisor_ = sign_in(town_.supervisor);
  heat_ = sign_in(town_.heat_member);
  light_ = sign_in(town_.light_member);
}

exports::Options ApiTest::export_options() {
  exports::Options options;
  options.folder = folder_.path() / "exports";
  options.clock = [this] { return now_; };
  options.look_every = std::chrono::milliseconds{20};
  return options;
}

std::string ApiTest::sign_in(const models::Actor& actor) {
  std::string token;
  database_->write_now([&](models::Transaction& tx) {
    token = auth::make_session(tx, *tx.accounts().find(actor.account), sessions_.limits(), now_);
    return true;
  });
  return token;
}

ApiTest::Got ApiTest::send(Sent sent) {
  http::Request request;
  request.method = sent.method;
  request.method_name = http::to_string(sent.method);
  request.target = sent.target;
  request.request_id = "test";
  request.remote_address = "127.0.0.1";
  if (!http::parse_target(request, sent.target)) ADD_FAILURE() << "bad target " << sent.target;
  request.headers = std::move(sent.headers);
  if (!sent.token.empty()) request.headers.emplace_back("Authorization", "Bearer " + sent.token);
  request.body = std::move(sent.body);
  std::optional<http::Response> response;
  boost::asio::co_spawn(io_, router_.handle(request),
                        [&](const std::exception_ptr& failure, http::Response answer) {
                          if (failure) std::rethrow_exception(failure);
                          response = std::move(answer);
                        });
  io_.restart();
  while (!response && io_.run_one_for(std::chrono::seconds{30}) != 0) {
  }
  if (!response) throw std::runtime_error("no answer to " + sent.target);
  if (response->producer) response->body = drain(io_, *response->producer);
  if (response->shared_body) response->body = *response->shared_body;
  return {response->status, response->body, response->headers, response->stream};
}

ApiTest::Got ApiTest::get(const std::string& target, const std::string& token) {
  return send({http::Method::get, target, "", token, {}});
}

ApiTest::Got ApiTest::post(const std::string& target, const Json& body, const std::string& token,
                           http::Fields headers) {
  return send({http::Method::post, target, body.dump(), token, std::move(headers)});
}

ApiTest::Got ApiTest::put(const std::string& target, const Json& body, const std::string& token,
                          http::Fields headers) {
  return send({http::Method::put, target, body.dump(), token, std::move(headers)});
}

std::string ApiTest::open_order(const std::string& kind) {
  const auto report = post("/api/v1/reports",
                           {{"channel", "hotline"},
                            {"reporter", {{"name", "王秀兰"}, {"phone", "010-5550-0142"}}},
                            {"village", support::SmallTown::village_a},
                            {"fault_kind", kind},
                            {"description", "家里冰凉"}},
                           operator_);
  EXPECT_EQ(report.status, 201) << report.body;
  const auto triaged =
      put("/api/v1/reports/" + report.json()["id"].get<std::string>() + "/triage",
          {{"decision", "open"}, {"crew_id", town_.heat.text()}, {"reason", "离得最近"}}, dispatcher_);
  EXPECT_EQ(triaged.status, 200) << triaged.body;
  return triaged.json()["work_order"]["id"];
}

std::size_t ApiTest::count_events(const std::string& order) {
  return get("/api/v1/work-orders/" + order + "/events", supervisor_).json()["items"].size();
}

std::string ApiTest::Got::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (http::same_name(key, name)) return value;
  return "";
}

std::vector<std::string> ApiTest::Got::wrong_fields() const {
  std::vector<std::string> names;
  const auto problem = json();
  if (problem.contains("errors"))
    for (const auto& error : problem["errors"]) names.push_back(error["field"]);
  return names;
}

std::string ApiTest::grey_picture(int shade) {
  EXPECT_EQ(VIPS_INIT("tests"), 0);
  VipsImage* black = nullptr;
  VipsImage* image = nullptr;
  EXPECT_EQ(vips_black(&black, 64, 48, "bands", 3, nullptr), 0);
  EXPECT_EQ(vips_linear1(black, &image, 1.0, shade, "uchar", 1, nullptr), 0);
  void* buffer = nullptr;
  std::size_t size = 0;
  EXPECT_EQ(vips_pngsave_buffer(image, &buffer, &size, nullptr), 0);
  std::string bytes(static_cast<const char*>(buffer), size);
  g_free(buffer);
  g_object_unref(image);
  g_object_unref(black);
  return bytes;
}
