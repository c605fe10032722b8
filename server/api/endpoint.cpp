#include "server/api/endpoint.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>
#include <exception>
#include <stdexcept>

#include "dispatch/accounts.h"
#include "server/api/audit_entry.h"
#include "server/api/problem.h"
#include "server/api/resumer.h"
#include "server/api/storage_trouble.h"
#include "server/auth/sessions.h"
#include "server/auth/tokens.h"
#include "server/storage/database.h"
#include "server/storage/neighbour.h"

namespace api {
namespace {

namespace asio = boost::asio;

// The coroutine keeps its executor running meanwhile.
template <class Handler>
class DatabaseWait final : public Waiting {
 public:
  explicit DatabaseWait(Handler handler)
      : handler_(std::move(handler)),
        executor_(
            asio::prefer(asio::get_associated_executor(handler_), asio::execution::outstanding_work.tracked)),
        resumer_(asio::use_service<Resumer>(asio::query(executor_, asio::execution::context))) {}

  static void end(std::unique_ptr<DatabaseWait> self, const std::exception_ptr& failure) {
    self->failure_ = failure;
    auto& resumer = self->resumer_;
    resumer.add(std::move(self));
  }
  void resume() override {
    asio::dispatch(executor_, [handler = std::move(handler_), failure = std::move(failure_)]() mutable {
      handler(std::move(failure));
    });
  }

 private:
  Handler handler_;
  asio::any_io_executor executor_;
  Resumer& resumer_;
  std::exception_ptr failure_;
};

// Hands a database callback back to the coroutine's own executor.
template <class Start>
asio::awaitable<void> wait_for(Start start) {
  const asio::use_awaitable_t<> token;
  co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(std::exception_ptr)>(
      [&start](auto handler) {
        using Wait = DatabaseWait<decltype(handler)>;
        // The database calls exactly once, so that what is copied with the callback is owned by none of the
        // copies.
        auto* const wait = std::make_unique<Wait>(std::move(handler)).release();
        start([wait](const std::exception_ptr& failure) { Wait::end(std::unique_ptr<Wait>(wait), failure); });
      },
      token);
}

constexpr std::size_t longest_key = 128;

// The stored answer of an idempotent request: header lines, an empty line, the body.
std::string encode(const http::Response& response) {
  std::string text;
  for (const auto& [name, value] : response.headers)
    text.append(name).append(": ").append(value).append("\n");
  return text.append("\n").append(response.body);
}

http::Response decode(int status, const std::string& text) {
  http::Response response(status);
  std::size_t at = 0;
  for (;;) {
    const auto end = text.find('\n', at);
    if (end == std::string::npos) throw std::logic_error("stored answer has no end of its headers");
    if (end == at) break;
    const auto colon = text.find(": ", at);
    response.headers.emplace_back(text.substr(at, colon - at), text.substr(colon + 2, end - colon - 2));
    at = end + 1;
  }
  response.body = text.substr(at + 1);
  response.header("Idempotent-Replayed", "true");
  return response;
}

std::string fingerprint_of(const http::Request& request) {
  return auth::fingerprint({request.method_name, "\n", request.target, "\n", request.body});
}

models::Result<std::string> idempotency_key(const http::Request& request) {
  const auto value = request.header("Idempotency-Key");
  if (!value) return std::string{};
  if (value->empty() || value->size() > longest_key)
    return models::invalid("Idempotency-Key", "out_of_range",
                           "Idempotency-Key must have 1 to 128 characters.");
  for (const char c : *value)
    if (c < 0x21 || c > 0x7e)
      return models::invalid("Idempotency-Key", "bad_format",
                             "Idempotency-Key must be visible ASCII without spaces.");
  return std::string(*value);
}

http::Response to_failure(const std::exception_ptr& failure, const http::Request& request) {
  try {
    std::rethrow_exception(failure);
  } catch (const storage::Busy& busy) {
    auto response =
        to_problem(503, "The server has too much to do at this moment: try again shortly.", &request);
    response.header("Retry-After", "1");
    return response;
  } catch (const storage::WriteFailed& failed) {
    if (failed.full())
      return to_problem(507, "The disk is full: nothing was stored. Free some space, then try again.",
                        &request);
    return to_problem(503, "The change could not be stored: nothing was changed. Try again.", &request);
  } catch (const std::invalid_argument& error) {
    // Stores refuse a cursor that is not one of theirs this way.
    return to_problem(
        models::invalid("cursor", "bad_format", "cursor is none that this list gave: start without one."),
        &request);
  }
}

bool is_unsafe(http::Method method) {
  return method != http::Method::get && method != http::Method::head && method != http::Method::options;
}

}  // namespace

http::Handler with_storage_trouble(http::Handler inner) {
  return [inner = std::move(inner)](http::Request& request) -> asio::awaitable<http::Response> {
    std::exception_ptr failure;
    try {
      co_return co_await inner(request);
    } catch (const storage::Busy&) {
      failure = std::current_exception();
    } catch (const storage::WriteFailed&) {
      failure = std::current_exception();
    }
    co_return to_failure(failure, request);
  };
}

asio::awaitable<void> run_read(Context& context, std::function<void(models::Transaction&)> work,
                               Reading reading) {
  if (reading == Reading::brief && context.database.read_here(work)) co_return;
  auto start = [&context, &work](storage::Database::Done done) {
    context.database.read(std::move(work), std::move(done));
  };
  co_await wait_for(start);
}

asio::awaitable<void> run_read(storage::Neighbour& neighbour,
                               std::function<void(models::Transaction&)> work) {
  auto start = [&neighbour, &work](storage::Database::Done done) {
    neighbour.read(std::move(work), std::move(done));
  };
  co_await wait_for(start);
}

asio::awaitable<void> run_write(Context& context, std::function<bool(models::Transaction&)> work) {
  auto start = [&context, &work](storage::Database::Done done) {
    context.database.write(std::move(work), std::move(done));
  };
  co_await wait_for(start);
}

asio::awaitable<http::Response> answer_read(Context& context, Call& call, Rule rule, Reading reading) {
  http::Response response;
  std::exception_ptr failure;
  try {
    std::function<void(models::Transaction&)> work = [&](models::Transaction& tx) {
      auto answer = rule(tx, call);
      response = answer ? std::move(*answer) : to_problem(answer.error(), &call.request);
    };
    co_await run_read(context, std::move(work), reading);
  } catch (...) {
    failure = std::current_exception();
  }
  if (failure) co_return to_failure(failure, call.request);
  co_return response;
}

asio::awaitable<http::Response> answer_write(Context& context, Call& call, Rule rule) {
  const auto key = idempotency_key(call.request);
  if (!key) co_return to_problem(key.error(), &call.request);
  const auto scope = call.actor.account ? call.actor.account.text() : std::string("public");
  const auto fingerprint = key->empty() ? std::string{} : fingerprint_of(call.request);
  http::Response response;
  std::exception_ptr failure;
  try {
    std::function<bool(models::Transaction&)> work = [&](models::Transaction& tx) {
      if (!key->empty()) {
        if (const auto known = tx.idempotency().find(scope, *key)) {
          response =
              known->fingerprint == fingerprint
                  ? decode(known->status, known->answer)
                  : to_problem(
                        models::invalid("Idempotency-Key", "mismatch",
                                        "This Idempotency-Key was used for another request: make a new one."),
                        &call.request);
          return false;
        }
      }
      auto answer = rule(tx, call);
      if (!answer) {
        response = to_problem(answer.error(), &call.request);
        return false;
      }
      response = std::move(*answer);
      auto entry = call.entry;  // anew in each run: what was made may have another id
      take_answer(entry, response);
      tx.audit().describe(entry);
      if (!key->empty())
        tx.idempotency().insert({scope, *key, fingerprint, response.status, encode(response), call.now});
      return true;
    };
    co_await run_write(context, std::move(work));
  } catch (...) {
    failure = std::current_exception();
  }
  if (failure) co_return to_failure(failure, call.request);
  co_return response;
}

std::string_view cookie_name(const Context& context) {
  return context.settings.secure_cookies ? "__Host-lamplighter_session" : "lamplighter_session";
}

std::string token_of(const Context& context, const http::Request& request) {
  if (const auto header = request.header("Authorization")) {
    constexpr std::string_view scheme = "Bearer ";
    return header->size() > scheme.size() && http::same_name(header->substr(0, scheme.size()), scheme)
               ? std::string(header->substr(scheme.size()))
               : std::string("-");  // another scheme is a wrong token, not a missing one
  }
  // Only the name that is in force: behind TLS a cookie without the prefix may be another host's.
  if (const auto cookie = request.cookie(cookie_name(context))) return std::string(*cookie);
  return {};
}

bool from_own_origin(const http::Request& request) {
  if (const auto site = request.header("Sec-Fetch-Site"); site && *site != "same-origin" && *site != "none")
    return false;
  const auto origin = request.header("Origin");
  if (!origin) return true;
  const auto host = request.header("Host");
  const auto start = origin->find("://");
  return host && start != std::string_view::npos && origin->substr(start + 3) == *host;
}

namespace {

std::optional<auth::SessionFound> find_caller(models::Transaction& tx, const Context& context,
                                              const std::string& hash, bool access_token, models::Time now) {
  const auto& limits = context.sessions.limits();
  return access_token ? auth::find_access_token(tx, hash, limits, context.settings.sign_in, now)
                      : auth::find_session(tx, hash, limits, context.settings.sign_in, now);
}

// Nobody waits for this: a lost touch only ends an idle session a little earlier.
void touch_later(Context& context, std::string hash, auth::SessionFound found, models::Time now) {
  context.database.write(
      [hash = std::move(hash), found = std::move(found), now](models::Transaction& tx) {
        auth::touch(tx, hash, found, now);
        return true;
      },
      [](const std::exception_ptr&) {});
}

}  // namespace

asio::awaitable<models::Result<Caller>> authenticate(Context& context, const http::Request& request) {
  const auto token = token_of(context, request);
  if (token.empty()) co_return Caller{models::Actor::anonymous()};
  const bool by_cookie = !request.header("Authorization");
  if (by_cookie && is_unsafe(request.method) && !from_own_origin(request))
    co_return models::forbidden(
        "This request came from another site: send it from the pages of this server.");
  Caller caller;
  caller.token_hash = auth::hash_token(token);
  caller.access_token = token.starts_with(auth::access_token_prefix);
  if (by_cookie) {
    caller.csrf_token = auth::csrf_token_of(token);
    caller.csrf_good =
        !is_unsafe(request.method) || request.header("X-CSRF-Token").value_or("") == caller.csrf_token;
  }
  const auto now = context.clock();
  if (auto actor = context.sessions.find(caller.token_hash, now)) {
    caller.actor = std::move(*actor);
    co_return caller;
  }
  const auto generation = context.sessions.generation();
  std::optional<auth::SessionFound> found;
  std::function<void(models::Transaction&)> work = [&](models::Transaction& tx) {
    found = find_caller(tx, context, caller.token_hash, caller.access_token, now);
    const auto session = found ? std::nullopt : tx.sessions().find(caller.token_hash);
    caller.revoked = session && dispatch::is_revoked(*session);
  };
  co_await run_read(context, std::move(work), Reading::brief);
  if (caller.revoked) co_return caller;
  if (!found)
    co_return models::Error{models::ErrorCode::unauthenticated,
                            "The session has ended or is unknown: sign in again."};
  context.sessions.put(caller.token_hash, found->actor, found->expires_at, now, generation);
  caller.actor = found->actor;
  if (found->touch) touch_later(context, caller.token_hash, std::move(*found), now);
  co_return caller;
}

models::Result<std::optional<int>> expected_version(const http::Request& request) {
  const auto header = request.header("If-Match");
  if (!header || *header == "*") return std::optional<int>{};
  auto text = *header;
  int version = 0;
  if (text.size() > 2 && text.front() == '"' && text.back() == '"') {
    text = text.substr(1, text.size() - 2);
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), version);
    if (code == std::errc{} && end == text.data() + text.size() && version > 0)
      return std::optional<int>{version};
  }
  return models::invalid("If-Match", "bad_format", "If-Match must be the ETag this API gave, in quotes.");
}

std::optional<http::Response> refuse_media_type(const http::Request& request) {
  const auto type = request.header("Content-Type");
  if (!type) return std::nullopt;
  const auto end = type->find(';');
  auto essence = type->substr(0, end);
  while (!essence.empty() && essence.back() == ' ') essence.remove_suffix(1);
  if (http::same_name(essence, "application/json")) return std::nullopt;
  return to_problem(415, "Send the body as application/json.", &request);
}

std::string etag(int version) { return "\"" + std::to_string(version) + "\""; }

models::Result<int> limit_of(const http::Request& request) {
  const auto text = request.query("limit");
  if (!text) return 50;
  int limit = 0;
  const auto [end, code] = std::from_chars(text->data(), text->data() + text->size(), limit);
  if (code != std::errc{} || end != text->data() + text->size() || limit < 1 || limit > 200)
    return models::invalid("limit", "out_of_range", "limit must be a whole number from 1 to 200.");
  return limit;
}

models::Result<bool> query_flag(const http::Request& request, std::string_view name, bool otherwise) {
  const auto word = request.query(name);
  if (!word || word->empty()) return otherwise;
  if (*word == "true") return true;
  if (*word == "false") return false;
  return models::invalid(std::string(name), "bad_format", std::string(name) + " must be true or false.");
}

models::Result<std::optional<models::Time>> query_time(const http::Request& request, std::string_view name) {
  const auto text = request.query(name);
  if (!text || text->empty()) return std::optional<models::Time>{};
  if (const auto time = models::parse_rfc3339(*text)) return std::optional<models::Time>{*time};
  return models::invalid(std::string(name), "bad_format",
                         std::string(name) + " must be a time such as 2026-11-26T08:00:00+08:00.");
}

http::Response json_response(int status, std::string body) {
  auto response = http::Response::json(status, std::move(body));
  response.header("Cache-Control", "no-store");
  return response;
}

}  // namespace api
