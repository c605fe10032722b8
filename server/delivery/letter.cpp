#include "server/delivery/letter.h"

#include <algorithm>

#include "server/delivery/signing.h"

namespace delivery {
namespace {

constexpr std::size_t line_characters = 76;
// What stands between is base64: no line of it can begin with these.
constexpr const char* outer = "=_lamplighter_outer";
constexpr const char* inner = "=_lamplighter_inner";

std::string encoded_word(const std::string& text) { return "=?UTF-8?B?" + to_base64(text) + "?="; }

std::string encoded_lines(const std::string& bytes) {
  const auto body = to_base64(bytes);
  std::string lines;
  lines.reserve(body.size() + body.size() / line_characters * 2 + 2);
  for (std::size_t i = 0; i < body.size(); i += line_characters)
    lines.append(body, i, line_characters).append("\r\n");
  return lines;
}

std::string part(const std::string& type, const std::string& bytes, const std::string& more = "") {
  return "Content-Type: " + type + "\r\n" + more + "Content-Transfer-Encoding: base64\r\n\r\n" +
         encoded_lines(bytes);
}

std::string date_of(models::Time at) {
  static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date{day};
  return std::string(days[std::chrono::weekday{day}.c_encoding()]) + ", " +
         std::to_string(static_cast<unsigned>(date.day())) + " " +
         months[static_cast<unsigned>(date.month()) - 1] + " " +
         std::to_string(static_cast<int>(date.year())) + " " + models::to_rfc3339(at).substr(11, 8) +
         " +0000";
}

std::string subject_of(const Message& message) {
  if (message.enclosed) return message.enclosed->subject;
  for (const auto& [key, value] : message.delivery.facts)
    if (key == "number") return "点灯人 " + value;
  return "点灯人 ";
}

std::string boundary(const char* mark, bool last = false) {
  return std::string("--") + mark + (last ? "--\r\n" : "\r\n");
}

std::string body_of(const Message& message) {
  const auto text = part("text/plain; charset=utf-8", message.text + "\n");
  if (!message.enclosed) return text;
  const auto& enclosed = *message.enclosed;
  return std::string("Content-Type: multipart/mixed; boundary=\"") + outer + "\"\r\n\r\n" + boundary(outer) +
         "Content-Type: multipart/alternative; boundary=\"" + inner + "\"\r\n\r\n" + boundary(inner) + text +
         boundary(inner) + part("text/html; charset=utf-8", enclosed.html) + boundary(inner, true) +
         boundary(outer) +
         part(enclosed.file_type, enclosed.file,
              "Content-Disposition: attachment; filename=\"" + enclosed.file_name + "\"\r\n") +
         boundary(outer, true);
}

}  // namespace

std::vector<std::string> addresses_of(const std::string& text) {
  std::vector<std::string> all;
  std::size_t from = 0;
  while (from <= text.size()) {
    const auto comma = std::min(text.find(',', from), text.size());
    if (comma > from) all.push_back(text.substr(from, comma - from));
    from = comma + 1;
  }
  return all;
}

std::string letter_of(const std::string& from, const std::string& to, const Message& message,
                      models::Time at) {
  std::string text = "From: " + encoded_word("点灯人") + " <" + from + ">\r\nTo: ";
  const auto receivers = addresses_of(to);
  for (std::size_t i = 0; i < receivers.size(); ++i) text += (i > 0 ? ",\r\n " : "") + receivers[i];
  text += "\r\nSubject: " + encoded_word(subject_of(message)) + "\r\nDate: " + date_of(at) +
          "\r\nMessage-ID: <" + message.delivery.message + from.substr(from.find('@')) +
          ">\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n";
  return text + body_of(message);
}

}  // namespace delivery
