#include "tests/server/open311/fixture.h"

#include <algorithm>

#include "server/auth/tokens.h"

Open311Test::Open311Test() {
  settings_.base_url = "https://town.example";
  open311::add_routes(router_, context_, settings_);
  key_ = key_of(town_.village_reporter);
  database_->write_now([this](models::Transaction& tx) {
    auto kind = *tx.catalog().find_kind("HP-NOHEAT");
    kind.name = {"不制热", "No heat"};
    kind.wording = {"不热", "机器不转"};
    kind.questions = {{"机器、水管摸着麻手吗？", "Does it tingle?"}, {"冒烟、有糊味吗？", "Is there smoke?"}};
    kind.advice = {"请看看有没有电。", "Check the power."};
    tx.catalog().save(kind);
    auto heater = *tx.facilities().find(town_.heater);
    heater.name = "胡各庄 12号 王秀兰家";
    heater.household = "王秀兰";
    tx.facilities().update(heater);
    return true;
  });
}

std::string Open311Test::key_of(const models::Actor& actor, models::Scope scope) {
  const auto secret = auth::new_access_token();
  database_->write_now([&](models::Transaction& tx) {
    models::AccessToken token;
    token.token_hash = auth::hash_token(secret);
    token.account = actor.account;
    token.name = "Open311";
    token.scope = scope;
    token.created_at = now_;
    token.expires_at = now_ + std::chrono::days{30};
    tx.access_tokens().insert(token);
    return true;
  });
  return secret;
}

std::string encoded(const std::string& text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-')
      result += c;
    else
      result.append(1, '%').append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
  }
  return result;
}

Open311Test::Got Open311Test::post_form(const std::string& target, const Parts& parts) {
  std::string body;
  for (const auto& [name, value] : parts)
    body.append(body.empty() ? "" : "&").append(encoded(name)).append("=").append(encoded(value));
  return send({http::Method::post,
               "/open311" + target,
               body,
               "",
               {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}}});
}

Open311Test::Parts Open311Test::heater_form(const Parts& more) {
  Parts parts{{"api_key", key_},
              {"jurisdiction_id", "lucheng"},
              {"service_code", "HP-NOHEAT"},
              {"lat", "39.801234"},
              {"long", "116.801234"},
              {"email", "wang@example.org"},
              {"first_name", "王秀兰"},
              {"last_name", "-"},
              {"phone", "010-5550-0142"},
              {"description", "家里冰凉 <b>&amp;"},
              {"attribute[danger][]", "none"}};
  for (const auto& [name, value] : more) {
    std::erase_if(parts, [&, &key = name](const auto& part) { return part.first == key; });
  }
  for (const auto& part : more)
    if (!part.second.empty()) parts.push_back(part);
  return parts;
}

std::string Open311Test::id_of(const Got& got) {
  EXPECT_EQ(got.status, 200) << got.body;
  return xml_of(got.body).child("service_requests").child("request").child_value("service_request_id");
}

pugi::xml_document xml_of(const std::string& body) {
  pugi::xml_document document;
  EXPECT_TRUE(document.load_buffer(body.data(), body.size())) << body;
  return document;
}
