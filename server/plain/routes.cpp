#include "server/plain/routes.h"

#include <functional>

#include "dispatch/attachments.h"
#include "dispatch/intake.h"
#include "server/api/audit_entry.h"
#include "server/api/others.h"
#include "server/auth/tokens.h"
#include "server/plain/endpoint.h"

namespace plain {
namespace {

using Reply = boost::asio::awaitable<http::Response>;
constexpr std::size_t body_overhead = 64 * 1024;  // the words of a form, and what stands between its parts

using Make = std::function<models::Result<http::Response>(models::Transaction&, const api::Call&)>;

Reply show(api::Context& context, http::Request& request, Make make) {
  request.remote_address = context.settings.proxies.client_address(request);
  api::Call call{request, models::Actor::anonymous(), context.clock()};
  const bool english = is_english(request);
  if (auto refused = too_many(context, call, english)) co_return *refused;
  api::Rule rule = [&](models::Transaction& tx, const api::Call& who) { return make(tx, who); };
  auto response = co_await api::answer_read(context, call, std::move(rule));
  // A problem of the API is no page.
  if (response.status >= 400) co_return failed_below(english, response.status);
  co_return response;
}

Reply show_again(api::Context& context, api::Call& call, Shown shown, bool english) {
  api::Rule rule = [&](models::Transaction& tx, const api::Call&) {
    return form_page(tx, context.settings, english, shown);
  };
  auto response = co_await api::answer_read(context, call, std::move(rule));
  if (response.status >= 400 && response.status != 422) co_return failed_below(english, response.status);
  co_return response;
}

/// What makes a form the same form: what was written. A browser draws another boundary each time it sends.
std::string words_of(const open311::Form& form) {
  std::string words;
  for (const auto& [name, value] : form.fields) words.append(name).append("=").append(value).append("\n");
  return words;
}

/// Of the report that an answer leads to: of a repeated form the first one's.
std::string token_in(const http::Response& response) {
  constexpr std::string_view before = "/plain/t/";
  for (const auto& [name, value] : response.headers)
    if (http::same_name(name, "Location") && value.starts_with(before))
      return value.substr(before.size(), value.find('?') - before.size());
  return {};
}

Reply take(api::Context& context, http::Request& request) {
  request.remote_address = context.settings.proxies.client_address(request);
  api::Call call{request, models::Actor::anonymous(), context.clock()};
  call.entry = api::entry_of(request, call.actor, call.now);
  // Nobody is signed in here, so no cookie can be misused; but no other site fills our inbox either.
  if (!api::from_own_origin(request))
    co_return failed(false, 403, {"这张表只能从本站发送。", "This form can be sent from this site only."});
  const auto form = open311::read_form(request);
  if (!form) co_return unreadable(is_english(request));
  const bool english = form->value("lang") == "en";
  if (auto refused = too_many(context, call, english)) co_return *refused;
  auto key = form->value("key");
  if (key.empty()) key = auth::new_report_token();
  std::erase_if(request.headers,
                [](const http::Field& field) { return http::same_name(field.first, "Idempotency-Key"); });
  request.headers.emplace_back("Idempotency-Key", "plain-" + key);
  request.body = words_of(*form);
  const auto token = auth::new_report_token();
  const auto report = report_of(*form);
  std::optional<models::Error> wrong;
  api::Rule rule = [&](models::Transaction& tx, const api::Call& who) -> api::Answer {
    wrong.reset();
    auto received = dispatch::receive_report(tx, who.actor, report, token, who.now);
    if (!received) {
      wrong = received.error();
      return received.error();
    }
    auto response = http::Response::empty(303);
    response.header("Location", (english ? "/plain/t/" + token + "?lang=en" : "/plain/t/" + token));
    return response;
  };
  auto response = co_await api::answer_write(context, call, std::move(rule));
  if (wrong) {
    Shown shown{form->value("facility"), auth::new_report_token(), *form, wrong, !form->files.empty()};
    auto again = co_await show_again(context, call, std::move(shown), english);
    co_return again;
  }
  if (response.status >= 400) co_return failed_below(english, response.status == 422 ? 409 : response.status);
  if (!form->files.empty()) {
    const auto kept = token_in(response);
    const auto fates = co_await take_photos(context, call, *form, kept);
    response = http::Response::empty(303);
    response.header("Location", "/plain/t/" + kept + "?photos=" + fates + (english ? "&lang=en" : ""));
  }
  co_return response;
}

Reply show_form(api::Context& context, http::Request& request) {
  Shown shown{std::string(request.param("code")), auth::new_report_token(), {}, {}};
  Make make = [&context, &request, shown = std::move(shown)](models::Transaction& tx, const api::Call&) {
    return form_page(tx, context.settings, is_english(request), shown);
  };
  return show(context, request, std::move(make));
}

}  // namespace

bool is_english(const http::Request& request) { return request.query("lang").value_or("") == "en"; }

http::Response failed(bool english, int status, const models::LocalizedText& words) {
  Page page(english, {"打不开", "This cannot be shown"}, "/plain");
  page.el("p role=alert", words);
  page.link(page.address("/plain"), {"回到报修", "Back to the form"});
  return page.answer(status);
}

http::Response failed_below(bool english, int status) {
  if (status == 404)
    return failed(
        english, 404,
        {"没有这个网址，请核对标签或链接。", "There is nothing here: check the label or the link."});
  return failed(english, status, {"现在办不了，请过一会儿再试。", "Not now: please try again in a while."});
}

http::Response unreadable(bool english) {
  return failed(english, 400,
                {"表单读不懂，没有发出去。请退回去重新发；照片一次最多选 3 张。",
                 "The form cannot be read and was not sent: go back and send it again, with three photos at "
                 "most."});
}

std::optional<std::size_t> body_limit(const api::Settings& settings, http::Method method,
                                      std::string_view path) {
  const bool photos =
      method == http::Method::post &&
      (path == "/plain/reports" || (path.starts_with("/plain/t/") && path.ends_with("/photos")));
  if (!photos) return std::nullopt;
  return settings.photo_bytes * dispatch::most_attached_photos + body_overhead;
}

std::optional<http::Response> failure_below(int status, const http::Request* request) {
  if (request == nullptr || !request->path.starts_with("/plain")) return std::nullopt;
  const bool english = is_english(*request);
  if (status == 413)
    return failed(
        english, status,
        {"照片加起来太大，没有发出去。请退回去少选几张，或者先不带照片发，再补。",
         "The photos are too large together and nothing was sent: go back and choose fewer, or send "
         "without them and add them afterwards."});
  return failed_below(english, status);
}

std::optional<http::Response> too_many(api::Context& context, const api::Call& call, bool english) {
  const auto standing = api::count_request(context, call);
  if (!standing.refused) return std::nullopt;
  const auto seconds = std::to_string(standing.seconds);
  auto response = failed(
      english, 429, {"太频繁了，请等 " + seconds + " 秒再试。", "Too often: wait " + seconds + " seconds."});
  api::tell(response, standing);
  return response;
}

void add_routes(http::Router& router, api::Context& context) {
  using http::Method;
  const http::Handler form = [&context](http::Request& request) { return show_form(context, request); };
  router.add(Method::get, "/plain", form);
  router.add(Method::get, "/plain/f/{code}", form);
  router.add(Method::get, style_path, [](http::Request&) -> Reply { co_return stylesheet(); });
  router.add(Method::post, "/plain/reports",
             [&context](http::Request& request) { return take(context, request); });
  const int offset = context.settings.utc_offset_seconds;
  router.add(Method::get, "/plain/t/{token}", [&context, offset](http::Request& request) {
    Make make = [&request, offset](models::Transaction& tx, const api::Call& call) {
      return token_page(tx, call, is_english(request), std::string(request.param("token")), offset);
    };
    return show(context, request, std::move(make));
  });
  router.add(Method::get, "/plain/v/{village}", [&context, offset](http::Request& request) {
    Make make = [&request, offset](models::Transaction& tx, const api::Call& call) {
      return village_page(tx, call, is_english(request), std::string(request.param("village")), offset);
    };
    return show(context, request, std::move(make));
  });
  router.add(Method::get, "/plain/t/{token}/updates", [&context](http::Request& request) {
    Make make = [&request](models::Transaction& tx, const api::Call& call) {
      return updates_page(tx, call, is_english(request), std::string(request.param("token")), false);
    };
    return show(context, request, std::move(make));
  });
  add_words(router, context);
  add_photos(router, context);
}

}  // namespace plain
