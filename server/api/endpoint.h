#pragma once
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "models/actor.h"
#include "models/audit.h"
#include "models/error.h"
#include "models/store.h"
#include "server/api/context.h"
#include "server/http/message.h"

namespace api {

/// A request by somebody known.
struct Call {
  http::Request& request;
  models::Actor actor;
  models::Time now;
  std::string token_hash{};    ///< of the session or access token
  std::string csrf_token{};    ///< of a session that came by cookie
  models::AuditEntry entry{};  ///< what the audit log will say of it
};

using Answer = models::Result<http::Response>;
/// What an endpoint does inside the database: rules, then the answer. Runs on a database thread; a write may
/// run again.
using Rule = std::function<Answer(models::Transaction&, const Call&)>;

/// brief: of a few rows found by their keys, some tens of microseconds (decision 80).
enum class Reading { brief, any };

/// Runs a rule on a snapshot.
///
/// Errors  503 problem when too many reads wait
boost::asio::awaitable<http::Response> answer_read(Context& context, Call& call, Rule rule,
                                                   Reading reading = Reading::any);

/// Runs a rule as one durable change, its row in the audit log with it, and answers after the commit; an
/// error rolls both back. With an Idempotency-Key the same request is done once: later ones get the stored
/// answer and `Idempotent-Replayed: true`.
///
/// Errors  422 when the key was used for another request; 503 busy; 507 disk full; nothing is acknowledged
/// unless stored
boost::asio::awaitable<http::Response> answer_write(Context& context, Call& call, Rule rule);

/// Who asks: by cookie or bearer token. Anonymous when neither is there.
///
/// Errors  unauthenticated for an unknown or expired token; forbidden for an unsafe request by cookie from
/// another origin
struct Caller {
  models::Actor actor;
  std::string token_hash{};
  std::string csrf_token{};
  bool access_token = false;
  bool revoked = false;   ///< the session was ended for a lost phone: nobody, and it is told so
  bool csrf_good = true;  ///< false: a change by cookie without the session's own X-CSRF-Token
};
boost::asio::awaitable<models::Result<Caller>> authenticate(Context& context, const http::Request& request);

/// Whether a browser says that one of our own pages sent it; programs say nothing and are believed.
bool from_own_origin(const http::Request& request);

/// The version in If-Match.
///
/// Shape   nothing when absent or `*`
/// Errors  invalid when it is no version this API gave
models::Result<std::optional<int>> expected_version(const http::Request& request);

/// Errors  415 unless the body is announced as JSON (or not announced at all)
std::optional<http::Response> refuse_media_type(const http::Request& request);

std::string etag(int version);

/// The `limit` of a list; 50 when it is not given.
models::Result<int> limit_of(const http::Request& request);

/// The `limit` and `cursor` of a list, into its query.
template <class Query>
models::Result<void> read_page(const http::Request& request, Query& query) {
  const auto limit = limit_of(request);
  if (!limit) return limit.error();
  query.limit = *limit;
  query.cursor = request.query("cursor").value_or("");
  return {};
}

/// A parameter that is true or false.
///
/// Errors  invalid with the parameter's name
models::Result<bool> query_flag(const http::Request& request, std::string_view name, bool otherwise = false);

/// An id in the query; none when it is not given.
///
/// Errors  invalid with the parameter's name
template <class Id>
models::Result<Id> query_id(const http::Request& request, std::string_view name) {
  const auto text = request.query(name);
  if (!text || text->empty()) return Id{};
  if (const auto id = Id::parse(*text)) return *id;
  return models::invalid(std::string(name), "bad_format", std::string(name) + " is not an id.");
}

/// A time in the query; none when it is not given.
///
/// Errors  invalid with the parameter's name
models::Result<std::optional<models::Time>> query_time(const http::Request& request, std::string_view name);

http::Response json_response(int status, std::string body);

/// The session token a request carries, or empty.
std::string token_of(const Context& context, const http::Request& request);
std::string_view cookie_name(const Context& context);

/// Waits for the database without holding a thread, or does what is brief at once. Errors: rethrows what the
/// work or the commit threw.
boost::asio::awaitable<void> run_read(Context& context, std::function<void(models::Transaction&)> work,
                                      Reading reading = Reading::any);
/// The same in another schema.
boost::asio::awaitable<void> run_read(storage::Neighbour& neighbour,
                                      std::function<void(models::Transaction&)> work);
boost::asio::awaitable<void> run_write(Context& context, std::function<bool(models::Transaction&)> work);

}  // namespace api
