#include <algorithm>
#include <array>

#include "dispatch/attachments.h"
#include "models/store.h"
#include "server/api/attachment_handlers.h"
#include "server/api/audit_entry.h"
#include "server/plain/endpoint.h"

// Photos beside a report, sent by a form: the rules and limits of the API's own call.
namespace plain {
namespace {

using models::LocalizedText;
using Reply = boost::asio::awaitable<http::Response>;

constexpr std::string_view field_name = "photos";
constexpr std::size_t most_fates = 20;  // the reader of forms takes no more files

struct Fate {
  char letter;
  LocalizedText words;
};

/// What may become of a photo, in the order in which it is told.
const std::array<Fate, 5>& fates_known() {
  static const std::array<Fate, 5> known{
      {{'t', {"已收到照片：", "Photos received: "}},
       {'p', {"不是照片，或者照片坏了，没有收下：", "Not taken, no picture or a broken one: "}},
       {'l', {"照片太大，没有收下：", "Not taken, too large: "}},
       {'e',
        {"没有收下（一件报修最多 3 张，一天内、修完之前收）：",
         "Not taken (a report has three photos at most, within a day and until the work has ended): "}},
       {'f', {"现在存不下，请过一会儿再补发：", "Not taken now, please add it again in a while: "}}}};
  return known;
}

boost::asio::awaitable<char> fate_of(api::Context& context, api::Call& call, const std::string& bytes,
                                     const std::string& token) {
  if (bytes.size() > context.settings.photo_bytes) co_return 'l';
  http::Request part;
  part.body = bytes;
  part.headers.emplace_back("Content-Type", "image/*");
  const auto answer = co_await api::attach_sent(context, call, token, part);
  if (answer.status < 300) co_return 't';
  co_return answer.status == 400 || answer.status == 422 ? 'p' : answer.status == 409 ? 'e' : 'f';
}

models::Result<http::Response> photos_page(models::Transaction& tx, const api::Call& call, bool english,
                                           const std::string& token) {
  const auto report = tx.reports().find_by_token(token);
  if (!report) return models::not_found("No report has this number: check the link.");
  const auto all = tx.attachments().of_report(report->id);
  const auto there =
      std::count_if(all.begin(), all.end(), [](const auto& one) { return one.kind == "photo"; });
  const auto path = "/plain/t/" + token + "/photos";
  Page page(english, {"补发照片", "Add photos"}, path);
  page.raw(in_words(call.request.query("photos").value_or(""), page));
  page.el("p", page.say({"已有照片：", "Photos that are here: "}) + std::to_string(there));
  if (dispatch::find_to_attach(tx, token, "photo", call.now)) {
    page.raw("<form method=\"post\" enctype=\"multipart/form-data\" action=\"");
    page.raw(escaped(page.address(path))).raw("\">").hidden("lang", english ? "en" : "zh");
    add_photo_field(page, static_cast<int>(there));
    page.raw("<button>").raw(escaped(page.say({"发送照片", "Send the photos"}))).raw("</button></form>");
  } else {
    page.el("p",
            LocalizedText{"照片在报修后一天内收，最多 3 张；修完就不收了。",
                          "Photos are taken for a day after the report, three at most, until the work has "
                          "ended."});
  }
  page.link(page.address("/plain/t/" + token), {"回到进展", "Back to the progress"});
  return page.answer(200);
}

Reply show_photos(api::Context& context, http::Request& request) {
  request.remote_address = context.settings.proxies.client_address(request);
  api::Call call{request, models::Actor::anonymous(), context.clock()};
  const bool english = is_english(request);
  if (auto refused = too_many(context, call, english)) co_return *refused;
  const std::string token(request.param("token"));
  api::Rule rule = [&](models::Transaction& tx, const api::Call& who) {
    return photos_page(tx, who, english, token);
  };
  auto response = co_await api::answer_read(context, call, std::move(rule));
  if (response.status >= 400) co_return failed_below(english, response.status);
  co_return response;
}

Reply add_to_report(api::Context& context, http::Request& request) {
  request.remote_address = context.settings.proxies.client_address(request);
  api::Call call{request, models::Actor::anonymous(), context.clock()};
  call.entry = api::entry_of(request, call.actor, call.now);
  const bool english = is_english(request);
  if (!api::from_own_origin(request))
    co_return failed(english, 403, {"这张表只能从本站发送。", "This form can be sent from this site only."});
  if (auto refused = too_many(context, call, english)) co_return *refused;
  const auto form = open311::read_form(request);
  if (!form) co_return unreadable(english);
  const std::string token(request.param("token"));
  const auto fates = co_await take_photos(context, call, *form, token);
  auto response = http::Response::empty(303);
  response.header("Location", "/plain/t/" + token + "/photos?photos=" + fates + (english ? "&lang=en" : ""));
  co_return response;
}

}  // namespace

std::string in_words(const std::string& fates, const Page& page) {
  std::string html;
  for (const auto& fate : fates_known()) {
    const auto count = std::count(fates.begin(), fates.end(), fate.letter);
    if (count == 0 || fates.size() > most_fates) continue;
    html += fate.letter == 't' ? "<p role=\"status\">" : "<p class=\"warn\" role=\"alert\">";
    html += escaped(page.say(fate.words) + std::to_string(count)) + "</p>";
  }
  return html;
}

void add_photo_field(Page& page, int there) {
  const auto left = static_cast<int>(dispatch::most_attached_photos) - there;
  if (left <= 0) return;
  page.raw("<label for=\"photos\">");
  page.raw(escaped(page.say({"照片（可不选，最多 ", "Photos (may stay empty, at most "}) +
                   std::to_string(left) +
                   page.say({" 张；只有维修人员看得到）", "; only those who repair see them)"})));
  // No `capture`: with it a phone's browser opens the camera alone, one picture, and none that was taken
  // before.
  page.raw("</label><input id=\"photos\" name=\"").raw(field_name);
  page.raw("\" type=\"file\" accept=\"image/*\" multiple>");
}

boost::asio::awaitable<std::string> take_photos(api::Context& context, api::Call& call,
                                                const open311::Form& form, const std::string& token) {
  // The key of the form belongs to its report; a photo that comes again is known by its bytes.
  std::erase_if(call.request.headers,
                [](const http::Field& field) { return http::same_name(field.first, "Idempotency-Key"); });
  std::string fates;
  for (const auto& file : form.files) {
    if (file.field != field_name || fates.size() >= most_fates) continue;
    const char fate = co_await fate_of(context, call, file.bytes, token);
    fates += fate;
  }
  co_return fates;
}

void add_photos(http::Router& router, api::Context& context) {
  constexpr const char* path = "/plain/t/{token}/photos";
  router.add(http::Method::get, path,
             [&context](http::Request& request) { return show_photos(context, request); });
  router.add(http::Method::post, path,
             [&context](http::Request& request) { return add_to_report(context, request); });
}

}  // namespace plain
