#include "dispatch/permissions.h"
#include "dispatch/text.h"
#include "models/import.h"
#include "models/names.h"
#include "server/api/codec_import.h"
#include "server/api/import_handlers.h"
#include "server/api/problem.h"
#include "server/imports/rows.h"
#include "server/imports/runner.h"

namespace api {
namespace {

using dispatch::Permission;
using models::Import;

constexpr std::size_t longest_file_name = 200;

/// See jobs.h.
struct Kind {
  using Row = Import;
  using Id = models::ImportId;
  static constexpr std::string_view one = "import", none_here = "This server takes no files in.";
  static imports::Runner* runner(const Context& context) { return context.imports; }
  static models::ImportStore& store(models::Transaction& tx) { return tx.imports(); }
  static models::Result<void> may(const models::Actor& actor) {
    return dispatch::require(actor, Permission::register_write);
  }
  static bool may_see(const models::Actor&, const Row&) { return true; }
};

/// What was asked for, from the address and the first bytes of the file.
models::Result<Import> asked(const Call& call) {
  const auto& request = call.request;
  Import one;
  const auto into = models::parse<models::ImportRegister>(request.query("register").value_or(""));
  if (!into)
    return models::invalid("register", "not_allowed",
                           "register must be facilities, villages, crews, parts or stock.");
  const auto dry_run = query_flag(request, "dry_run"), skip_bad = query_flag(request, "skip_bad");
  if (!dry_run) return dry_run.error();
  if (!skip_bad) return skip_bad.error();
  one.file = request.query("file").value_or("");
  dispatch::Fields fields;
  fields.text("file", one.file, longest_file_name);
  if (!fields.good()) return fields.error();
  if (request.body.empty()) return models::invalid("body", "required", "Send the file as the body.");
  one.into = *into;
  one.format = imports::format_of(request.body);
  if (one.format == models::ExportFormat::geojson && !imports::has_positions(*into))
    return models::invalid("body", "not_allowed", "This register has no places: send CSV or XLSX.");
  one.dry_run = *dry_run;
  one.skip_bad = *skip_bad;
  one.bytes = static_cast<std::int64_t>(request.body.size());
  one.account = call.actor.account;
  one.made_at = call.now;
  return one;
}

}  // namespace

Reply create_import(Context& context, Call& call) {
  if (!context.imports) co_return none_here<Kind>(call.request);
  if (auto allowed = Kind::may(call.actor); !allowed) co_return to_problem(allowed.error(), &call.request);
  const auto input = asked(call);
  if (!input) co_return to_problem(input.error(), &call.request);
  call.entry.reason = std::string(models::name(input->into)) + ", " +
                      std::string(models::name(input->format)) + (input->dry_run ? ", dry run" : "");
  models::ImportId made;
  Rule rule = [&](models::Transaction& tx, const Call&) -> Answer {
    made = {};
    const auto one = store_job<Kind>(tx, context, *input);
    if (!one) return one.error();
    made = one->id;
    return taken<Kind>(context, *one);
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  if (!made || response.status != 202 || context.imports->add(made, call.request.body)) co_return response;
  // Without its file it will never be taken in.
  std::function<bool(models::Transaction&)> undo = [&](models::Transaction& tx) {
    tx.imports().remove(made);
    return true;
  };
  co_await run_write(context, std::move(undo));
  co_return to_problem(507, "The disk of the server has no room for the file.", &call.request);
}

Reply list_imports(Context& context, Call& call) { return list_jobs<Kind>(context, call); }

Reply get_import(Context& context, Call& call) { return get_job<Kind>(context, call); }

Reply cancel_import(Context& context, Call& call) {
  if (!context.imports) co_return none_here<Kind>(call.request);
  models::ImportId id;
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    id = {};
    auto one = find_own<Kind>(tx, who);
    if (!one) return one.error();
    if (one->ended())
      return models::conflict("This import has ended: its state is " + std::string(models::name(one->state)) +
                              ".");
    id = one->id;
    if (one->state == models::ImportState::queued) {
      one->state = models::ImportState::cancelled;
      one->ended_at = who.now;
      tx.imports().update(*one);
    }
    // One that is under way says itself what became of it: in the last moment it may have been written.
    return http::Response::empty(202);
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  if (id && response.status == 202) context.imports->cancel(id);
  co_return response;
}

Reply forget_import(Context& context, Call& call) {
  if (!context.imports) co_return none_here<Kind>(call.request);
  Rule rule = [](models::Transaction& tx, const Call& who) -> Answer {
    auto one = find_own<Kind>(tx, who);
    if (!one) return one.error();
    if (!one->ended()) return models::conflict("This import is under way: cancel it first.");
    tx.imports().remove(one->id);
    return http::Response::empty(204);
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

}  // namespace api
