#include "server/plain/page.h"

#include <utility>

namespace plain {
namespace {

// Large type and targets: who comes here often has an old phone.
constexpr std::string_view style =
    "body{margin:0 auto;max-width:40rem;padding:1rem;font:1.2rem/1.6 system-ui,sans-serif;color:#18212c;"
    "background:#fff}label,legend{display:block;font-weight:600;margin-top:1rem}input,select,textarea,button"
    "{font:inherit;width:100%;box-sizing:border-box;min-height:3.2rem;padding:.4rem .6rem;border:2px solid "
    "#77838f;border-radius:6px;background:#fff;color:#18212c}input[type=checkbox]{width:1.6rem;min-height:"
    "1.6rem;vertical-align:middle}button{margin-top:1.2rem;background:#1c3d5c;color:#fff;border-color:#"
    "1c3d5c}"
    ".warn{padding:.6rem;border:2px solid #a81b16;background:#fdeae8;color:#7c1410}a{color:#12508a}"
    "li{margin:.5rem 0}nav a{display:inline-block;min-height:2.8rem;margin-right:1rem}";

}  // namespace

http::Response stylesheet() {
  auto response = http::Response::make(200, "text/css; charset=utf-8", std::string(style));
  response.header("Cache-Control", "public, max-age=3600");
  return response;
}

Page::Page(bool english, const models::LocalizedText& title, std::string here)
    : english_(english), title_(title), here_(std::move(here)) {
  el("h1", title_);
}

std::string Page::say(const models::LocalizedText& words) const {
  return english_ && !words.en.empty() ? words.en : words.zh;
}

Page& Page::hidden(std::string_view name, const std::string& value) {
  return raw("<input type=\"hidden\" name=\"").raw(name).raw("\" value=\"").raw(escaped(value)).raw("\">");
}

Page& Page::raw(std::string_view html) {
  body_ += html;
  return *this;
}

Page& Page::el(std::string_view tag, const std::string& words) {
  body_.append("<").append(tag).append(">").append(escaped(words));
  body_.append("</").append(tag.substr(0, tag.find(' '))).append(">\n");
  return *this;
}

Page& Page::link(const std::string& href, const models::LocalizedText& words) {
  body_.append("<a href=\"").append(escaped(href)).append("\">").append(escaped(say(words)));
  body_.append("</a>\n");
  return *this;
}

http::Response Page::answer(int status) const {
  std::string html = "<!doctype html>\n<html lang=\"";
  html.append(english_ ? "en" : "zh-CN").append("\"><head><meta charset=\"utf-8\">");
  html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>");
  html.append(escaped(say(title_))).append(" · ").append(english_ ? "Lamplighter" : "点灯人");
  html.append("</title><link rel=\"icon\" href=\"data:,\"><link rel=\"stylesheet\" href=\"");
  html.append(style_path).append("\"></head><body><nav><a href=\"").append(escaped(here_));
  html.append(english_ ? "\" lang=\"zh-CN\">中文" : "?lang=en\" lang=\"en\">English");
  html.append("</a><a href=\"").append(address("/plain")).append("\">");
  html.append(english_ ? "Report" : "报修").append("</a></nav><main>").append(body_);
  html.append("</main></body></html>\n");
  auto response = http::Response::make(status, "text/html; charset=utf-8", std::move(html));
  response.header("Cache-Control", "no-store");
  return response;
}

}  // namespace plain
