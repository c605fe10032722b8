#include "dispatch/text.h"
#include "models/names.h"
#include "models/store.h"
#include "server/api/views.h"
#include "server/plain/endpoint.h"

// How one report goes on, for whoever has its link.
namespace plain {
namespace {

using models::LocalizedText;
using models::Satisfaction;

LocalizedText grade_words(Satisfaction grade) {
  switch (grade) {
    case Satisfaction::very_satisfied:
      return {"非常满意", "Very satisfied"};
    case Satisfaction::satisfied:
      return {"满意", "Satisfied"};
    case Satisfaction::basically_satisfied:
      return {"基本满意", "Basically satisfied"};
    case Satisfaction::dissatisfied:
      return {"不满意", "Dissatisfied"};
    case Satisfaction::very_dissatisfied:
      return {"非常不满意", "Very dissatisfied"};
  }
  return {};
}

void add_given_verdict(Page& page, const models::Report& report) {
  if (!report.verdict_solved) return;
  auto words =
      page.say(*report.verdict_solved ? LocalizedText{"您说修好了。", "You said that it is solved."}
                                      : LocalizedText{"您说没修好。", "You said that it is not solved."});
  if (report.satisfaction) words += " " + page.say(grade_words(*report.satisfaction));
  page.el("p", words);
}

/// The grade first: whichever button is pressed sends it along.
void ask_verdict(Page& page, const std::string& token, const open311::Form* said) {
  page.el("h2", LocalizedText{"修好了吗？", "Is it solved?"});
  if (said != nullptr)
    page.el("p class=warn role=alert",
            LocalizedText{"没有发出去：请点“修好了”或“没修好”；想说的话最多 2000 字。",
                          "Not sent: press one of the two buttons; 2000 characters at most."});
  page.raw("<form method=\"post\" action=\"/plain/t/").raw(escaped(token)).raw("/verdict\">");
  page.hidden("lang", page.english() ? "en" : "zh");
  page.raw("<label for=\"satisfaction\">");
  page.raw(escaped(page.say({"您满意吗？（可以不选）", "How content are you? (optional)"})));
  page.raw("</label><select id=\"satisfaction\" name=\"satisfaction\"><option value=\"\">–</option>");
  const auto chosen = said != nullptr ? said->value("satisfaction") : std::string();
  for (int i = 0; i <= static_cast<int>(Satisfaction::very_dissatisfied); ++i) {
    const auto grade = static_cast<Satisfaction>(i);
    const std::string code(models::name(grade));
    page.raw("<option value=\"").raw(code).raw(code == chosen ? "\" selected>" : "\">");
    page.raw(escaped(page.say(grade_words(grade)))).raw("</option>");
  }
  page.raw("</select><label for=\"comment\">");
  page.raw(escaped(page.say({"想说的话（可不填）", "What you want to say (may stay empty)"})));
  page.raw("</label><textarea id=\"comment\" name=\"comment\" rows=\"3\" maxlength=\"");
  page.raw(std::to_string(dispatch::longest_account)).raw("\">\n");
  page.raw(escaped(said != nullptr ? said->value("comment") : std::string())).raw("</textarea>");
  page.raw("<button name=\"solved\" value=\"yes\">").raw(escaped(page.say({"修好了", "It is solved"})));
  page.raw("</button><button name=\"solved\" value=\"no\">").raw(escaped(page.say({"没修好", "It is not"})));
  page.raw("</button></form>");
}

void add_state(Page& page, const api::PublicReportView& view, int utc_offset_seconds) {
  page.el("p",
          page.say({"收到时间：", "Received: "}) + local_time(view.report.received_at, utc_offset_seconds));
  if (view.order) {
    page.el("p", page.say({"工单号：", "Order: "}) + view.order->number);
    page.el("p", page.say(state_words(view.order->state)));
  } else {
    page.el("p", view.report.state == models::ReportState::received
                     ? LocalizedText{"已收到，等坐席查看。", "Received; an operator will look at it."}
                     : LocalizedText{"没有单独立案。", "It became no order of its own."});
  }
  if (view.promise && !(view.order && view.order->ended()))
    page.el(view.late ? "p class=warn" : "p",
            (view.late ? page.say({"已经超过答应的时间：", "Past the promised time: "})
                       : page.say({"答应修好的时间：", "Promised by: "})) +
                local_time(view.promise->at, utc_offset_seconds));
}

}  // namespace

models::Result<http::Response> token_page(models::Transaction& tx, const api::Call& call, bool english,
                                          const std::string& token, int utc_offset_seconds,
                                          const open311::Form* said) {
  auto report = tx.reports().find_by_token(token);
  if (!report) return models::not_found("No report has this number: check the link.");
  const auto view = api::public_view(tx, std::move(*report), call.now);
  if (said != nullptr && !view.may_judge) return models::conflict("The report needs no word now.");
  Page page(english, {"您的报修", "Your report"}, "/plain/t/" + token);
  if (const auto told = in_words(call.request.query("photos").value_or(""), page); !told.empty())
    page.raw(told);
  add_state(page, view, utc_offset_seconds);
  add_given_verdict(page, view.report);
  if (view.may_judge) ask_verdict(page, token, said);
  if (view.attached_photos > 0)
    page.el("p", page.say({"您发来的照片：", "Photos you sent: "}) + std::to_string(view.attached_photos));
  page.el("p",
          LocalizedText{"请记下这个网址，随时可以回来看。", "Keep this address to look again at any time."});
  page.raw("<ul><li>");
  page.link(page.address("/plain/t/" + token + "/photos"), {"补发照片", "Add photos"});
  page.raw("</li><li>");
  page.link(page.address("/plain/t/" + token + "/updates"),
            {"短信提醒：开或关", "Messages about it: on or off"});
  page.raw("</li>");
  if (!view.report.place.village_code.empty()) {
    page.raw("<li>");
    page.link(page.address("/plain/v/" + view.report.place.village_code),
              {"看村里还有什么在修", "What else is being repaired in the village"});
    page.raw("</li>");
  }
  page.raw("</ul>");
  return page.answer(said != nullptr ? 422 : 200);
}

models::Result<http::Response> updates_page(models::Transaction& tx, const api::Call& call, bool english,
                                            const std::string& token, bool wrong) {
  auto report = tx.reports().find_by_token(token);
  if (!report) return models::not_found("No report has this number: check the link.");
  const auto view = api::public_view(tx, std::move(*report), call.now);
  const bool known = !view.report.reporter.phone.empty();
  const bool on = known && view.report.reporter.wants_updates;
  Page page(english, {"短信提醒", "Messages about your report"}, "/plain/t/" + token + "/updates");
  if (wrong)
    page.el(
        "p class=warn role=alert",
        LocalizedText{"没有改成：请填一个能收短信的号码；已留过号码的不能换成别的号码。",
                      "Not changed: give a number that takes messages; a number that is known already cannot "
                      "be replaced by another."});
  page.el("p",
          on ? LocalizedText{"有进展时会通知留下的号码。", "The number that was left is told how it goes on."}
             : LocalizedText{"现在不会发通知。", "No messages are sent now."});
  page.raw("<form method=\"post\" action=\"/plain/t/").raw(escaped(token)).raw("/updates\">");
  page.hidden("lang", english ? "en" : "zh").hidden("wanted", on ? "no" : "yes");
  if (!known) {
    page.raw("<label for=\"phone\">").raw(escaped(page.say({"手机号", "Mobile number"}))).raw("</label>");
    page.raw(
        "<input id=\"phone\" name=\"phone\" type=\"tel\" autocomplete=\"tel\" maxlength=\"30\" required>");
  }
  page.raw("<button>");
  page.raw(escaped(on ? page.say({"不再通知", "Stop the messages"}) : page.say({"请通知我", "Tell me"})));
  page.raw("</button></form>");
  page.link(page.address("/plain/t/" + token), {"回到进展", "Back to the progress"});
  return page.answer(wrong ? 422 : 200);
}

}  // namespace plain
