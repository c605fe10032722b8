#include "server/town/codec_crew.h"

#include <set>
#include <utility>

#include "dispatch/permissions.h"
#include "models/names.h"
#include "server/town/codec_class.h"
#include "server/town/codec_spans.h"

namespace town {

using models::FieldError;

std::vector<models::WorkingSpan> read_spans(codec::ObjectReader& reader, const std::string& key,
                                            int latest_end) {
  std::vector<models::WorkingSpan> spans;
  for (auto& item : reader.objects(key, false, 100)) {
    models::WorkingSpan span;
    span.weekday = static_cast<int>(item.integer("weekday", 1, 7, std::nullopt));
    span.from_minute = static_cast<int>(item.integer("from_minute", 0, 1440, std::nullopt));
    span.to_minute = static_cast<int>(item.integer("to_minute", 0, latest_end, std::nullopt));
    if (item.has("from_minute") && item.has("to_minute") && span.to_minute <= span.from_minute)
      item.wrong("to_minute", "out_of_range", "must be later than from_minute");
    item.finish();
    spans.push_back(span);
  }
  return spans;
}

int read_utc_offset(codec::ObjectReader& reader) {
  return static_cast<int>(reader.integer("utc_offset_seconds", -14 * 3600, 14 * 3600, 8 * 3600));
}

namespace {

models::Crew read_crew(codec::ObjectReader& reader) {
  models::Crew crew;
  crew.code = reader.text("code", true, 64);
  crew.name = reader.localized("name", true);
  crew.skills = reader.texts("skills", 50, 64);
  if (crew.skills.empty()) reader.wrong("skills", "required", "a crew needs at least one skill");
  crew.villages = reader.texts("villages", 500, 64);
  crew.shifts = read_spans(reader, "shifts");
  crew.utc_offset_seconds = read_utc_offset(reader);
  crew.on_call = reader.flag("on_call", false);
  crew.capacity = static_cast<int>(reader.integer("capacity", 1, 1000, 20));
  crew.contractor = reader.text("contractor", false, 100);
  crew.phone = reader.text("phone", false, 32);
  crew.base = reader.position("base");
  crew.active = reader.flag("active", true);
  reader.finish();
  return crew;
}

DemoAccount read_account(codec::ObjectReader& reader) {
  DemoAccount account;
  account.username = reader.text("username", true, 64);
  account.display_name = reader.text("display_name", true, 100);
  const auto role = reader.text("role", true, 40);
  if (const auto known = models::parse<models::Role>(role); known && *known != models::Role::system)
    account.role = *known;
  else if (!role.empty())
    reader.wrong("role", "not_allowed", "no such role");
  account.crew = reader.text("crew", false, 64);
  const bool of_crew = dispatch::is_crew(account.role);
  if (of_crew == account.crew.empty())
    reader.wrong("crew", of_crew ? "required" : "not_allowed",
                 "crew leads and members have a crew, others none");
  reader.finish();
  return account;
}

template <class Item>
void report_repeated(const std::vector<Item>& items, std::string Item::*key, const std::string& list,
                     const std::string& field, std::vector<FieldError>& errors) {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < items.size(); ++i)
    if (!(items[i].*key).empty() && !seen.insert(items[i].*key).second)
      errors.push_back({list + "[" + std::to_string(i) + "]." + field, "not_allowed", "is there twice"});
}

}  // namespace

models::Result<models::Crew> parse_crew(std::string_view text) {
  std::vector<FieldError> errors;
  models::Crew crew;
  if (auto reader = codec::ObjectReader::parse(text, errors)) crew = read_crew(*reader);
  if (auto error = codec::error_of(std::move(errors), "the crew")) return std::move(*error);
  return crew;
}

models::Result<std::vector<models::Crew>> parse_crews(std::string_view text) {
  std::vector<FieldError> errors;
  std::vector<models::Crew> crews;
  if (auto reader = codec::ObjectReader::parse(text, errors)) {
    for (auto& item : reader->objects("crews", true)) crews.push_back(read_crew(item));
    reader->finish();
  }
  report_repeated(crews, &models::Crew::code, "crews", "code", errors);
  if (auto error = codec::error_of(std::move(errors), "the crews")) return std::move(*error);
  return crews;
}

models::Result<std::vector<DemoAccount>> parse_accounts(std::string_view text) {
  std::vector<FieldError> errors;
  std::vector<DemoAccount> accounts;
  if (auto reader = codec::ObjectReader::parse(text, errors)) {
    for (auto& item : reader->objects("accounts", true)) accounts.push_back(read_account(item));
    reader->finish();
  }
  report_repeated(accounts, &DemoAccount::username, "accounts", "username", errors);
  if (auto error = codec::error_of(std::move(errors), "the accounts")) return std::move(*error);
  return accounts;
}

}  // namespace town
