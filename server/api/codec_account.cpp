#include "server/api/codec_account.h"

#include <algorithm>

#include "server/api/codec_body.h"
#include "server/api/codec_writer.h"

namespace api {
namespace {

constexpr std::size_t most_limits = 200;  // villages or classes of one account

OrderedJson json_of(const models::Account& account) {
  OrderedJson json{{"id", account.id.text()},
                   {"username", account.username},
                   {"display_name", account.display_name},
                   {"role", models::name(account.role)},
                   {"crew_id", or_null(account.crew)},
                   {"demo", account.demo},
                   {"villages", account.villages},
                   {"classes", account.classes},
                   {"towns", account.towns},
                   {"disabled", account.disabled},
                   {"must_change_password", account.must_change_password},
                   {"second_factor", account.totp_confirmed},
                   {"created_at", models::to_rfc3339(account.created_at)},
                   {"password_changed_at", models::to_rfc3339(account.password_changed_at)},
                   {"last_seen_at", api::json_of(account.last_seen_at)}};
  json["identity"] = account.oidc_subject.empty()
                         ? OrderedJson(nullptr)
                         : OrderedJson{{"issuer", account.oidc_issuer}, {"subject", account.oidc_subject}};
  return json;
}

OrderedJson json_of(const OwnAccountView& view) {
  auto json = json_of(view.account);
  json["owed"] = models::name(view.owed);
  json["second_factor_required"] = view.second_factor_required;
  const bool asvs = view.policy.mode == dispatch::PasswordMode::asvs;
  json["password_policy"] = {{"policy", asvs ? "asvs" : "dengbao"}, {"shortest", view.policy.shortest}};
  json["district"] = view.district;
  json["recovery_codes_left"] = view.account.recovery_codes.size();
  json["csrf_token"] = or_null(view.csrf_token);
  return json;
}

OrderedJson json_of(const SessionView& view) {
  const auto& session = view.session;
  return {{"id", session_id(session)},
          {"created_at", models::to_rfc3339(session.created_at)},
          {"last_seen_at", models::to_rfc3339(session.last_seen_at)},
          {"expires_at", models::to_rfc3339(session.expires_at)},
          {"address", session.address},
          {"user_agent", session.user_agent},
          {"current", view.current}};
}

OrderedJson json_of(const models::AccessToken& token) {
  return {{"id", token.id.text()},
          {"name", token.name},
          {"scope", models::name(token.scope)},
          {"created_at", models::to_rfc3339(token.created_at)},
          {"expires_at", models::to_rfc3339(token.expires_at)},
          {"last_used_at", api::json_of(token.last_used_at)}};
}

template <class Item>
std::string items_of(const std::vector<Item>& items) {
  auto list = OrderedJson::array();
  for (const auto& item : items) list.push_back(json_of(item));
  return OrderedJson{{"items", std::move(list)}}.dump();
}

bool has_odd_characters(const std::string& text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f; });
}

void read_reach(codec::ObjectReader& reader, std::vector<std::string>& villages,
                std::vector<std::string>& classes, std::vector<std::string>& towns) {
  villages = reader.texts("villages", most_limits, 20);
  classes = reader.texts("classes", most_limits, 40);
  towns = reader.texts("towns", most_limits, 40);
}

}  // namespace

models::Result<Credentials> parse_credentials(const std::string& body) {
  return parse_body<Credentials>(body, [](codec::ObjectReader& reader) {
    return Credentials{reader.text("username", true, 64), reader.text("password", true, 256),
                       reader.text("code", false, 40)};
  });
}

models::Result<NewAccount> parse_new_account(const std::string& body) {
  return parse_body<NewAccount>(body, [](codec::ObjectReader& reader) {
    NewAccount input;
    input.account.username = reader.text("username", true, 64);
    if (has_odd_characters(input.account.username))
      reader.wrong("username", "bad_format", "must have no spaces and no control characters");
    input.password = reader.text("password", false, 256);
    input.account.display_name = reader.text("display_name", true, 100);
    const auto role = reader.choice<models::Role>("role", true);
    input.account.role = role.value_or(models::Role::resident);
    input.account.crew = reader.id<models::CrewTag>("crew_id");
    read_reach(reader, input.account.villages, input.account.classes, input.account.towns);
    if (auto identity = reader.object("identity", false)) {
      input.account.oidc_issuer = identity->text("issuer", true, 200);
      input.account.oidc_subject = identity->text("subject", true, 200);
      identity->finish();
    }
    return input;
  });
}

models::Result<dispatch::AccountChange> parse_account_change(const std::string& body) {
  return parse_body<dispatch::AccountChange>(body, [](codec::ObjectReader& reader) {
    dispatch::AccountChange change;
    change.role = reader.choice<models::Role>("role", true);
    change.display_name = reader.text("display_name", true, 100);
    change.crew = reader.id<models::CrewTag>("crew_id");
    change.disabled = reader.flag("disabled", false, true);
    read_reach(reader, change.villages.emplace(), change.classes.emplace(), change.towns.emplace());
    change.oidc_issuer.emplace();
    change.oidc_subject.emplace();
    if (auto identity = reader.object("identity", false)) {
      change.oidc_issuer = identity->text("issuer", true, 200);
      change.oidc_subject = identity->text("subject", true, 200);
      identity->finish();
    }
    return change;
  });
}

models::Result<PasswordChange> parse_password_change(const std::string& body) {
  return parse_body<PasswordChange>(body, [](codec::ObjectReader& reader) {
    return PasswordChange{reader.text("current_password", true, 256), reader.text("new_password", true, 256)};
  });
}

models::Result<std::string> parse_code(const std::string& body) {
  return parse_body<std::string>(body,
                                 [](codec::ObjectReader& reader) { return reader.text("code", true, 40); });
}

models::Result<std::string> parse_password(const std::string& body) {
  return parse_body<std::string>(
      body, [](codec::ObjectReader& reader) { return reader.text("password", true, 256); });
}

models::Result<Credentials> parse_proof(const std::string& body) {
  return parse_body<Credentials>(body, [](codec::ObjectReader& reader) {
    return Credentials{"", reader.text("password", true, 256), reader.text("code", true, 40)};
  });
}

models::Result<NewAccessToken> parse_new_access_token(const std::string& body) {
  return parse_body<NewAccessToken>(body, [](codec::ObjectReader& reader) {
    NewAccessToken input;
    input.password = reader.text("password", true, 256);
    input.name = reader.text("name", true, 100);
    input.scope = reader.choice<models::Scope>("scope", true).value_or(models::Scope::read);
    input.days = static_cast<int>(reader.integer("days", 1, longest_token_days, std::nullopt));
    return input;
  });
}

std::string session_id(const models::Session& session) { return session.token_hash.substr(0, 24); }

std::string write(const models::Account& account) { return json_of(account).dump(); }
std::string write(const models::Page<models::Account>& page) {
  auto items = OrderedJson::array();
  for (const auto& account : page.items) items.push_back(json_of(account));
  return OrderedJson{{"items", std::move(items)}, {"next", or_null(page.next)}}.dump();
}
std::string write(const OwnAccountView& view) { return json_of(view).dump(); }

std::string write_with_password(const models::Account& account, std::string_view one_time_password) {
  auto json = json_of(account);
  json["one_time_password"] = one_time_password;
  return json.dump();
}

std::string write_session(std::string_view token, models::Time expires_at, const OwnAccountView& view) {
  return OrderedJson{
      {"token", token}, {"expires_at", models::to_rfc3339(expires_at)}, {"account", json_of(view)}}
      .dump();
}

std::string write(const std::vector<SessionView>& sessions) { return items_of(sessions); }
std::string write(const std::vector<models::AccessToken>& tokens) { return items_of(tokens); }

std::string write_new_token(const models::AccessToken& token, std::string_view secret) {
  auto json = json_of(token);
  json["token"] = secret;
  return json.dump();
}

std::string write_enrolment(std::string_view secret, std::string_view uri) {
  return OrderedJson{{"secret", secret}, {"uri", uri}}.dump();
}

std::string write_recovery_codes(const std::vector<std::string>& codes) {
  return OrderedJson{{"recovery_codes", codes}}.dump();
}

}  // namespace api
