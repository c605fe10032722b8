#include "dispatch/masking.h"
#include "dispatch/permissions.h"
#include "dispatch/reach.h"
#include "server/api/codec_chat.h"
#include "server/api/desk_handlers.h"
#include "server/api/problem.h"

namespace api {
namespace {

dispatch::ChatTown town_of(models::Transaction& tx) {
  return {tx.villages().list(), tx.catalog().classes(), tx.catalog().kinds()};
}

std::optional<FacilityView> facility_of(models::Transaction& tx, const std::string& code, const Call& who) {
  if (code.empty()) return std::nullopt;
  auto facility = tx.facilities().find_by_code(code);
  if (!facility || !dispatch::covers_place(dispatch::reach_of(who.actor), facility->village_code,
                                           facility->facility_class))
    return std::nullopt;
  return FacilityView{dispatch::masked(*std::move(facility)), {}};
}

}  // namespace

// Keeps nothing: what is pasted is read and forgotten; a POST because it is long and holds names.
Reply read_chat(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  if (auto allowed = dispatch::require(call.actor, dispatch::Permission::report_triage); !allowed)
    co_return to_problem(allowed.error(), &call.request);
  const auto text = parse_chat(call.request.body);
  if (!text) co_return to_problem(text.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    auto proposals =
        dispatch::propose_reports(*text, town_of(tx), who.now, context.settings.utc_offset_seconds);
    if (!proposals) return proposals.error();
    std::vector<ChatProposalView> views;
    for (auto& proposal : *proposals) {
      auto facility = facility_of(tx, proposal.facility_code, who);
      views.push_back({std::move(proposal), std::move(facility)});
    }
    return json_response(200, write(views));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

}  // namespace api
