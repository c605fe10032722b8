// The script that docs/telephone.md gives a town's telephone system, run as it stands there against the built
// program.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/system/program.h"
#include "tests/system/town.h"

namespace system_tests {
namespace {

using Json = nlohmann::json;

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// What stands between the first fence that begins so and its end.
std::string block(const std::string& page, const std::string& fence) {
  const auto begin = page.find(fence + "\n");
  if (begin == std::string::npos) throw std::runtime_error("no block " + fence);
  const auto from = begin + fence.size() + 1;
  return page.substr(from, page.find("```", from) - from);
}

class Telephone : public testing::Test {
 protected:
  Telephone()
      : page_(text_of(std::filesystem::path(SOURCE_DIR) / "docs/telephone.md")),
        server_(copy_of_demo_town(folder_.path())) {
    caller_.sign_in("operator");
    const auto made =
        caller_.post("/api/v1/me/access-tokens",
                     R"({"password":"lamplighter-demo","name":"PBX","scope":"write","days":365})", "");
    EXPECT_EQ(made.status, 201) << made.body;
    std::ofstream(folder_.path() / "token") << Json::parse(made.body)["token"].get<std::string>() << "\n";
    std::ofstream(folder_.path() / "lamplighter-call") << block(page_, "```sh");
  }
  Ended run(std::vector<std::string> arguments) {
    std::vector<std::string> command{"env",
                                     "LAMPLIGHTER_URL=http://127.0.0.1:" + std::to_string(server_.port()),
                                     "LAMPLIGHTER_TOKEN_FILE=" + (folder_.path() / "token").string(), "sh",
                                     (folder_.path() / "lamplighter-call").string()};
    command.insert(command.end(), arguments.begin(), arguments.end());
    Program script(command);
    const auto ended = script.wait(std::chrono::seconds{60});
    return ended ? *ended : Ended{};
  }
  Json calls() { return Json::parse(caller_.get("/api/v1/calls").body)["items"]; }
  Json find(const std::string& id) {
    for (auto& call : calls())
      if (call["call_id"] == id) return call;
    return nullptr;
  }

  Folder folder_;
  std::string page_;
  Server server_;
  Caller caller_{server_.port()};
};

TEST_F(Telephone, TheScriptTellsOfACallWhenItRingsAndWhenItIsOver) {
  const auto rung = run({"ring", "7f3a-11", "13800000142", "8001"});
  EXPECT_EQ(rung.exit_code, 0) << rung.output;
  auto call = find("7f3a-11");
  ASSERT_FALSE(call.is_null());
  EXPECT_EQ(call["caller"], "138****0142") << "masked until somebody takes it";
  EXPECT_EQ(call["callee"], "8001");
  EXPECT_TRUE(call["ended_at"].is_null());
  const auto over =
      run({"end", "7f3a-11", "13800000142", "8001", "https://pbx.town.example/recordings/7f3a-11.wav"});
  EXPECT_EQ(over.exit_code, 0) << over.output;
  const auto before = calls().size();
  call = find("7f3a-11");
  EXPECT_FALSE(call["ended_at"].is_null());
  EXPECT_EQ(call["recording"], "https://pbx.town.example/recordings/7f3a-11.wav");
  EXPECT_EQ(run({"end", "7f3a-11", "", "8001"}).exit_code, 0);
  EXPECT_EQ(calls().size(), before) << "one call, however often it is told of";
}

TEST_F(Telephone, AWithheldNumberIsTakenAndWhatACallerWroteIsNot) {
  EXPECT_EQ(run({"ring", "7f3a-12", "", "8001"}).exit_code, 0);
  EXPECT_EQ(find("7f3a-12")["caller"], "");
  for (const auto* evil : {"1\",\"callee\":\"9", "$(touch x)", "a b", "`id`", "1;2"})
    EXPECT_EQ(run({"ring", "7f3a-13", evil, "8001"}).exit_code, 2) << evil;
  EXPECT_TRUE(find("7f3a-13").is_null());
  EXPECT_NE(run({"ring", std::string(120, '1'), "1", "8001"}).exit_code, 0) << "refused by the program";
}

TEST_F(Telephone, TheDialplansCallTheScriptWithWhatItTakes) {
  const auto xml = block(page_, "```xml");
  for (const auto* part : {"lamplighter-call ring ${uuid} '${lamp_from}' 8001",
                           "lamplighter-call end ${uuid} '${lamp_from}' 8001 https://"})
    EXPECT_NE(xml.find(part), std::string::npos) << part;
  EXPECT_EQ(xml.find("${caller_id"), std::string::npos) << "only what was looked at goes to a shell";
  const auto asterisk = page_.substr(page_.find("## Asterisk"));
  EXPECT_NE(asterisk.find("LAMP_FROM=${FILTER(0-9+*#,${CALLERID(num)})}"), std::string::npos);
  const auto first = asterisk.find("CALLERID");
  EXPECT_EQ(asterisk.find("CALLERID", first + 1), std::string::npos) << "nowhere unfiltered";
}

}  // namespace
}  // namespace system_tests
