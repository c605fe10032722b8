#include <cstdio>
#include <exception>
#include <fstream>
#include <iterator>

#include "server/app.h"
#include "server/commands/commands.h"
#include "server/storage/audit_chain.h"
#include "server/storage/audit_verify.h"
#include "server/storage/durable_files.h"

namespace commands {
namespace {

std::filesystem::path key_file(const config::Config& config) {
  return config.audit_key.empty() ? storage::default_signing_key(config.data_directory) : config.audit_key;
}

std::string read_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot read " + file.string());
  return {std::istreambuf_iterator<char>(stream), {}};
}

int print_head(const config::Config& config, const AuditOptions& options) {
  if (!std::filesystem::exists(key_file(config)))
    throw std::runtime_error("there is no key in " + key_file(config).string() +
                             ": the server makes it at its first start");
  const auto key = storage::load_signing_key(key_file(config));
  auto head = config.database.address.empty()
                  ? storage::read_audit_head(config.data_directory, config.database.key)
                  : storage::read_audit_head(config.database);
  if (!head.last) throw std::runtime_error("the audit log is still empty");
  head.at = app::wall_clock();
  const auto text = storage::to_text({storage::sign(std::move(head), key), key.public_key});
  if (options.output.empty())
    std::fputs(text.c_str(), stdout);
  else
    storage::write_durably(options.output, text);
  return good;
}

int verify(const config::Config& config, const AuditOptions& options) {
  std::vector<storage::KeptHead> kept;
  for (const auto& file : options.heads) {
    const auto head = storage::parse_head(read_file(file));
    if (!head) throw std::runtime_error(file.string() + " is no head of an audit log");
    kept.push_back(*head);
  }
  std::vector<std::string> keys;
  for (const auto& text : options.public_keys) {
    const auto key = storage::from_hex(text);
    if (key.size() != 32) throw std::runtime_error("--public-key must be 64 hex digits");
    keys.push_back(key);
  }
  // A key given on the command line is the one that was kept elsewhere: the folder's own proves less.
  if (keys.empty() && std::filesystem::exists(key_file(config)))
    keys.push_back(storage::load_signing_key(key_file(config)).public_key);
  const auto verdict = config.database.address.empty()
                           ? storage::verify_audit(config.data_directory, kept, keys, config.database.key)
                           : storage::verify_audit(config.database, kept, keys);
  std::printf("%lld rows, %lld signed heads, last row %s %s\n", static_cast<long long>(verdict.rows),
              static_cast<long long>(verdict.heads), verdict.last.last.text().c_str(),
              verdict.last.hash.c_str());
  for (const auto& fault : verdict.faults) std::printf("  %s\n", fault.what.c_str());
  if (verdict.good()) {
    std::printf("The audit log is whole.\n");
    return good;
  }
  std::printf("The audit log is NOT whole: %lld faults.\n", static_cast<long long>(verdict.fault_count));
  return failed;
}

}  // namespace

int audit(const config::Config& config, const AuditOptions& options) {
  try {
    if (config.database.address.empty() && !std::filesystem::exists(config.data_directory / "lamplighter.db"))
      throw std::runtime_error("there is no database in " + config.data_directory.string());
    return options.act == "head" ? print_head(config, options) : verify(config, options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "lamplighter audit: %s\n", error.what());
    return usage;
  }
}

}  // namespace commands
