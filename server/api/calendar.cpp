#include "dispatch/own_calendar.h"
#include "server/api/conditional.h"
#include "server/api/export_handlers.h"
#include "server/api/problem.h"
#include "server/auth/sessions.h"
#include "server/auth/tokens.h"
#include "server/exports/icalendar.h"
#include "server/storage/database.h"

namespace api {
namespace {

constexpr std::string_view ending = ".ics";

bool has_tag(std::string_view list, std::string_view tag) {
  if (list == "*") return true;
  for (std::size_t at = 0; at < list.size();) {
    const auto end = std::min(list.find(',', at), list.size());
    auto one = list.substr(at, end - at);
    while (one.starts_with(' ')) one.remove_prefix(1);
    while (one.ends_with(' ')) one.remove_suffix(1);
    if (one.starts_with("W/")) one.remove_prefix(2);
    if (one == tag) return true;
    at = end + 1;
  }
  return false;
}

models::Error no_calendar() { return models::not_found("There is no such calendar, or no longer."); }

}  // namespace

http::Response conditional(const http::Request& request, std::string_view content_type, std::string body) {
  const auto tag = "\"" + auth::fingerprint(body).substr(0, 32) + "\"";
  const bool known = has_tag(request.header("If-None-Match").value_or(""), tag);
  auto response =
      known ? http::Response::empty(304) : http::Response::make(200, content_type, std::move(body));
  response.header("ETag", tag);
  return response;
}

// The token stands in the address, as calendar programs know no other way: so it opens this and nothing else.
Reply get_calendar(Context& context, Call& call) {
  const auto file = call.request.param("file");
  if (!file.ends_with(ending)) co_return to_problem(no_calendar(), &call.request);
  const auto hash = auth::hash_token(file.substr(0, file.size() - ending.size()));
  std::optional<auth::SessionFound> found;
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    found = auth::find_access_token(tx, hash, context.sessions.limits(), context.settings.sign_in, who.now);
    if (!found || found->actor.scope != models::Scope::calendar ||
        found->actor.owed != models::Owed::nothing) {
      found.reset();
      return no_calendar();
    }
    auto reader = found->actor;
    reader.scope = models::Scope::read;
    const auto& town = context.settings.town;
    auto response = conditional(who.request, "text/calendar; charset=utf-8",
                                exports::write_icalendar(dispatch::own_calendar(tx, reader, who.now),
                                                         town.zh + " 点灯人 / " + town.en + " Lamplighter"));
    response.header("Cache-Control", "private, no-cache");
    response.header("Content-Disposition", "inline; filename=\"lamplighter.ics\"");
    return response;
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  if (found && found->touch)
    context.database.write(
        [hash, seen = *found, now = call.now](models::Transaction& tx) {
          tx.access_tokens().touch(seen.access_token, now);
          return true;
        },
        [](const std::exception_ptr&) {});
  co_return response;
}

}  // namespace api
