#include "server/exports/icalendar.h"

#include "models/time.h"

namespace exports {
namespace {

constexpr std::size_t longest_line = 75;  // octets, without the line's end

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }

// A line that is too long goes on in the next, behind a space that belongs to neither.
void put(std::string& out, std::string_view line) {
  std::size_t room = longest_line;
  while (line.size() > room) {
    auto cut = room;
    while (cut > 0 && !begins_character(line[cut])) --cut;
    out.append(line.substr(0, cut)).append("\r\n ");
    line.remove_prefix(cut);
    room = longest_line - 1;
  }
  out.append(line).append("\r\n");
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == ';' || c == ',')
      out.append(1, '\\').append(1, c);
    else if (c == '\n')
      out += "\\n";
    else if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f)
      out += c;
  }
  return out;
}

// 20261123T040000Z
std::string utc(models::Time time) {
  std::string text = models::to_rfc3339(time);
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text;
}

}  // namespace

std::string write_icalendar(const std::vector<dispatch::CalendarEntry>& entries, std::string_view name) {
  std::string out;
  for (const auto* line :
       {"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Lamplighter//Calendar 1//ZH", "CALSCALE:GREGORIAN",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"})
    put(out, line);
  put(out, "NAME:" + escaped(name));
  put(out, "X-WR-CALNAME:" + escaped(name));
  for (const auto& entry : entries) {
    put(out, "BEGIN:VEVENT");
    put(out, "UID:" + escaped(entry.uid) + "@lamplighter");
    // Of a published calendar this is when the entry last changed: so the same calendar is the same text.
    put(out, "DTSTAMP:" + utc(entry.changed_at));
    put(out, "DTSTART:" + utc(entry.from));
    if (entry.to) put(out, "DTEND:" + utc(*entry.to));
    put(out, "SUMMARY:" + escaped(entry.title));
    if (!entry.words.empty()) put(out, "DESCRIPTION:" + escaped(entry.words));
    put(out, entry.to ? "TRANSP:OPAQUE" : "TRANSP:TRANSPARENT");
    put(out, "END:VEVENT");
  }
  put(out, "END:VCALENDAR");
  return out;
}

}  // namespace exports
