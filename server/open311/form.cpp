#include "server/open311/form.h"

#include <algorithm>

#include "server/http/utf8.h"

namespace open311 {
namespace {

constexpr std::size_t most_fields = 500;
constexpr std::size_t most_files = 20;
constexpr std::size_t longest_boundary = 70;  // RFC 2046

models::Error broken(const std::string& what) {
  return {models::ErrorCode::invalid, "The form cannot be read: " + what + "."};
}

// What browsers encode and some programs forget.
std::string as_query(std::string_view body) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string query = "/?";
  for (const char c : body) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == ' ')
      query += '+';
    else if (byte <= 0x20 || byte == 0x7f || c == '#' || c == '\\')
      query.append(1, '%').append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
    else
      query += c;
  }
  return query;
}

models::Result<Form> read_encoded(std::string_view body) {
  while (!body.empty() && (body.back() == '\n' || body.back() == '\r')) body.remove_suffix(1);
  http::Request probe;
  if (!http::parse_target(probe, as_query(body))) return broken("an escape or a character is wrong");
  Form form;
  form.fields = std::move(probe.query_parameters);
  return form;
}

// The value of a parameter such as `boundary` or `name` in a header's text.
std::optional<std::string> parameter(std::string_view text, std::string_view name) {
  std::size_t at = text.find(';');
  while (at != std::string_view::npos) {
    auto part = text.substr(at + 1);
    while (!part.empty() && (part.front() == ' ' || part.front() == '\t')) part.remove_prefix(1);
    const auto equals = part.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const auto rest = part.substr(equals + 1);
    const bool quoted = rest.starts_with('"');
    std::string value;
    std::size_t i = quoted ? 1 : 0;
    for (; i < rest.size(); ++i) {
      if (quoted ? rest[i] == '"' : rest[i] == ';' || rest[i] == ' ') break;
      if (quoted && rest[i] == '\\' && i + 1 < rest.size()) ++i;
      value += rest[i];
    }
    if (http::same_name(part.substr(0, equals), name)) return value;
    const auto next = rest.find(';', i);
    at = next == std::string_view::npos ? next : static_cast<std::size_t>(rest.data() - text.data()) + next;
  }
  return std::nullopt;
}

struct Part {
  std::string disposition;
  std::string_view body;
};

models::Result<Part> read_part(std::string_view piece) {
  const auto end = piece.find("\r\n\r\n");
  if (end == std::string_view::npos) return broken("a part has no end of its header");
  Part part{"", piece.substr(end + 4)};
  auto head = piece.substr(0, end);
  while (!head.empty()) {
    const auto line_end = std::min(head.find("\r\n"), head.size());
    const auto line = head.substr(0, line_end);
    const auto colon = line.find(':');
    if (colon != std::string_view::npos && http::same_name(line.substr(0, colon), "Content-Disposition"))
      part.disposition = std::string(line.substr(colon + 1));
    head.remove_prefix(std::min(line_end + 2, head.size()));
  }
  if (part.disposition.empty()) return broken("a part has no Content-Disposition");
  return part;
}

models::Result<void> add_part(Form& form, std::string_view piece) {
  const auto part = read_part(piece);
  if (!part) return part.error();
  auto name = parameter(part->disposition, "name");
  if (!name || !http::is_utf8(*name)) return broken("a part has no name");
  if (parameter(part->disposition, "filename")) {
    if (form.files.size() >= most_files) return broken("it has too many files");
    if (!part->body.empty()) form.files.push_back({std::move(*name), std::string(part->body)});
    return {};
  }
  if (form.fields.size() >= most_fields) return broken("it has too many fields");
  if (!http::is_utf8(part->body) || part->body.find('\0') != std::string_view::npos)
    return broken(*name + " is not UTF-8 text");
  form.fields.emplace_back(std::move(*name), std::string(part->body));
  return {};
}

models::Result<Form> read_multipart(std::string_view body, const std::string& boundary) {
  if (boundary.empty() || boundary.size() > longest_boundary) return broken("the boundary is missing");
  const std::string mark = "--" + boundary;
  if (!body.starts_with(mark)) {  // a preamble may stand before the first boundary
    const auto first = body.find("\r\n" + mark);
    if (first == std::string_view::npos) return broken("the boundary does not occur");
    body.remove_prefix(first + 2);
  }
  body.remove_prefix(mark.size());
  Form form;
  while (!body.starts_with("--")) {
    if (!body.starts_with("\r\n")) return broken("a boundary is not at the end of its line");
    body.remove_prefix(2);
    const auto end = body.find("\r\n" + mark);
    if (end == std::string_view::npos) return broken("the last boundary is missing");
    if (const auto added = add_part(form, body.substr(0, end)); !added) return added.error();
    body.remove_prefix(end + 2 + mark.size());
  }
  return form;
}

}  // namespace

const std::string& Form::value(std::string_view name) const {
  static const std::string none;
  for (const auto& [key, text] : fields)
    if (key == name && !text.empty()) return text;
  return none;
}

std::vector<std::string> Form::values(std::string_view name) const {
  std::vector<std::string> all;
  for (const auto& [key, text] : fields)
    if (key == name && !text.empty()) all.push_back(text);
  return all;
}

models::Result<Form> read_form(const http::Request& request) {
  const auto type = request.header("Content-Type").value_or("application/x-www-form-urlencoded");
  auto essence = type.substr(0, type.find(';'));
  while (!essence.empty() && essence.back() == ' ') essence.remove_suffix(1);
  models::Result<Form> form = broken("send it as application/x-www-form-urlencoded or multipart/form-data");
  if (http::same_name(essence, "application/x-www-form-urlencoded"))
    form = read_encoded(request.body);
  else if (http::same_name(essence, "multipart/form-data"))
    form = read_multipart(request.body, parameter(type, "boundary").value_or(""));
  if (!form) return form;
  for (const auto& field : request.query_parameters) form->fields.push_back(field);
  if (form->fields.size() > most_fields) return broken("it has too many fields");
  return form;
}

}  // namespace open311
