#include "tests/system/town.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "tests/system/program.h"

namespace system_tests {
namespace {

// Of every account of the demo town; the program prints it.
constexpr std::string_view demo_password = "lamplighter-demo";

const std::filesystem::path& demo_town() {
  static const Folder folder;
  static const Ended made = run_lamplighter({"demo", "--data", folder.path().string()});
  if (made.exit_code != 0) throw std::runtime_error("no demo town: " + made.output);
  return folder.path();
}

}  // namespace

std::filesystem::path copy_of_demo_town(const std::filesystem::path& folder) {
  const auto data = folder / "data";
  std::filesystem::create_directories(folder);
  std::filesystem::copy(demo_town(), data, std::filesystem::copy_options::recursive);
  return data;
}

void Caller::sign_in(const std::string& username) {
  const nlohmann::json credentials{{"username", username}, {"password", demo_password}};
  const auto answer = post("/api/v1/session", credentials.dump(), "");
  if (answer.status != 201) throw std::runtime_error("cannot sign in: " + answer.body);
  token_ = nlohmann::json::parse(answer.body).at("token").get<std::string>();
}

http::ClientResponse Caller::get(const std::string& target) const {
  http::ClientRequest request(http::Method::get, target);
  if (!token_.empty()) request.headers.emplace_back("Authorization", "Bearer " + token_);
  return http::fetch("127.0.0.1", port_, request);
}

http::ClientResponse Caller::put(const std::string& target, const std::string& body) const {
  http::ClientRequest request(http::Method::put, target);
  request.headers.emplace_back("Content-Type", "application/json");
  if (!token_.empty()) request.headers.emplace_back("Authorization", "Bearer " + token_);
  request.body = body;
  return http::fetch("127.0.0.1", port_, request);
}

http::ClientResponse Caller::post(const std::string& target, const std::string& body,
                                  const std::string& key) const {
  http::ClientRequest request(http::Method::post, target);
  request.headers.emplace_back("Content-Type", "application/json");
  if (!token_.empty()) request.headers.emplace_back("Authorization", "Bearer " + token_);
  if (!key.empty()) request.headers.emplace_back("Idempotency-Key", key);
  request.body = body;
  return http::fetch("127.0.0.1", port_, request);
}

std::string report_body(const std::string& words) {
  return nlohmann::json{{"channel", "hotline"}, {"description", words}}.dump();
}

Caller::Posted Caller::post_report(const std::string& words, const std::string& key) const {
  const auto answer = post("/api/v1/reports", report_body(words), key);
  Posted posted{answer.status, {}};
  if (answer.status == 201) posted.id = nlohmann::json::parse(answer.body).at("id").get<std::string>();
  return posted;
}

std::vector<Caller::Found> Caller::reports_about(const std::string& prefix) const {
  std::vector<Found> found;
  std::string cursor;
  do {
    const auto answer =
        get("/api/v1/reports?limit=200&q=" + prefix + (cursor.empty() ? "" : "&cursor=" + cursor));
    if (answer.status != 200) throw std::runtime_error("no list of reports: " + answer.body);
    const auto page = nlohmann::json::parse(answer.body);
    for (const auto& report : page.at("items"))
      found.push_back({report.at("id").get<std::string>(), report.at("description").get<std::string>()});
    cursor = page.at("next").is_null() ? "" : page.at("next").get<std::string>();
  } while (!cursor.empty());
  return found;
}

}  // namespace system_tests
