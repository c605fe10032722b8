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
};

// form_page.cpp
/// Errors  not_found for a label that nobody put up
models::Result<http::Response> form_page(models::Transaction& tx, const api::Settings& settings, bool english,
                                         const Shown& shown);
models::NewReport report_of(const open311::Form& form);

// village_page.cpp
models::Result<http::Response> village_page(models::Transaction& tx, const api::Call& call, bool english,
                                            const std::string& village, int utc_offset_seconds);
models::Result<http::Response> token_page(models::Transaction& tx, const api::Call& call, bool english,
                                          const std::string& token, int utc_offset_seconds);

/// Shape   wrong: what was sent could not be taken in
models::Result<http::Response> updates_page(models::Transaction& tx, const api::Call& call, bool english,
                                            const std::string& token, bool wrong);

// words.cpp
/// Adds what is sent from the pages of a village and of a report.
void add_words(http::Router& router, api::Context& context);

// routes.cpp
http::Response failed(bool english, int status, const models::LocalizedText& words);
http::Response failed_below(bool english, int status);
/// Everybody by address, as at the residents' endpoints.
std::optional<http::Response> too_many(api::Context& context, const api::Call& call, bool english);

}  // namespace plain
