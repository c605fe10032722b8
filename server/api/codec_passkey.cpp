#include "server/api/codec_passkey.h"

#include "server/api/codec_body.h"
#include "server/api/codec_writer.h"
#include "server/auth/base64url.h"
#include "server/passkeys/codec_client_data.h"
#include "server/passkeys/desk.h"

namespace api {
namespace {

// Bytes as the text has them, a third longer. RSA signatures have 256; extensions may stand beside the key.
constexpr std::size_t credential_characters = 1364;
constexpr std::size_t client_data_characters = passkeys::longest_client_data * 4 / 3 + 3;
constexpr std::size_t authenticator_characters = 8192;
constexpr std::size_t signature_characters = 1024;
constexpr std::size_t user_handle_characters = 86;
constexpr std::size_t name_characters = 60;

std::string bytes(codec::ObjectReader& reader, const std::string& key, std::size_t most) {
  const auto text = reader.text(key, true, most);
  auto read = auth::from_base64url(text);
  if (!read) reader.wrong(key, "bad_format", "must be base64url without padding");
  return std::move(read).value_or("");
}

passkeys::Assertion read_assertion(codec::ObjectReader& reader) {
  passkeys::Assertion given;
  given.credential = auth::to_base64url(bytes(reader, "credential_id", credential_characters));
  given.client_data = bytes(reader, "client_data", client_data_characters);
  given.authenticator_data = bytes(reader, "authenticator_data", authenticator_characters);
  given.signature = bytes(reader, "signature", signature_characters);
  given.user_handle = bytes(reader, "user_handle", user_handle_characters);
  return given;
}

OrderedJson json_of(const models::Passkey& passkey) {
  return {{"id", passkey.id.text()},
          {"name", passkey.name},
          {"created_at", models::to_rfc3339(passkey.created_at)},
          {"last_used_at", api::json_of(passkey.last_used_at)}};
}

}  // namespace

models::Result<passkeys::Assertion> parse_passkey_assertion(const std::string& body) {
  return parse_body<passkeys::Assertion>(body, read_assertion);
}

models::Result<NewPasskey> parse_new_passkey(const std::string& body) {
  return parse_body<NewPasskey>(body, [](codec::ObjectReader& reader) {
    NewPasskey made;
    made.name = reader.text("name", true, name_characters);
    made.registration.client_data = bytes(reader, "client_data", client_data_characters);
    made.registration.authenticator_data = bytes(reader, "authenticator_data", authenticator_characters);
    return made;
  });
}

models::Result<std::string> parse_passkey_name(const std::string& body) {
  return parse_body<std::string>(
      body, [](codec::ObjectReader& reader) { return reader.text("name", true, name_characters); });
}

models::Result<PasskeyProof> parse_passkey_proof(const std::string& body) {
  return parse_body<PasskeyProof>(body, [](codec::ObjectReader& reader) {
    PasskeyProof proof;
    auto passkey = reader.object("passkey", false);
    proof.password = reader.text("password", !passkey, 256);
    if (!passkey) return proof;
    proof.passkey = read_assertion(*passkey);
    passkey->finish();
    return proof;
  });
}

models::Result<Credentials> parse_password_and_code(const std::string& body) {
  return parse_body<Credentials>(body, [](codec::ObjectReader& reader) {
    return Credentials{"", reader.text("password", true, 256), reader.text("code", false, 40)};
  });
}

std::string write_passkey_challenge(std::string_view challenge, const passkeys::RelyingParty& party) {
  return OrderedJson{
      {"challenge", challenge}, {"rp_id", party.id}, {"seconds", passkeys::challenge_kept.count()}}
      .dump();
}

std::string write_passkey_making(std::string_view challenge, const passkeys::RelyingParty& party,
                                 std::string_view town, const models::Account& account,
                                 const std::vector<models::Passkey>& others) {
  auto exclude = OrderedJson::array();
  for (const auto& other : others) exclude.push_back(other.credential);
  OrderedJson json{{"challenge", challenge}, {"rp_id", party.id}};
  json["rp_name"] = std::string(town) + " · 点灯人 Lamplighter";
  json["user"] = {{"id", auth::to_base64url(passkeys::user_handle_of(account.id))},
                  {"name", account.username},
                  {"display_name", account.display_name}};
  json["algorithms"] = passkeys::algorithms;
  json["exclude"] = std::move(exclude);
  json["seconds"] = passkeys::challenge_kept.count();
  return json.dump();
}

std::string write(const models::Passkey& passkey) { return json_of(passkey).dump(); }

std::string write(const std::vector<models::Passkey>& passkeys, const passkeys::Offer& offer) {
  auto items = OrderedJson::array();
  for (const auto& passkey : passkeys) items.push_back(json_of(passkey));
  OrderedJson json{{"origin", offer.party ? OrderedJson(offer.party->origin) : OrderedJson(nullptr)}};
  json["why_not"] = or_null(offer.why_not);
  json["items"] = std::move(items);
  return json.dump();
}

}  // namespace api
