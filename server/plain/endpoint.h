#pragma once
#include <boost/asio/awaitable.hpp>
#include <string>

#include "server/api/endpoint.h"
#include "server/http/router.h"
#include "server/open311/form.h"
#include "server/plain/page.h"

namespace plain {

/// What stands in a form that is shown, for the first time or again with what is wrong.
struct Shown {
  std::string facility_code;
  std::string key;  ///< one for each form: sent twice it is one report
  open311::Form form;
  std::optional<models::Error> wrong;
  bool photos_lost = false;  ///< a browser gives no file a second time by itself
};

// form_page.cpp
/// Errors  not_found for a label that nobody put up
models::Result<http::Response> form_page(models::Transaction& tx, const api::Settings& settings, bool english,
                                         const Shown& shown);
models::NewReport report_of(const open311::Form& form);

// village_page.cpp
models::Result<http::Response> village_page(models::Transaction& tx, const api::Call& call, bool english,
                                            const std::string& village, int utc_offset_seconds);
std::string local_time(models::Time time, int utc_offset_seconds);
models::LocalizedText state_words(models::WorkOrderState state);

// follow_page.cpp
/// Shape   said: a verdict that could not be taken in
models::Result<http::Response> token_page(models::Transaction& tx, const api::Call& call, bool english,
                                          const std::string& token, int utc_offset_seconds,
                                          const open311::Form* said = nullptr);

/// Shape   wrong: what was sent could not be taken in
models::Result<http::Response> updates_page(models::Transaction& tx, const api::Call& call, bool english,
                                            const std::string& token, bool wrong);

// photos.cpp
/// What became of each photo of a form, a letter for each, as the address of the next page carries it.
std::string in_words(const std::string& fates, const Page& page);
/// A field for as many photos as a report may still have; nothing when it has all.
void add_photo_field(Page& page, int there);
/// Keeps the photos of a form that was taken in; the report is there whatever becomes of them.
///
/// Shape   a letter for each photo, empty without any
boost::asio::awaitable<std::string> take_photos(api::Context& context, api::Call& call,
                                                const open311::Form& form, const std::string& token);
/// Adds the page on which photos follow a report.
void add_photos(http::Router& router, api::Context& context);

// words.cpp
/// Adds what is sent from the pages of a village and of a report.
void add_words(http::Router& router, api::Context& context);

// routes.cpp
bool is_english(const http::Request& request);
http::Response failed(bool english, int status, const models::LocalizedText& words);
http::Response failed_below(bool english, int status);
http::Response unreadable(bool english);  ///< a form that is none, or that holds too many files
/// Everybody by address, as at the residents' endpoints.
std::optional<http::Response> too_many(api::Context& context, const api::Call& call, bool english);

}  // namespace plain
