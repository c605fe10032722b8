#pragma once
#include <string>
#include <string_view>

#include "models/place.h"
#include "server/http/html.h"
#include "server/http/message.h"

namespace plain {

/// Text as it may stand in HTML, also between quotes.
inline std::string escaped(std::string_view text) { return http::escape_html(text); }

/// Where all pages find their style: inside them the content policy allows none.
inline constexpr std::string_view style_path = "/plain/style.css";
http::Response stylesheet();

/// One page in the asked language, put together piece by piece.
class Page {
 public:
  /// Shape   english: else Chinese; here: the address without language, for the link to the other one
  Page(bool english, const models::LocalizedText& title, std::string here);

  std::string say(const models::LocalizedText& words) const;
  /// HTML as it is.
  Page& raw(std::string_view html);
  /// Words in an element: el("p", "…") or el("p class=warn", "…").
  Page& el(std::string_view tag, const std::string& words);
  Page& el(std::string_view tag, const models::LocalizedText& words) { return el(tag, say(words)); }
  /// A hidden field of a form.
  Page& hidden(std::string_view name, const std::string& value);
  Page& link(const std::string& href, const models::LocalizedText& words);
  bool english() const { return english_; }
  /// The same address in the asked language.
  std::string address(const std::string& path) const { return english_ ? path + "?lang=en" : path; }

  http::Response answer(int status) const;

 private:
  bool english_;
  models::LocalizedText title_;
  std::string here_;
  std::string body_;
};

}  // namespace plain
