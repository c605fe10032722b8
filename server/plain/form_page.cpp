#include "models/store.h"
#include "server/api/context.h"
#include "server/plain/endpoint.h"

namespace plain {
namespace {

using models::LocalizedText;

std::string option(const std::string& value, const std::string& words, const std::string& chosen) {
  return "<option value=\"" + escaped(value) + "\"" + (value == chosen && !value.empty() ? " selected" : "") +
         ">" + escaped(words) + "</option>";
}

void add_villages(models::Transaction& tx, Page& page, const std::string& chosen) {
  page.raw("<label for=\"village\">").raw(escaped(page.say({"哪个村", "Which village"}))).raw("</label>");
  page.raw("<select id=\"village\" name=\"village\">");
  page.raw(option("", page.say({"请选择", "Choose"}), chosen));
  for (const auto& village : tx.villages().list())
    if (village.in_care) page.raw(option(village.code, village.name, chosen));
  page.raw("</select>");
}

void add_kinds(models::Transaction& tx, Page& page, const std::string& facility_class,
               const std::string& chosen) {
  page.raw("<label for=\"kind\">").raw(escaped(page.say({"坏的是什么", "What is broken"}))).raw("</label>");
  page.raw("<select id=\"kind\" name=\"kind\">");
  page.raw(option("", page.say({"说不清，写在下面", "Not sure: describe it below"}), chosen));
  for (const auto& one : tx.catalog().classes()) {
    if (!facility_class.empty() && one.code != facility_class) continue;
    page.raw("<optgroup label=\"").raw(escaped(page.say(one.name))).raw("\">");
    for (const auto& kind : tx.catalog().kinds())
      if (kind.facility_class == one.code && kind.refer_to.empty())
        page.raw(option(kind.code, page.say(kind.name), chosen));
    page.raw("</optgroup>");
  }
  page.raw("</select>");
}

void add_field(Page& page, const char* name, const LocalizedText& words, const char* more,
               const std::string& value) {
  page.raw("<label for=\"").raw(name).raw("\">").raw(escaped(page.say(words))).raw("</label>");
  page.raw("<input id=\"").raw(name).raw("\" name=\"").raw(name).raw("\" ").raw(more).raw(" value=\"");
  page.raw(escaped(value)).raw("\">");
}

void add_check(Page& page, const char* name, const LocalizedText& words, const std::string& value) {
  page.raw("<label><input type=\"checkbox\" name=\"").raw(name).raw("\" value=\"yes\"");
  page.raw(value.empty() ? "> " : " checked> ").raw(escaped(page.say(words))).raw("</label>");
}

void add_hidden(Page& page, const char* name, const std::string& value) {
  page.raw("<input type=\"hidden\" name=\"").raw(name).raw("\" value=\"").raw(escaped(value)).raw("\">");
}

// The names of fields as the rules call them, in the reader's words.
LocalizedText field_words(const std::string& field) {
  if (field.starts_with("reporter.phone")) return {"联系电话写得不对", "The telephone number is not right"};
  if (field.starts_with("reporter")) return {"称呼写得不对", "The name is not right"};
  if (field.starts_with("place.village") || field == "village") return {"请选村", "Choose the village"};
  if (field == "description")
    return {"请写清哪里坏了、怎么坏的（最多 2000 字）",
            "Say what is broken and where (2000 characters at most)"};
  if (field == "fault_kind") return {"请重新选坏的是什么", "Choose again what is broken"};
  return {"有一处写得不对", "Something is not right"};
}

void add_wrong(Page& page, const models::Error& wrong) {
  page.raw("<div class=\"warn\" role=\"alert\"><p>");
  page.raw(escaped(page.say({"没有发出去，请改一改：", "Not sent; please mend this:"}))).raw("</p><ul>");
  for (const auto& field : wrong.fields) page.el("li", field_words(field.field));
  if (wrong.fields.empty()) page.el("li", wrong.detail);
  page.raw("</ul></div>");
}

}  // namespace

models::Result<http::Response> form_page(models::Transaction& tx, const api::Settings& settings, bool english,
                                         const Shown& shown) {
  const auto& code = shown.facility_code;
  Page page(english, {"报修", "Report a fault"}, code.empty() ? "/plain" : "/plain/f/" + code);
  std::string facility_class;
  if (!code.empty()) {
    const auto facility = tx.facilities().find_by_code(code);
    if (!facility || !facility->active)
      return models::not_found("No facility has this code: check the label.");
    facility_class = facility->facility_class;
    const auto found = tx.catalog().find_class(facility_class);
    page.el("p", (found ? page.say(found->name) : facility_class) + " " + facility->code);
  }
  page.el("p class=warn",
          LocalizedText{"着火、漏气、触电、有人受伤：先离开，打 119、120 或 110，不要等这张表。",
                        "Fire, gas, electric shock, somebody hurt: leave first and call 119, "
                        "120 or 110. Do not wait for this form."});
  if (!settings.hotline.empty())
    page.el("p", page.say({"也可以打电话报修：", "You can also report by phone: "}) + settings.hotline);
  if (shown.wrong) add_wrong(page, *shown.wrong);
  if (shown.photos_lost)
    page.el("p class=warn", LocalizedText{"照片要请您再选一次。", "Please choose the photos once more."});
  page.raw("<form method=\"post\" enctype=\"multipart/form-data\" action=\"");
  page.raw(page.address("/plain/reports")).raw("\">");
  add_hidden(page, "key", shown.key);
  add_hidden(page, "facility", code);
  add_hidden(page, "lang", english ? "en" : "zh");
  if (code.empty()) add_villages(tx, page, shown.form.value("village"));
  add_kinds(tx, page, facility_class, shown.form.value("kind"));
  page.raw("<label for=\"description\">");
  page.raw(escaped(page.say({"怎么坏的，在哪里", "What is wrong, and where"}))).raw("</label>");
  page.raw("<textarea id=\"description\" name=\"description\" rows=\"4\" maxlength=\"2000\">\n");
  page.raw(escaped(shown.form.value("description"))).raw("</textarea>");
  add_check(page, "danger", {"现在有危险", "It is dangerous now"}, shown.form.value("danger"));
  add_check(page, "frail",
            {"家里有老人、病人、孕妇或婴儿", "Somebody old, ill, pregnant or very young lives here"},
            shown.form.value("frail"));
  add_field(page, "name", {"称呼（可不填）", "Your name (may stay empty)"},
            "autocomplete=\"name\" maxlength=\"60\"", shown.form.value("name"));
  add_field(page, "phone",
            {"联系电话（可不填，修好了给您回话）", "Telephone (may stay empty; to tell you when it is done)"},
            "type=\"tel\" autocomplete=\"tel\" maxlength=\"30\"", shown.form.value("phone"));
  add_photo_field(page, 0);
  page.raw("<button type=\"submit\">").raw(escaped(page.say({"发送报修", "Send"}))).raw("</button></form>");
  return page.answer(shown.wrong ? 422 : 200);
}

models::NewReport report_of(const open311::Form& form) {
  models::NewReport report;
  report.channel = models::Channel::web;
  report.facility_code = form.value("facility");
  report.place.village_code = form.value("village");
  report.fault_kind = form.value("kind");
  // Browsers send line ends as CR LF.
  for (const char c : form.value("description"))
    if (c != '\r') report.description += c;
  report.danger = !form.value("danger").empty();
  report.frail_person = !form.value("frail").empty();
  report.reporter.name = form.value("name");
  report.reporter.phone = form.value("phone");
  return report;
}

}  // namespace plain
