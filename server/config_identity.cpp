#include <fstream>

#include "server/config_settings.h"
#include "server/identity/urls.h"

namespace config {
namespace {

constexpr std::size_t longest_secret = 1024;

}  // namespace

void add_identity(std::vector<Setting>& all, Config& config) {
  auto& identity = config.identity;
  all.push_back(
      Setting{"public_address",
              "Address of this server as browsers see it, e.g. https://town.example; empty: the Host "
              "they name",
              [&config](std::string_view given) -> std::string {
                const bool good = given.empty() || identity::is_good_url(given);
                if (good) config.identity.public_address = std::string(given);
                return good ? "" : "must be an https address; http only for this machine itself";
              },
              [&config] { return config.identity.public_address; }});
  all.push_back(text("oidc.issuer",
                     "Identity provider (OpenID Connect) at which people may sign in; empty: none",
                     identity.issuer));
  all.push_back(text("oidc.client_id", "What the identity provider calls this program", identity.client_id));
  all.push_back(Setting{"oidc.client_secret", "Secret of this program at the identity provider",
                        [&identity](std::string_view given) -> std::string {
                          identity.client_secret = std::string(given);
                          return given.size() <= longest_secret ? "" : "must have at most 1024 characters";
                        },
                        [&identity] { return identity.client_secret.empty() ? "" : "(given)"; }, true});
  all.push_back(path("oidc.client_secret_file", "File of that secret, outside the data folder",
                     config.identity_secret_file));
  all.push_back(text("oidc.name", "Name of the identity provider on the button", identity.name));
}

std::string read_identity_secret(Config& config) {
  auto& secret = config.identity.client_secret;
  if (!config.identity_secret_file.empty()) {
    if (!secret.empty()) return "oidc.client_secret and oidc.client_secret_file: give only one of them";
    std::ifstream file(config.identity_secret_file);
    if (!file || !std::getline(file, secret) || secret.empty() || secret.size() > longest_secret)
      return "oidc.client_secret_file: its first line must be the secret, at most 1024 characters";
  }
  return identity::wrong_with(config.identity);
}

}  // namespace config
