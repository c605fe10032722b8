#include <functional>

#include "dispatch/neighbours.h"
#include "dispatch/updates.h"
#include "dispatch/verdict.h"
#include "models/names.h"
#include "server/api/audit_entry.h"
#include "server/api/village_view.h"
#include "server/plain/endpoint.h"

// What is sent from the pages of a village and of a report.
namespace plain {
namespace {

using Reply = boost::asio::awaitable<http::Response>;
/// A change by a form; nothing when it is done.
using Take =
    std::function<models::Result<void>(models::Transaction&, const api::Call&, const open311::Form&)>;
/// The page to look at afterwards.
using Next = std::function<std::string(const http::Request&)>;
/// What is shown when the change could not be taken in.
using Again = std::function<models::Result<http::Response>(models::Transaction&, const api::Call&,
                                                           bool english, const open311::Form&)>;

Reply take(api::Context& context, http::Request& request, Take work, Next next, Again again) {
  request.remote_address = context.settings.proxies.client_address(request);
  api::Call call{request, models::Actor::anonymous(), context.clock()};
  call.entry = api::entry_of(request, call.actor, call.now);
  if (!api::from_own_origin(request))
    co_return failed(false, 403, {"这张表只能从本站发送。", "This form can be sent from this site only."});
  const auto form = open311::read_form(request);
  if (!form) co_return unreadable(is_english(request));
  const bool english = form->value("lang") == "en";
  if (auto refused = too_many(context, call, english)) co_return *refused;
  api::Rule rule = [&](models::Transaction& tx, const api::Call& who) -> api::Answer {
    if (const auto taken = work(tx, who, *form); !taken) return taken.error();
    auto response = http::Response::empty(303);
    response.header("Location", next(request) + (english ? "?lang=en" : ""));
    return response;
  };
  auto response = co_await api::answer_write(context, call, std::move(rule));
  if (response.status < 400) co_return response;
  if ((response.status == 409 || response.status == 422) && again) {
    api::Rule show = [&](models::Transaction& tx, const api::Call& who) {
      return again(tx, who, english, *form);
    };
    response = co_await api::answer_read(context, call, std::move(show));
    if (response.status == 422) co_return response;
  }
  if (response.status == 409)
    co_return failed(
        english, 409,
        {"这一件现在不用再说了，请看最新情况。", "This one needs no word any more: look at it again."});
  co_return failed_below(english, response.status);
}

models::Result<void> take_word(models::Transaction& tx, const api::Call& who, const open311::Form& form) {
  const auto order = api::find_village_order(tx, form.value("number"));
  if (!order) return models::not_found("No open work order has this number.");
  const auto voice = dispatch::voice_of_address(tx, *order, who.request.remote_address);
  const auto heard = dispatch::hear_neighbour(tx, *order, voice, form.value("solved") == "yes", who.now);
  if (!heard) return heard.error();
  return {};
}

models::Result<void> take_verdict(models::Transaction& tx, const api::Call& who, const open311::Form& form) {
  dispatch::Verdict verdict;
  const auto& solved = form.value("solved");
  if (solved != "yes" && solved != "no")
    return models::invalid("solved", "required", "say whether it is solved: yes or no");
  verdict.solved = solved == "yes";
  if (const auto& grade = form.value("satisfaction"); !grade.empty()) {
    verdict.satisfaction = models::parse<models::Satisfaction>(grade);
    if (!verdict.satisfaction) return models::invalid("satisfaction", "unknown", "there is no such grade");
  }
  // Browsers send line ends as CR LF.
  for (const char c : form.value("comment"))
    if (c != '\r') verdict.comment += c;
  const auto judged = dispatch::judge(tx, std::string(who.request.param("token")), verdict,
                                      models::VerdictChannel::page, who.now);
  if (!judged) return judged.error();
  return {};
}

}  // namespace

void add_words(http::Router& router, api::Context& context) {
  router.add(http::Method::post, "/plain/v/{village}/words", [&context](http::Request& request) {
    Next next = [](const http::Request& asked) { return "/plain/v/" + std::string(asked.param("village")); };
    return take(context, request, take_word, std::move(next), {});
  });
  router.add(http::Method::post, "/plain/t/{token}/updates", [&context](http::Request& request) {
    Take choose = [](models::Transaction& tx, const api::Call& who,
                     const open311::Form& form) -> models::Result<void> {
      const auto chosen = dispatch::choose_updates(tx, std::string(who.request.param("token")),
                                                   form.value("wanted") == "yes", form.value("phone"));
      if (!chosen) return chosen.error();
      return {};
    };
    Next next = [](const http::Request& asked) {
      return "/plain/t/" + std::string(asked.param("token")) + "/updates";
    };
    Again again = [](models::Transaction& tx, const api::Call& who, bool english, const open311::Form&) {
      return updates_page(tx, who, english, std::string(who.request.param("token")), true);
    };
    return take(context, request, std::move(choose), std::move(next), std::move(again));
  });
  router.add(http::Method::post, "/plain/t/{token}/verdict", [&context](http::Request& request) {
    Next next = [](const http::Request& asked) { return "/plain/t/" + std::string(asked.param("token")); };
    const int offset = context.settings.utc_offset_seconds;
    Again again = [offset](models::Transaction& tx, const api::Call& who, bool english,
                           const open311::Form& form) {
      return token_page(tx, who, english, std::string(who.request.param("token")), offset, &form);
    };
    return take(context, request, take_verdict, std::move(next), std::move(again));
  });
}

}  // namespace plain
