#include "dispatch/destination_check.h"

#include <algorithm>

#include "dispatch/month_report.h"
#include "dispatch/outbox_words.h"
#include "dispatch/short_messages.h"
#include "dispatch/transfers.h"
#include "models/names.h"

namespace dispatch {
namespace {

using models::Carrier;
using models::Destination;

bool is_web_address(const std::string& text) {
  return (text.starts_with("https://") || text.starts_with("http://")) && text.size() > 8 &&
         text.find_first_of(" \r\n\t\"<>") == std::string::npos && text.find('@') == std::string::npos;
}

void check_mail(Fields& fields, const Destination& one) {
  std::string_view rest = one.address;
  bool good = !rest.empty();
  while (!rest.empty()) {
    const auto comma = std::min(rest.find(','), rest.size());
    const auto each = rest.substr(0, comma);
    const auto at = each.find('@');
    good = good && at != std::string_view::npos && at > 0 && at + 1 < each.size() &&
           each.find_first_of(" \r\n\t<>\"") == std::string_view::npos;
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  if (!good) fields.add("address", "bad_format", "address must be mail addresses separated by commas");
  const auto server = one.options.find("server"), from = one.options.find("from");
  if (server == one.options.end() ||
      !(server->second.starts_with("smtp://") || server->second.starts_with("smtps://")))
    fields.add("options.server", "required", "say the mail server: smtp://HOST:PORT or smtps://HOST:PORT");
  if (from == one.options.end() || from->second.find('@') == std::string::npos)
    fields.add("options.from", "required", "say from which mail address it comes");
}

void check_quiet(Fields& fields, const Destination& one) {
  if (!one.quiet) return;
  const auto [from, to] = *one.quiet;
  if (from < 0 || from >= 24 * 60 || to < 0 || to >= 24 * 60 || from == to)
    fields.add("quiet", "out_of_range", "quiet hours go from one minute of the day to another");
}

}  // namespace

Fields check_destination(models::Transaction& tx, const Destination& one) {
  Fields fields;
  fields.required_text("name", one.name, longest_name);
  if (one.language != "zh" && one.language != "en") fields.add("language", "unknown", "language is zh or en");
  if (one.carrier == Carrier::web_push)
    fields.add("carrier", "not_allowed", "a telephone is added on the telephone itself");
  else if (one.carrier == Carrier::mail)
    check_mail(fields, one);
  else if (is_short_message(one.carrier))
    check_short_message(fields, one);
  else if (!is_web_address(one.address))
    fields.add("address", "bad_format", "address must be an http or https address without a password in it");
  if (one.carrier == Carrier::open311) check_open311(tx, fields, one);
  if (one.carrier != Carrier::mail && one.secret.empty())
    fields.add("secret", "required", "give the secret that the receiver knows");
  if (one.carrier == Carrier::dingtalk_robot && one.secret.find(',') == std::string::npos)
    fields.add("secret", "bad_format", "secret is the robot's access_token, a comma and its SEC… word");
  if (one.carrier == Carrier::webhook && one.digest_above > 0)
    fields.add("digest_above", "not_allowed", "a program gets every message by itself");
  if (one.digest_above < 0 || one.digest_above > 1000)
    fields.add("digest_above", "out_of_range", "digest_above is between 0 and 1000");
  if (one.per_minute < 0 || one.per_minute > 6000)
    fields.add("per_minute", "out_of_range", "per_minute is between 0 and 6000");
  for (const auto kind : one.about)
    if (message_about(kind) == nullptr)
      fields.add("about", "not_allowed", "nobody outside hears of " + std::string(models::name(kind)));
  if (const auto crew = one.options.find("crew");
      crew != one.options.end() && !tx.crews().find_by_code(crew->second))
    fields.add("crew", "unknown", "there is no crew " + crew->second);
  for (const auto& village : one.villages)
    if (!tx.villages().find(village)) fields.add("villages", "unknown", "there is no village " + village);
  check_quiet(fields, one);
  check_month_report(fields, one);
  return fields;
}

}  // namespace dispatch
