#include "server/open311/routes.h"

#include <algorithm>
#include <memory>

#include "dispatch/permissions.h"
#include "models/foreign_report.h"
#include "server/api/audit_entry.h"
#include "server/api/others.h"
#include "server/api/refusals.h"
#include "server/auth/tokens.h"
#include "server/open311/endpoint.h"
#include "server/open311/intake.h"
#include "server/open311/listing.h"
#include "server/open311/services.h"

namespace open311 {
namespace {

constexpr std::size_t body_overhead = 256u * 1024;

Failure below(int status, std::string_view detail) {
  return {status == 422 || status == 409 ? 400 : status, std::string(detail)};
}

Reply finish(Asked& asked, http::Response response, const std::optional<models::Error>& failed) {
  if (failed) co_return answer(to_failure(*failed), asked.format);
  if (response.status >= 400)
    co_return answer(below(response.status, "The request could not be answered: send it again later."),
                     asked.format);
  co_return response;
}

std::optional<Failure> wrong_jurisdiction(const Settings& settings, const std::string& given) {
  if (given.empty())
    return settings.jurisdiction_required ? std::optional(Failure{400, "jurisdiction_id was not provided."})
                                          : std::nullopt;
  if (given != settings.jurisdiction) return Failure{404, "jurisdiction_id provided was not found."};
  return std::nullopt;
}

/// Who an api_key stands for: an access token of an account that may take reports.
boost::asio::awaitable<models::Result<models::Actor>> client_of(api::Context& context,
                                                                const std::string& key) {
  if (key.empty()) co_return models::forbidden("api_key was not provided.");
  const auto wrong = models::forbidden("api_key is wrong or has ended.");
  if (!key.starts_with(auth::access_token_prefix)) co_return wrong;
  http::Request probe;
  probe.method = http::Method::post;
  probe.headers.emplace_back("Authorization", "Bearer " + key);
  const auto caller = co_await api::authenticate(context, probe);
  if (!caller || !caller->actor.account) co_return wrong;
  if (caller->actor.owed != models::Owed::nothing)
    co_return models::forbidden(
        "The account of this api_key must choose a password or a second factor first.");
  co_return caller->actor;
}

/// Everybody by address, a client by its account: as at every other address of the program.
bool too_many(Asked& asked) {
  asked.standing = api::count_request(asked.context, asked.call);
  return asked.standing.refused;
}

http::Response slow_down(const Asked& asked) {
  const auto seconds = std::to_string(asked.standing.seconds);
  return answer(Failure{429, "Too many requests: wait " + seconds + " seconds."}, asked.format);
}

Reply list_requests(Asked& asked) {
  auto filters = read_filters(asked.call.request, asked.settings, asked.call.now);
  if (!filters) co_return answer(to_failure(filters.error()), asked.format);
  const bool one = !asked.id.empty();
  if (one) {
    filters = models::ForeignQuery{};
    filters->ids = read_ids(asked.id);
    filters->foreign = !asked.settings.publish_all;
    filters->without = asked.settings.blackbox;
    if (filters->ids.empty())
      co_return answer(Failure{404, "service_request_id was not found."}, asked.format);
  }
  const bool extended = asked.call.request.query("extensions").value_or("") == "true";
  api::Rule rule = [&](models::Transaction& tx, const api::Call&) -> api::Answer {
    auto requests = Node::list("service_requests");
    Public seen(tx, asked.settings, asked.context.settings.town, asked.base);
    for (const auto id : tx.foreign_reports().search(*filters))
      if (const auto report = tx.reports().find(id)) requests.add(seen.request(*report, extended));
    if (one && requests.children.empty()) return models::not_found("service_request_id was not found.");
    return answer(200, requests, asked.format);
  };
  auto response = co_await reading(asked, std::move(rule));
  co_return response;
}

Reply show_services(Asked& asked) {
  api::Rule rule = [&](models::Transaction& tx, const api::Call&) -> api::Answer {
    if (asked.id.empty()) return answer(200, service_list(tx, asked.settings), asked.format);
    const auto kind = tx.catalog().find_kind(asked.id);
    if (!kind || !is_service(*kind)) return models::not_found("service_code provided was not found.");
    return answer(200, definition(asked.settings, *kind), asked.format);
  };
  auto response = co_await reading(asked, std::move(rule));
  co_return response;
}

Reply show_discovery(Asked& asked) {
  auto response =
      answer(200, discovery(asked.settings, asked.context.settings.town, asked.base), asked.format);
  // Validators compare the type of these two files as a whole, without a character set.
  response.header("Content-Type", asked.format == Format::json ? "application/json" : "text/xml");
  co_return response;
}

Reply look(Asked& asked) {
  if (asked.name == "discovery" && asked.id.empty()) return show_discovery(asked);
  if (asked.name == "services") return show_services(asked);
  if (asked.name == "requests") return list_requests(asked);
  if (asked.name == "tokens" && !asked.id.empty()) return show_token(asked);
  if (asked.name == "servicerequestupdates" && asked.id.empty()) return list_updates(asked);
  return [](Asked& unknown) -> Reply {
    co_return answer(Failure{404, "There is no such call."}, unknown.format);
  }(asked);
}

Reply get(Asked& asked) {
  if (too_many(asked)) co_return slow_down(asked);
  const auto jurisdiction = asked.call.request.query("jurisdiction_id").value_or("");
  if (const auto wrong = wrong_jurisdiction(asked.settings, jurisdiction))
    co_return answer(*wrong, asked.format);
  auto response = co_await look(asked);
  co_return response;
}

Reply post(Asked& asked) {
  const bool request = asked.name == "requests", update = asked.name == "servicerequestupdates";
  if (!asked.id.empty() || !(request || update))
    co_return answer(Failure{404, "There is no such call."}, asked.format);
  const auto form = read_form(asked.call.request);
  if (!form) co_return answer(to_failure(form.error()), asked.format);
  if (const auto wrong = wrong_jurisdiction(asked.settings, form->value("jurisdiction_id")))
    co_return answer(*wrong, asked.format);
  const auto client = co_await client_of(asked.context, form->value("api_key"));
  if (!client) co_return answer(to_failure(client.error()), asked.format);
  asked.call.actor = *client;
  asked.call.entry = api::entry_of(asked.call.request, asked.call.actor, asked.call.now);
  if (auto allowed = dispatch::require(asked.call.actor, dispatch::Permission::report_create); !allowed)
    co_return answer(to_failure(allowed.error()), asked.format);
  if (too_many(asked)) co_return slow_down(asked);
  // Two statements: g++ 12 destroys an awaitable twice that is chosen by ?: inside co_await.
  auto taking = request ? take_request(asked, *form) : take_update(asked, *form);
  auto response = co_await std::move(taking);
  co_return response;
}

std::string base_of(const api::Context& context, const Settings& settings, const http::Request& request) {
  if (!settings.base_url.empty()) return settings.base_url;
  const auto host = request.header("Host").value_or("127.0.0.1");
  return (context.settings.secure_cookies ? "https://" : "http://") + std::string(host);
}

// The last parameter of the path carries the format.
bool read_address(Asked& asked) {
  const auto& request = asked.call.request;
  asked.base = base_of(asked.context, asked.settings, request);
  const std::string call(request.param("call")), id(request.param("id"));
  if (id.empty()) return split_format(call, asked.name, asked.format);
  asked.name = call;
  return split_format(id, asked.id, asked.format);
}

Reply serve(api::Context& context, const Settings& settings, http::Request& request) {
  request.remote_address = context.settings.proxies.client_address(request);
  api::Call call{request, models::Actor::anonymous(), context.clock()};
  call.entry = api::entry_of(request, call.actor, call.now);
  Asked asked{context, settings, call};
  if (!read_address(asked))
    co_return answer(Failure{404, "There is no such call: addresses end in .xml or .json."}, asked.format);
  const bool posting = request.method == http::Method::post;
  auto asking = posting ? post(asked) : get(asked);
  auto response = co_await std::move(asking);
  api::tell(response, asked.standing);
  api::take_answer(call.entry, response);
  if (response.status == 403) {
    auto entry = call.entry;
    entry.kind = models::AuditKind::refusal;
    entry.always = false;
    co_await api::record_refusal(context, entry);
  }
  co_return response;
}

Reply serve_media(api::Context& context, const Settings& settings, http::Request& request) {
  api::Call call{request, models::Actor::anonymous(), context.clock()};
  Asked asked{context, settings, call};
  const std::string token(request.param("token")), name(request.param("name"));
  auto response = co_await show_media(asked, token, name);
  co_return response;
}

}  // namespace

Reply reading(Asked& asked, api::Rule rule) {
  std::optional<models::Error> failed;
  api::Rule kept = [&](models::Transaction& tx, const api::Call& who) -> api::Answer {
    auto result = rule(tx, who);
    if (!result) failed = result.error();
    return result;
  };
  auto response = co_await api::answer_read(asked.context, asked.call, std::move(kept));
  auto finished = co_await finish(asked, std::move(response), failed);
  co_return finished;
}

Reply changing(Asked& asked, api::Rule rule) {
  std::optional<models::Error> failed;
  api::Rule kept = [&](models::Transaction& tx, const api::Call& who) -> api::Answer {
    failed.reset();
    auto result = rule(tx, who);
    if (!result) failed = result.error();
    return result;
  };
  auto response = co_await api::answer_write(asked.context, asked.call, std::move(kept));
  auto finished = co_await finish(asked, std::move(response), failed);
  co_return finished;
}

void add_routes(http::Router& router, api::Context& context, const Settings& settings) {
  const http::Handler call = [&context, &settings](http::Request& request) {
    return serve(context, settings, request);
  };
  for (const auto method : {http::Method::get, http::Method::post}) {
    router.add(method, "/open311/{call}", call);
    router.add(method, "/open311/v2/{call}", call);
    router.add(method, "/open311/v2/{call}/{id}", call);
  }
  router.add(
      http::Method::get, "/open311/v2/media/{token}/{name}",
      [&context, &settings](http::Request& request) { return serve_media(context, settings, request); });
}

http::Handler tolerant(http::Handler next) {
  return [next = std::move(next)](http::Request& request) {
    auto& segments = request.segments;
    if (!segments.empty() && segments.front() == "open311") {
      std::erase_if(segments, [](const std::string& segment) { return segment.empty(); });
      if (segments.size() > 2 && segments[1] == "georeport" && segments[2] == "v2")
        segments.erase(segments.begin() + 1);
      request.path.clear();
      for (const auto& segment : segments) request.path.append("/").append(segment);
    }
    return next(request);
  };
}

std::optional<std::size_t> body_limit(const api::Settings& settings, http::Method method,
                                      std::string_view path) {
  const bool taking = method == http::Method::post && path.starts_with("/open311/") &&
                      (path.ends_with("/requests.xml") || path.ends_with("/requests.json"));
  return taking ? std::optional(settings.photo_bytes * 2 + body_overhead) : std::nullopt;
}

std::optional<http::Response> failure_below(int status, std::string_view detail,
                                            const http::Request* request) {
  if (request == nullptr || !request->path.starts_with("/open311/")) return std::nullopt;
  const auto format = request->path.ends_with(".json") ? Format::json : Format::xml;
  return answer(Failure{status, std::string(detail)}, format);
}

}  // namespace open311
