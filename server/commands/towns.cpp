#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <string>

#include "server/app.h"
#include "server/auth/first_admin.h"
#include "server/auth/tokens.h"
#include "server/commands/commands.h"
#include "server/commands/open_database.h"
#include "server/storage/neighbour.h"
#include "server/storage/town_places.h"

namespace commands {
namespace {

constexpr const char* district_schema = "district";
constexpr std::size_t longest_name = 100, longest_url = 200;

std::string toml_text(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

void require_given(const std::string& value, const char* flag) {
  if (value.empty()) throw std::invalid_argument(std::string(flag) + " must be given");
}

bool has_control(const std::string& text) {
  for (const char c : text)
    if (static_cast<unsigned char>(c) < 0x20) return true;
  return false;
}

void check_names(const TownsOptions& options) {
  require_given(options.admin, "--admin");
  require_given(options.name_zh, "--name-zh");
  require_given(options.name_en, "--name-en");
  require_given(options.output.string(), "--output");
  for (const auto* name : {&options.name_zh, &options.name_en})
    if (name->size() > longest_name || has_control(*name))
      throw std::invalid_argument("a name has at most 100 bytes and no control characters");
  std::string host;
  std::uint16_t port = 0;
  if (!config::split_address(options.address, host, port))
    throw std::invalid_argument("--address must be HOST:PORT, e.g. 127.0.0.1:8081");
  const bool web = options.url.starts_with("https://") || options.url.starts_with("http://");
  if (!options.url.empty() && (!web || options.url.size() > longest_url || has_control(options.url) ||
                               options.url.find_first_of(" \"<>") != std::string::npos))
    throw std::invalid_argument("--url must be where the town's pages are, e.g. https://lucheng.example");
}

/// The settings of one installation. The password of its role is in it: for root and the program's group.
std::string settings_text(const TownsOptions& options, const storage::TownPlace& place) {
  std::string text =
      "# Made by `lamplighter towns`. It holds the password of the database: for root and the program only.\n"
      "data = " +
      toml_text((options.data_root / place.schema).string()) + "\nlisten = " + toml_text(options.address) +
      "\ntown_name.zh = " + toml_text(options.name_zh) + "\ntown_name.en = " + toml_text(options.name_en) +
      "\ndatabase.address = " + toml_text(storage::address_of(options.admin, place)) +
      "\ndatabase.schema = " + toml_text(place.schema) + "\n";
  if (options.url.starts_with("https://"))
    text += "public_address = " + toml_text(options.url) +
            "\nsecure_cookies = true\nhttp.trusted_proxies = \"127.0.0.1/32,::1/128\"\n";
  if (place.district.empty())
    text += "district.board = true\n";
  else
    text += "district.rules_of = " + toml_text(place.district) + "\n";
  return text;
}

/// A new file that its folder's group may read and nobody else.
class NewFile {
 public:
  explicit NewFile(const std::filesystem::path& path) : path_(path) {
    descriptor_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor_ < 0)
      throw std::runtime_error("cannot make " + path.string() + ": " + std::strerror(errno));
    struct stat folder {};
    const auto parent = std::filesystem::absolute(path).parent_path();
    if (::stat(parent.c_str(), &folder) == 0 &&
        ::fchown(descriptor_, static_cast<uid_t>(-1), folder.st_gid) == 0)
      ::fchmod(descriptor_, 0640);
  }
  ~NewFile() {
    ::close(descriptor_);
    if (!kept_) ::unlink(path_.c_str());
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  void write(const std::string& text) {
    if (::write(descriptor_, text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
        ::fsync(descriptor_) != 0)
      throw std::runtime_error("cannot write " + path_.string() + ": " + std::strerror(errno));
    kept_ = true;
  }

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
  bool kept_ = false;
};

/// Role, schema, tables and the first administrator, as the role itself: what it may not do shows here.
void make_installation(const config::Config& config, const TownsOptions& options,
                       const storage::TownPlace& place) {
  NewFile file(options.output);
  storage::make_town_place(options.admin, place);
  try {
    auto own = config;
    own.database.address = storage::address_of(options.admin, place);
    own.database.schema = place.schema;
    own.database.key.clear();
    const auto database = open_database(own, "towns " + options.act);
    std::optional<std::string> password;
    database->write_now([&](models::Transaction& tx) {
      password =
          auth::make_first_admin(tx, auth::new_one_time_password(), config.password_cost, app::wall_clock());
      return password.has_value();
    });
    database->close();
    file.write(settings_text(options, place));
    std::printf("Made the schema %s and the role %s; settings are in %s.\n", place.schema.c_str(),
                place.role.c_str(), options.output.c_str());
    if (password)
      std::printf(
          "Sign in at /supervisor/ as `%s` with this one-time password, which is shown only now:\n\n"
          "    %s\n\n",
          auth::first_admin_name, password->c_str());
  } catch (...) {
    // Nothing of it was ever used: half an installation is only in the way of the next try.
    try {
      storage::drop_town_place(options.admin, place.schema, place.district);
    } catch (const std::exception& left) {
      std::fprintf(stderr, "lamplighter towns: the schema %s and the role %s are left over: %s\n",
                   place.schema.c_str(), place.role.c_str(), left.what());
    }
    throw;
  }
}

storage::TownPlace place_of(const std::string& schema, const std::string& district) {
  return {schema, storage::role_of(schema), auth::new_session_token(), district};
}

void require_district(const config::Config& config) {
  if (!config.district.board)
    throw std::invalid_argument(
        "--config must name the district's settings, with district.board = true: `lamplighter towns "
        "district` "
        "makes them");
}

void check_code(const config::Config& config, const std::string& code) {
  if (!config::is_schema_name(code) || code.ends_with("_shown") || code.starts_with("pg_") ||
      code == "public" || code == "information_schema" || code == config.database.schema)
    throw std::invalid_argument(
        "the code of a town is up to 40 of a-z, 0-9 and _, a letter first; it names its schema, so it is not "
        "the district's, public, pg_… or …_shown");
}

int make_district(const config::Config& config, const TownsOptions& options) {
  check_names(options);
  if (!options.code.empty()) throw std::invalid_argument("a district has no code: leave it out");
  make_installation(config, options, place_of(district_schema, ""));
  return good;
}

int add_town(const config::Config& config, const TownsOptions& options) {
  require_district(config);
  check_code(config, options.code);
  check_names(options);
  const auto database = open_database(config, "towns add");
  bool known = false;
  database->read_now([&](models::Transaction& tx) { known = tx.towns().find(options.code).has_value(); });
  if (known) throw std::invalid_argument("the district has a town " + options.code + " already");
  make_installation(config, options, place_of(options.code, config.database.schema));
  database->write_now([&](models::Transaction& tx) {
    tx.towns().save({options.code, {options.name_zh, options.name_en}, options.code, options.url});
    return true;
  });
  database->close();
  return good;
}

int list_towns(const config::Config& config) {
  require_district(config);
  const auto database = open_database(config, "towns list");
  database->read_now([](models::Transaction& tx) {
    for (const auto& town : tx.towns().list())
      std::printf("%-20s %-24s %-24s %s\n", town.code.c_str(), town.name.zh.c_str(), town.name.en.c_str(),
                  town.url.c_str());
  });
  database->close();
  return good;
}

int remove_town(const config::Config& config, const TownsOptions& options) {
  require_district(config);
  check_code(config, options.code);
  require_given(options.admin, "--admin");
  const auto wanted = "everything-of-" + options.code;
  if (options.word != wanted)
    throw std::invalid_argument(
        "this drops every report, order, photo's row and account of the town for ever. "
        "Make a backup first (pg_dump -n " +
        options.code + "), then say --drop " + wanted);
  const auto database = open_database(config, "towns remove");
  try {
    storage::drop_town_place(options.admin, options.code, config.database.schema);
  } catch (const storage::NoSuchSchema&) {
    // A town that is listed and has no schema any more can still be taken from the list.
    bool listed = false;
    database->read_now([&](models::Transaction& tx) { listed = tx.towns().find(options.code).has_value(); });
    if (!listed) throw;
  }
  database->write_now([&](models::Transaction& tx) {
    tx.towns().remove(options.code);
    return true;
  });
  database->close();
  std::printf(
      "The town %s is gone from the database. Its settings file and its data folder are still there.\n",
      options.code.c_str());
  return good;
}

}  // namespace

int towns(const config::Config& config, const TownsOptions& options) {
  try {
    if (options.act == "district") return make_district(config, options);
    if (options.act == "add") return add_town(config, options);
    if (options.act == "list") return list_towns(config);
    return remove_town(config, options);
  } catch (const std::invalid_argument& error) {
    std::fprintf(stderr, "lamplighter towns: %s\n", error.what());
    return usage;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "lamplighter towns: %s\n", error.what());
    return failed;
  }
}

}  // namespace commands
