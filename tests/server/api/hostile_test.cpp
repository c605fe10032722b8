// Every route, every parameter and every field of every body of the contract, with what nobody should send:
// nothing may end in a 5xx, and every refusal is a problem that says why.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>

#include "tests/server/api/contract_reader.h"
#include "tests/server/api/fixture.h"

namespace {

using Json = nlohmann::json;
using http::Method;

constexpr int payloads_least = 3500;

std::string encoded(const std::string& bytes) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out.append(1, '%').append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
  }
  return out;
}

Json deep(int levels, bool objects) {
  Json value = 1;
  for (int i = 0; i < levels; ++i) value = objects ? Json{{"a", value}} : Json::array({value});
  return value;
}

/// What stands in a field where something else belongs.
const std::vector<Json>& wrong_values() {
  static const std::vector<Json> values{
      nullptr,
      true,
      -1,
      0,
      1.5,
      1e308,
      -1e308,
      INT64_MAX,
      INT64_MIN,
      UINT64_MAX,
      "",
      " ",
      std::string(70'000, 'a'),
      std::string(9'000, '%') + "\xf0\x9f\x92\xa1",
      std::string("a\0b", 3),
      "\u202egnp.exe\u200b",
      "=cmd|' /C calc'!A0",
      "@SUM(1+1)*cmd|' /C calc'!A0",
      "../../../../etc/passwd",
      "..\\..\\windows\\win.ini",
      "' OR '1'='1'; DROP TABLE reports; --",
      "<script>alert(1)</script>",
      "${jndi:ldap://127.0.0.1/a}",
      "2026-02-31T25:61:61Z",
      "9999999999-01-01T00:00:00Z",
      "PT99999999999999999999H",
      "P-1Y",
      "99999999999999999999999999",
      "-1",
      "0x1F",
      "1e999",
      "NaN",
      "٣",
      Json::array(),
      Json::object(),
      Json::array({nullptr}),
      Json(std::vector<int>(5'000, 1)),
      deep(40, false),
      deep(40, true),
      Json{{"__proto__", {{"admin", true}}}, {"", ""}},
  };
  return values;
}

/// What stands in a part of the address or a header.
const std::vector<std::string>& wrong_texts() {
  static const std::vector<std::string> texts{"",
                                              " ",
                                              "0",
                                              "-1",
                                              "1.5",
                                              "99999999999999999999",
                                              "1e400",
                                              "null",
                                              "true",
                                              "*",
                                              "'",
                                              "1 OR 1=1",
                                              "1'; DROP TABLE reports; --",
                                              "../../etc/passwd",
                                              "..\\..\\x",
                                              "=1+1",
                                              "灯",
                                              std::string("a\0b", 3),
                                              "\xff\xfe",
                                              "\xc0\xaf",
                                              "a\r\nX-Injected: 1",
                                              std::string(3'000, 'x'),
                                              "[]",
                                              "{}",
                                              "%25%30%30",
                                              "2026-99-99T00:00:00Z",
                                              "9223372036854775808:1",
                                              "1:",
                                              ":"};
  return texts;
}

/// Bodies that are wrong as a whole, made of one that is right.
std::vector<std::string> wrong_bodies(const Json& right) {
  const auto text = right.dump();
  std::vector<std::string> bodies{"",
                                  " ",
                                  "{",
                                  "}",
                                  "null",
                                  "[]",
                                  "[{}]",
                                  "\"x\"",
                                  "1",
                                  "{}",
                                  "{'a':1}",
                                  "{\"a\":1}}",
                                  "{\"a\":1e999999}",
                                  "{\"a\":NaN}",
                                  "{\"a\":01}",
                                  "{\"\\ud800\":\"\\udfff\"}",
                                  "{\"\":\"\",\"\":1}",
                                  std::string("{\"a\0\":1}", 8),
                                  "{\"a\":\"\xff\xfe\"}",
                                  "\xef\xbb\xbf" + text,
                                  text + text,
                                  text.substr(0, text.size() / 2),
                                  std::string(60'000, '['),
                                  "{\"a\":" + std::string(20'000, '[') + std::string(20'000, ']') + "}"};
  if (right.is_object() && !right.empty()) {
    const auto first = right.begin();
    const auto& name = first.key();
    const auto& value = *first;
    const auto field = Json(name).dump() + ":" + value.dump();
    bodies.push_back("{" + field + "," + field + "}");
    bodies.push_back("{" + field + "," + Json(name).dump() + ":[]}");
    std::string many = "{";
    for (int i = 0; i < 3'000; ++i) many += "\"f" + std::to_string(i) + "\":" + std::to_string(i) + ",";
    bodies.push_back(many + field + "}");
  }
  return bodies;
}

/// The places of a body at which a value stands: fields, elements, and what holds them.
void places_of(const Json& value, const Json::json_pointer& at, std::vector<Json::json_pointer>& places) {
  if (!at.empty()) places.push_back(at);
  if (value.is_object())
    for (const auto& [name, inner] : value.items()) places_of(inner, at / name, places);
  if (value.is_array())
    for (std::size_t i = 0; i < value.size(); ++i) places_of(value[i], at / i, places);
}

class HostileTest : public ApiTest {
 protected:
  HostileTest() {
    order_ = open_order();
    const auto order = get("/api/v1/work-orders/" + order_, supervisor_).json();
    report_ = order["reports"][0]["id"];
    token_ = order["reports"][0]["token"];
    const char* given = std::getenv("LAMPLIGHTER_SEED");
    seed_ = given != nullptr ? static_cast<unsigned>(std::atoi(given)) : std::random_device{}();
    random_.seed(seed_);
    std::printf("[ hostile  ] LAMPLIGHTER_SEED=%u\n", seed_);
  }

  std::string id_for(const std::string& path, const std::string& name) const {
    if (name == "token") return token_;
    if (path.find("/work-orders/{") != std::string::npos) return order_;
    if (path.find("/reports/{") != std::string::npos) return report_;
    if (path.find("/facilities/{") != std::string::npos) return town_.heater.text();
    if (path.find("/accounts/{") != std::string::npos) return town_.checker.account.text();
    if (path.find("/crews/{") != std::string::npos) return "heat";
    return "1";
  }

  std::string target_of(const Operation& operation, const std::string& name = {},
                        const std::string& value = {}) const {
    auto target = operation.path;
    for (const auto& parameter : operation.parameters) {
      if (parameter.in != "path") continue;
      const auto mark = "{" + parameter.name + "}";
      const auto at = target.find(mark);
      if (at == std::string::npos) continue;
      target.replace(at, mark.size(),
                     parameter.name == name ? encoded(value) : id_for(operation.path, parameter.name));
    }
    return target;
  }

  static Method method_of(const Operation& operation) {
    if (operation.method == "get") return Method::get;
    if (operation.method == "post") return Method::post;
    if (operation.method == "put") return Method::put;
    return Method::delete_;
  }

  /// Sends one and judges the answer; nobody: without an account.
  void attack(const Operation& operation, const std::string& target, const std::string& body,
              const models::Actor* who, http::Fields headers = {}) {
    http::Request probe;
    // What is no address is refused before any route is looked for; tests/server/http asks that.
    if (!http::parse_target(probe, target)) return;
    // Some endpoints end the session that they are asked with.
    std::string token;
    if (who != nullptr) {
      auto& kept = tokens_[who->account.value];
      if (kept.empty()) kept = sign_in(*who);
      token = kept;
    }
    const auto got = send({method_of(operation), target, body, token, std::move(headers)});
    if (got.stream) got.stream->close();
    ++sent_;
    ++statuses_[got.status];
    const auto what = operation.method + " " + target.substr(0, 200) + "\n" + body.substr(0, 300) + "\n" +
                      got.body.substr(0, 400);
    EXPECT_LT(got.status, 500) << what;
    if (got.status == 401 && who != nullptr) tokens_[who->account.value].clear();
    if (got.status < 400) return;
    ++refused_;
    EXPECT_EQ(got.header("Content-Type"), "application/problem+json") << what;
    const auto problem = Json::parse(got.body, nullptr, false);
    ASSERT_TRUE(problem.is_object()) << what;
    EXPECT_EQ(problem.value("status", 0), got.status) << what;
    EXPECT_FALSE(problem.value("detail", "").empty()) << what;
  }

  /// Who gets furthest with a request that is as it should be.
  const models::Actor* who_may(const Operation& operation) {
    for (const auto* who : {&town_.supervisor, &town_.dispatcher, &town_.operator_, &town_.heat_member,
                            &town_.checker, &town_.auditor}) {
      const auto got =
          send({method_of(operation), target_of(operation), operation.body.dump(), sign_in(*who), {}});
      if (got.stream) got.stream->close();
      if (got.status != 403) return who;
    }
    return &town_.supervisor;
  }

  void hostile_parameters(const Operation& operation, const models::Actor* who, int each) {
    const auto body = operation.body.is_null() ? std::string() : operation.body.dump();
    for (const auto& parameter : operation.parameters)
      for (int i = 0; i < each; ++i) {
        const auto& text = wrong_texts()[next_text_++ % wrong_texts().size()];
        if (parameter.in == "path")
          attack(operation, target_of(operation, parameter.name, text), body, who);
        else if (parameter.in == "query")
          attack(operation,
                 target_of(operation) + "?" + parameter.name + "=" + encoded(text) +
                     (i % 3 == 0 ? "&" + parameter.name + "=1" : ""),
                 body, who);
        // A header holds no line's end and no NUL: the framing refuses them before anybody reads it.
        else if (text.find_first_of(std::string("\r\n\0", 3)) == std::string::npos)
          attack(operation, target_of(operation), body, who, {{parameter.name, text}});
      }
  }

  void hostile_fields(const Operation& operation, const models::Actor* who, int each) {
    std::vector<Json::json_pointer> places;
    places_of(operation.body, Json::json_pointer(), places);
    for (const auto& place : places)
      for (int i = 0; i < each; ++i) {
        auto body = operation.body;
        body[place] = wrong_values()[next_value_++ % wrong_values().size()];
        attack(operation, target_of(operation),
               body.dump(-1, ' ', random_() % 2 == 0, Json::error_handler_t::ignore), who);
      }
  }

  void hostile_bodies(const Operation& operation, const models::Actor* who) {
    for (const auto& body : wrong_bodies(operation.body)) attack(operation, target_of(operation), body, who);
    const auto body = operation.body.is_null() ? std::string("x") : operation.body.dump();
    for (const auto* type : {"text/plain", "multipart/form-data; boundary=x", "application/xml", "image/jpeg",
                             "application/json; charset=utf-16", "a", "/", ";;;"})
      attack(operation, target_of(operation), body, who, {{"Content-Type", type}});
    if (operation.media_type == "application/json" || operation.media_type.empty()) return;
    std::string noise(4'096, '\0');
    for (auto& c : noise) c = static_cast<char>(random_());
    for (const auto& bytes : {noise, "\xff\xd8\xff\xe0" + noise, "\x89PNG\r\n\x1a\n" + noise,
                              "BEGIN:VCALENDAR\r\n" + noise, "date,kind\n=1+1,\"" + noise})
      attack(operation, target_of(operation), bytes, who, {{"Content-Type", operation.media_type}});
  }

  std::string order_, report_, token_;
  unsigned seed_ = 0;
  std::mt19937 random_;
  std::size_t next_value_ = 0, next_text_ = 0;
  int sent_ = 0, refused_ = 0;
  std::map<int, int> statuses_;
  std::map<std::int64_t, std::string> tokens_;
};

}  // namespace

TEST_F(HostileTest, NothingAnswers5xxAndEveryRefusalIsAProblem) {
  const auto operations = read_contract(std::string(SOURCE_DIR) + "/server/api/openapi.yaml");
  std::size_t routes = 0;
  for (const auto& [method, pattern] : router_.routes()) routes += pattern.starts_with("/api/") ? 1 : 0;
  EXPECT_EQ(operations.size(), routes) << "the contract is read whole";
  next_value_ = random_() % 1000;
  next_text_ = random_() % 1000;
  int for_admin = 0, for_nobody = 0;
  for (const auto& operation : operations) {
    const auto* may = who_may(operation);
    hostile_parameters(operation, may, 8);
    hostile_fields(operation, may, 4);
    if (!operation.media_type.empty()) hostile_bodies(operation, may);
    const int before_admin = sent_;
    hostile_parameters(operation, &town_.admin, 4);
    hostile_fields(operation, &town_.admin, 2);
    if (!operation.media_type.empty()) hostile_bodies(operation, &town_.admin);
    for_admin += sent_ - before_admin;
    const int before_nobody = sent_;
    hostile_parameters(operation, nullptr, 3);
    hostile_fields(operation, nullptr, 1);
    if (!operation.media_type.empty()) hostile_bodies(operation, nullptr);
    for_nobody += sent_ - before_nobody;
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(sent_, payloads_least);
  EXPECT_GT(statuses_[422], sent_ / 10) << "the codecs are reached, not only the door";
  std::printf("[ hostile  ] %d payloads to %zu routes (%d as admin, %d as nobody), %d refused:", sent_,
              operations.size(), for_admin, for_nobody, refused_);
  for (const auto& [status, count] : statuses_) std::printf(" %d×%d", status, count);
  std::printf("\n");
}
