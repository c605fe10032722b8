#include "server/open311/intake.h"

#include <algorithm>
#include <charconv>

#include "dispatch/text.h"
#include "server/auth/tokens.h"
#include "server/open311/services.h"

namespace open311 {
namespace {

using models::invalid;

constexpr std::size_t most_media = 10;
constexpr std::size_t longest_url = 2000;
constexpr int fewest_digits = 5;

std::optional<double> number_of(const std::string& text) {
  double value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

models::Result<void> read_position(const Form& form, models::NewReport& report) {
  const auto &lat = form.value("lat"), &lon = form.value("long");
  if (lat.empty() && lon.empty()) return {};
  if (lat.empty() || lon.empty())
    return invalid(lat.empty() ? "lat" : "long", "required", "lat and long come together.");
  const auto north = number_of(lat), east = number_of(lon);
  if (!north || !east)
    return invalid(north ? "long" : "lat", "bad_format", "lat and long are decimal degrees of WGS84.");
  report.place.position = models::Position{*north, *east, "import"};
  return {};
}

// An address_id is what this endpoint itself gives: a facility's code, or a village's.
models::Result<void> read_address_id(models::Transaction& tx, const std::string& id,
                                     models::NewReport& report) {
  if (id.empty()) return {};
  if (tx.facilities().find_by_code(id))
    report.facility_code = id;
  else if (tx.villages().find(id))
    report.place.village_code = id;
  else
    return invalid("address_id", "unknown", "address_id is neither a facility's nor a village's code here.");
  return {};
}

models::Result<void> read_place(models::Transaction& tx, const Form& form, models::NewReport& report) {
  if (const auto position = read_position(form, report); !position) return position;
  report.place.address = form.value("address_string");
  if (report.place.address.empty()) report.place.address = form.value("address");
  if (const auto id = read_address_id(tx, form.value("address_id"), report); !id) return id;
  const bool somewhere = report.place.position || !report.place.address.empty() ||
                         !report.facility_code.empty() || !report.place.village_code.empty();
  if (!somewhere) return invalid("lat", "required", "Say where: lat and long, address_string or address_id.");
  return {};
}

std::vector<std::string> answers_to(const Form& form, const std::string& code) {
  auto answers = form.values("attribute[" + code + "]");
  for (auto& more : form.values("attribute[" + code + "][]")) answers.push_back(std::move(more));
  return answers;
}

models::Result<void> check_choice(const Attribute& attribute, const std::vector<std::string>& answers) {
  for (const auto& answer : answers) {
    const bool known = std::any_of(attribute.values.begin(), attribute.values.end(),
                                   [&](const auto& value) { return value.first == answer; });
    if (!known)
      return invalid("attribute[" + attribute.code + "]", "unknown",
                     "attribute[" + attribute.code + "] takes only the keys of its definition.");
  }
  if (attribute.type == "singlevaluelist" && answers.size() > 1)
    return invalid("attribute[" + attribute.code + "]", "out_of_range",
                   "attribute[" + attribute.code + "] takes one value.");
  return {};
}

std::string words_of(const Attribute& attribute, const std::vector<std::string>& answers) {
  std::string text;
  for (const auto& answer : answers) {
    std::string word = answer;
    for (const auto& [key, name] : attribute.values)
      if (key == answer) word = name;
    text += (text.empty() ? "" : "、") + word;
  }
  return attribute.question + " " + text;
}

models::Result<void> read_attributes(const Settings& settings, const models::FaultKind& kind,
                                     const Form& form, models::NewReport& report) {
  for (const auto& attribute : attributes_of(settings, kind)) {
    const auto answers = answers_to(form, attribute.code);
    if (answers.empty() && attribute.required)
      return invalid("attribute[" + attribute.code + "]", "required",
                     "attribute[" + attribute.code + "] is missing: " + attribute.question);
    if (!attribute.values.empty())
      if (const auto good = check_choice(attribute, answers); !good) return good;
    if (answers.empty()) continue;
    if (attribute.code == danger_attribute)
      report.danger =
          std::any_of(answers.begin(), answers.end(), [](const auto& answer) { return answer != no_danger; });
    else if (attribute.code == frail_attribute)
      report.frail_person = answers.front() == "yes";
    else if (attribute.code == facility_attribute)
      report.facility_code = answers.front();
    add_line(report, words_of(attribute, answers));
  }
  return {};
}

// Systems abroad write telephones in many ways: what cannot be one here is left out, not refused.
std::string phone_of(const std::string& given) {
  std::string phone;
  int digits = 0;
  for (const char c : given) {
    const bool digit = c >= '0' && c <= '9';
    if (digit || std::string_view("+-() ").find(c) != std::string_view::npos) phone += c;
    digits += digit ? 1 : 0;
  }
  return digits < fewest_digits || phone.size() > dispatch::longest_phone ? "" : phone;
}

std::string cut(const std::string& text, std::size_t characters) {
  std::string result;
  std::size_t count = 0;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xc0) != 0x80 && ++count > characters) break;
    result += c;
  }
  return result;
}

std::string name_of(const Form& form) {
  const auto& first = form.value("first_name");
  const auto& last = form.value("last_name");
  const bool one = first.empty() || last.empty() || last == "-";
  return cut(one ? (first.empty() ? last : first) : first + " " + last, dispatch::longest_name);
}

std::string with_line_feeds(const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r')
      result += text[i];
    else if (text.substr(i + 1, 1) != "\n")
      result += '\n';
  }
  return result;
}

// The sender's own number when it gives one; else what was sent, so that a repetition is known.
std::string reference_of(const Form& form) {
  for (const auto* name : {"attribute[fixmystreet_id]", "attribute[external_id]"})
    if (const auto& id = form.value(name); !id.empty()) return "id:" + cut(id, 200);
  auto fields = form.fields;
  std::erase_if(fields, [](const auto& field) { return field.first == "api_key" || field.second.empty(); });
  std::sort(fields.begin(), fields.end());
  std::string bytes;
  for (const auto& [name, value] : fields) bytes.append(name).append("\n").append(value).append(1, '\0');
  for (const auto& file : form.files)
    bytes.append(file.field).append("\n").append(auth::sha256_hex(file.bytes)).append(1, '\0');
  return "sent:" + auth::fingerprint(bytes);
}

models::Result<std::vector<std::string>> media_urls_of(const Form& form) {
  auto urls = form.values("media_url");
  for (auto& more : form.values("media_url[]")) urls.push_back(std::move(more));
  if (urls.size() > most_media)
    return invalid("media_url", "too_long", "media_url may be given 10 times at most.");
  for (const auto& url : urls)
    if (url.size() > longest_url || !(url.starts_with("https://") || url.starts_with("http://")))
      return invalid("media_url", "bad_format", "media_url must be an http or https address.");
  return urls;
}

models::Result<models::FaultKind> service_of(models::Transaction& tx, const Settings& settings,
                                             const Form& form) {
  const auto& code = form.value("service_code");
  if (code.empty()) return invalid("service_code", "required", "service_code was not provided.");
  auto kind = tx.catalog().find_kind(code);
  if (!kind) return models::not_found("service_code provided was not found.");
  if (!is_service(*kind))
    return invalid("service_code", "not_allowed",
                   settings.in({"请立即拨打" + kind->refer_to + "，不要在这里等。",
                                "Call " + kind->refer_to + " at once: do not wait for an answer here."}));
  return *std::move(kind);
}

}  // namespace

void add_line(models::NewReport& report, const std::string& line) {
  const auto used = dispatch::count_characters(report.description).value_or(dispatch::longest_description);
  if (used + 2 >= dispatch::longest_description) return;
  report.description += "\n" + cut(line, dispatch::longest_description - used - 1);
}

models::Result<Sent> read_request(models::Transaction& tx, const Settings& settings, const Form& form) {
  const auto kind = service_of(tx, settings, form);
  if (!kind) return kind.error();
  Sent sent;
  auto& report = sent.report;
  if (const auto place = read_place(tx, form, report); !place) return place.error();
  report.channel = models::Channel::api;
  report.fault_kind = kind->code;
  report.description = dispatch::trimmed(with_line_feeds(form.value("description")));
  if (dispatch::count_characters(report.description).value_or(0) > dispatch::longest_description)
    return invalid("description", "too_long", "description may have at most 4000 characters.");
  sent.sent_bytes = static_cast<std::int64_t>(report.description.size());
  report.reporter.name = name_of(form);
  report.reporter.phone = phone_of(form.value("phone"));
  if (const auto read = read_attributes(settings, *kind, form, report); !read) return read.error();
  auto urls = media_urls_of(form);
  if (!urls) return urls.error();
  sent.media_urls = *std::move(urls);
  for (const auto& url : sent.media_urls) add_line(report, settings.in({"照片：", "Photo: "}) + url);
  sent.reference = reference_of(form);
  sent.notice = settings.in(kind->advice);
  return sent;
}

Failure to_failure(const models::Error& error) {
  Failure failure{400, error.detail};
  if (error.code == models::ErrorCode::not_found) failure.status = 404;
  if (error.code == models::ErrorCode::forbidden || error.code == models::ErrorCode::unauthenticated)
    failure.status = 403;
  if (error.fields.size() > 1) {
    failure.description.clear();
    for (const auto& field : error.fields)
      failure.description += (failure.description.empty() ? "" : "; ") + field.detail;
  }
  return failure;
}

}  // namespace open311
