#include "server/delivery/open311.h"

#include <algorithm>
#include <set>

#include "models/names.h"
#include "server/delivery/codec_open311.h"
#include "server/delivery/signing.h"
#include "server/http/percent.h"

namespace delivery {
namespace {

using dispatch::Heard;
using dispatch::Tried;
using models::Destination;
using models::Transfer;

constexpr std::size_t answer_bytes = std::size_t{2} * 1024 * 1024;
constexpr std::size_t longest_error = 300, longest_words = 2'000;
constexpr std::size_t most_services = 2'000, most_definitions = 30, most_values = 100;
constexpr models::Duration overlap = std::chrono::minutes{15};
constexpr models::Duration longest_window = std::chrono::hours{24 * 30};

std::string option(const Destination& destination, const std::string& name) {
  const auto found = destination.options.find(name);
  return found == destination.options.end() ? std::string{} : found->second;
}

std::string word(const Record& record, const std::string& name) {
  const auto found = record.find(name);
  return found == record.end() ? std::string{} : found->second;
}

/// One call of theirs: its address, with the format and the jurisdiction.
std::string url_of(const Destination& to, const std::string& path, const std::string& query = {}) {
  auto url = to.address;
  while (url.ends_with('/')) url.pop_back();
  url += "/" + path + "." + (option(to, "format") == "xml" ? "xml" : "json");
  auto all = query;
  if (const auto jurisdiction = option(to, "jurisdiction"); !jurisdiction.empty())
    all += (all.empty() ? "" : "&") + std::string("jurisdiction_id=") + http::percent_encoded(jurisdiction);
  return all.empty() ? url : url + "?" + all;
}

// What they say of an error, without our key should they repeat it.
std::string error_of(const Answered& answered, const std::string& secret) {
  if (!answered.error.empty()) return answered.error;
  auto text = "HTTP " + std::to_string(answered.status);
  if (answered.status >= 300 && answered.status < 400)
    return text + ": it leads elsewhere; write down the address that it leads to";
  if (const auto records = read_records(answered.body))
    for (const auto& record : *records)
      if (const auto said = word(record, "description"); !said.empty()) text += ": " + said;
  for (auto at = secret.empty() ? std::string::npos : text.find(secret); at != std::string::npos;
       at = text.find(secret))
    text.replace(at, secret.size(), "***");
  return cleaned(text, longest_error);
}

bool is_good(const Answered& answered) {
  return answered.error.empty() && answered.status >= 200 && answered.status < 300;
}

bool try_later(int status) { return status == 408 || status == 429 || status >= 500; }

Tried failed(const Answered& answered, const std::string& secret) {
  Tried tried;
  tried.error = error_of(answered, secret);
  const bool answered_at_all = answered.error.empty();
  tried.final = answered.refused_address || (answered_at_all && !try_later(answered.status));
  tried.doubtful =
      answered_at_all ? answered.status >= 500 : !answered.not_reached && !answered.refused_address;
  if (answered.wait) tried.wait = models::Duration{*answered.wait};
  return tried;
}

constexpr const char* not_theirs = "an answer that is none of Open311's, neither XML nor JSON of it";

std::string form_of(const Destination& to, const Transfer& transfer) {
  std::string form;
  const auto add = [&](const std::string& name, const std::string& value) {
    if (value.empty()) return;
    form += (form.empty() ? "" : "&") + http::percent_encoded(name) + "=" + http::percent_encoded(value);
  };
  add("api_key", to.secret);
  add("jurisdiction_id", option(to, "jurisdiction"));
  add("service_code", transfer.service_code);
  if (transfer.position) {
    add("lat", std::to_string(transfer.position->latitude));
    add("long", std::to_string(transfer.position->longitude));
  }
  add("address_string", transfer.address);
  add("description", transfer.description + "\n（" + transfer.reference + "）");
  add("external_id", transfer.reference);
  for (const auto& answer : transfer.answers) {
    const auto same = [&](const auto& other) { return other.first == answer.first; };
    const bool several = std::count_if(transfer.answers.begin(), transfer.answers.end(), same) > 1;
    add("attribute[" + answer.first + "]" + (several ? "[]" : ""), answer.second);
  }
  return form;
}

/// Looks in their list for what an earlier try may have brought there.
///
/// Shape   taken with their id; an empty error: it is not there
Tried look_for(Wire& wire, const Destination& to, const Transfer& transfer, models::Time now) {
  const auto answered =
      wire.get(url_of(to, "requests",
                      "service_code=" + http::percent_encoded(transfer.service_code) +
                          "&start_date=" + http::percent_encoded(models::to_rfc3339(transfer.at - overlap)) +
                          "&end_date=" + http::percent_encoded(models::to_rfc3339(now + overlap))),
               answer_bytes);
  // Where there is no list there is nothing to look in.
  if (answered.error.empty() && !try_later(answered.status) && !is_good(answered)) return {};
  if (!is_good(answered)) return failed(answered, to.secret);
  const auto records = read_records(answered.body);
  if (!records) {
    Tried tried;
    tried.error = not_theirs;
    return tried;
  }
  for (const auto& record : *records) {
    const auto id = word(record, "service_request_id");
    if (id.empty() || word(record, "description").find(transfer.reference) == std::string::npos) continue;
    Tried tried;
    tried.taken = true;
    tried.reference = id;
    return tried;
  }
  return {};
}

std::string window(models::Time from, models::Time to) {
  return "start_date=" + http::percent_encoded(models::to_rfc3339(std::max(from, to - longest_window))) +
         "&end_date=" + http::percent_encoded(models::to_rfc3339(to));
}

void read_updates(Wire& wire, const Destination& to, const Transfer& transfer, models::Time now,
                  Heard& heard) {
  const auto from = transfer.since.value_or(transfer.at) - overlap;
  const auto answered = wire.get(url_of(to, "servicerequestupdates", window(from, now)), answer_bytes);
  const auto records = is_good(answered) ? read_records(answered.body) : std::nullopt;
  if (!records) {
    heard.updates_error = is_good(answered) ? not_theirs : error_of(answered, to.secret);
    return;
  }
  for (const auto& record : *records) {
    if (word(record, "service_request_id") != transfer.their_id) continue;
    const auto at = models::parse_rfc3339(word(record, "updated_datetime"));
    const auto id = cleaned(word(record, "update_id"), dispatch::longest_foreign_id);
    if (id.empty()) continue;
    heard.updates.push_back({id, cleaned(word(record, "status"), 60),
                             cleaned(word(record, "description"), longest_words), at ? *at : now});
  }
  std::stable_sort(heard.updates.begin(), heard.updates.end(),
                   [](const auto& one, const auto& other) { return one.at < other.at; });
}

Heard ask_token(Wire& wire, const Destination& to, const Transfer& transfer) {
  Heard heard;
  const auto answered = wire.get(url_of(to, "tokens/" + http::percent_encoded(transfer.token)), answer_bytes);
  if (!is_good(answered)) {
    heard.error = error_of(answered, to.secret);
    if (answered.wait) heard.wait = models::Duration{*answered.wait};
    return heard;
  }
  const auto records = read_records(answered.body);
  if (!records || records->empty()) {
    heard.error = not_theirs;
    return heard;
  }
  const auto& record = records->front();
  const auto token = word(record, "token"), id = word(record, "service_request_id");
  if (!token.empty() && token != transfer.token)
    heard.error = "the answer is about another token than the one that was asked about";
  else if (id.size() > dispatch::longest_foreign_id)
    heard.error = "their number is longer than 200 bytes";
  else
    heard.their_id = id;
  return heard;
}

std::string lower(std::string text) {
  for (auto& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

Heard ask_request(Wire& wire, const Destination& to, const Transfer& transfer) {
  Heard heard;
  const auto answered =
      wire.get(url_of(to, "requests/" + http::percent_encoded(transfer.their_id)), answer_bytes);
  if (!is_good(answered)) {
    heard.error = error_of(answered, to.secret);
    if (answered.wait) heard.wait = models::Duration{*answered.wait};
    return heard;
  }
  const auto records = read_records(answered.body);
  if (!records) {
    heard.error = not_theirs;
    return heard;
  }
  const auto found = std::find_if(records->begin(), records->end(), [&](const auto& record) {
    return word(record, "service_request_id") == transfer.their_id;
  });
  if (found == records->end()) {
    heard.error = "the answer is about another request than " + transfer.their_id;
    return heard;
  }
  const auto status = lower(word(*found, "status"));
  if (status != "open" && status != "closed") {
    heard.error = "their status is neither open nor closed: '" + cleaned(status, 60) + "'";
    return heard;
  }
  heard.status = status;
  heard.words = cleaned(word(*found, "status_notes"), longest_words);
  return heard;
}

std::vector<models::ForeignQuestion> questions_of(const std::vector<ForeignAttribute>& attributes) {
  std::vector<models::ForeignQuestion> all;
  for (const auto& one : attributes) {
    const auto code = word(one.fields, "code");
    if (word(one.fields, "required") != "true" || word(one.fields, "variable") == "false" || code.empty() ||
        code.size() > dispatch::longest_foreign_code || all.size() >= dispatch::most_answers)
      continue;
    models::ForeignQuestion question{code, cleaned(word(one.fields, "description"), longest_error),
                                     word(one.fields, "datatype") == "multivaluelist"};
    for (const auto& value : one.values)
      if (const auto key = word(value, "key"); !key.empty() && question.values.size() < most_values)
        question.values.emplace_back(cleaned(key, longest_error),
                                     cleaned(word(value, "name"), longest_error));
    all.push_back(std::move(question));
  }
  return all;
}

std::vector<models::ForeignService> services_in(const std::vector<Record>& records,
                                                std::set<std::string>& with_definition) {
  std::vector<models::ForeignService> services;
  for (const auto& record : records) {
    const auto code = word(record, "service_code");
    if (code.empty() || code.size() > dispatch::longest_foreign_code || services.size() >= most_services)
      continue;
    services.push_back({code, cleaned(word(record, "service_name"), longest_error),
                        cleaned(word(record, "group"), longest_error), cleaned(word(record, "type"), 20)});
    if (lower(word(record, "metadata")) == "true") with_definition.insert(code);
  }
  return services;
}

}  // namespace

Tried send_transfer(Wire& wire, const Destination& to, const Transfer& transfer, models::Time now) {
  if (transfer.doubtful) {
    auto found = look_for(wire, to, transfer, now);
    if (found.taken || !found.error.empty()) return found;
  }
  const auto answered = wire.post(url_of(to, "requests"),
                                  {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}},
                                  form_of(to, transfer));
  if (!is_good(answered)) return failed(answered, to.secret);
  const auto records = read_records(answered.body);
  Tried tried;
  if (!records || records->empty()) {
    tried.error = not_theirs;
    tried.doubtful = true;
    return tried;
  }
  const auto& record = records->front();
  tried.reference = word(record, "service_request_id");
  tried.token = word(record, "token");
  if (tried.reference.size() > dispatch::longest_foreign_id ||
      tried.token.size() > dispatch::longest_foreign_id)
    return {false, true, "their number is longer than 200 bytes", {}};
  // A service may be one that never tells a number; then it says at least something of a request.
  tried.taken = !tried.reference.empty() || !tried.token.empty() || record.contains("service_request_id") ||
                record.contains("token") || record.contains("service_notice");
  tried.doubtful = !tried.taken;
  if (!tried.taken) tried.error = not_theirs;
  return tried;
}

Heard ask_transfer(Wire& wire, const Destination& to, const Transfer& transfer, bool updates,
                   models::Time now) {
  if (transfer.state == models::TransferState::pending) return ask_token(wire, to, transfer);
  auto heard = ask_request(wire, to, transfer);
  if (updates && heard.error.empty()) read_updates(wire, to, transfer, now, heard);
  return heard;
}

Offered read_offer(Wire& wire, const Destination& to, models::Time now) {
  const auto answered = wire.get(url_of(to, "services"), answer_bytes);
  if (!is_good(answered)) return {failed(answered, to.secret)};
  const auto records = read_records(answered.body);
  std::set<std::string> with_definition;
  models::ForeignOffer offer;
  offer.destination = to.id;
  offer.read_at = now;
  if (records) offer.services = services_in(*records, with_definition);
  if (offer.services.empty()) {
    Tried tried{
        false, true, std::string("their list of services: ") + (records ? "it is empty" : not_theirs), {}};
    return {tried};
  }
  std::set<std::string> wanted;
  std::string unknown;
  for (const auto& [kind, wished] : dispatch::services_of(to)) {
    const auto& code = wished;  // a name of a pair cannot be captured by every compiler
    const auto known = std::any_of(offer.services.begin(), offer.services.end(),
                                   [&](const auto& one) { return one.code == code; });
    if (!known)
      unknown.append(unknown.empty() ? "" : ", ").append(code).append(" (").append(kind).append(")");
    if (with_definition.contains(code) && wanted.size() < most_definitions) wanted.insert(code);
  }
  for (auto& service : offer.services) {
    if (!wanted.contains(service.code)) continue;
    const auto definition =
        wire.get(url_of(to, "services/" + http::percent_encoded(service.code)), answer_bytes);
    if (!is_good(definition)) return {failed(definition, to.secret), offer};
    if (const auto read = read_definition(definition.body)) service.required = questions_of(*read);
  }
  const auto updates =
      wire.get(url_of(to, "servicerequestupdates", window(now - std::chrono::minutes{1}, now)), answer_bytes);
  offer.updates = is_good(updates) && read_records(updates.body).has_value();
  Tried tried;
  tried.taken = unknown.empty();
  tried.final = !unknown.empty();
  if (!unknown.empty()) tried.error = "their list has no service " + cleaned(unknown, longest_error);
  return {tried, std::move(offer)};
}

}  // namespace delivery
