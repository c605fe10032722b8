#include "dispatch/neighbours.h"
#include "dispatch/updates.h"
#include "server/api/codec_report.h"
#include "server/api/codec_village.h"
#include "server/api/problem.h"
#include "server/api/village_handlers.h"

namespace api {

Reply get_public_village(Context& context, Call& call) {
  const std::string code(call.request.param("code"));
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto village = tx.villages().find(code);
    if (!village || !village->in_care) return models::not_found("There is no such village.");
    return json_response(200, write(*village, village_orders(tx, code, who.now)));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply hear_neighbour_word(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto input = parse_voice(call.request.body);
  if (!input) co_return to_problem(input.error(), &call.request);
  const std::string number(call.request.param("number"));
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto order = find_village_order(tx, number);
    if (!order) return models::not_found("No open work order has this number.");
    const auto voice = dispatch::voice_of_browser(tx, *order, input->voice);
    const auto heard = dispatch::hear_neighbour(tx, *order, voice, input->solved, who.now);
    if (!heard) return heard.error();
    return json_response(200, write(village_order(tx, *order, who.now)));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply choose_report_updates(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto input = parse_updates(call.request.body);
  if (!input) co_return to_problem(input.error(), &call.request);
  const std::string token(call.request.param("token"));
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    auto report = dispatch::choose_updates(tx, token, input->wanted, input->phone);
    if (!report) return report.error();
    return json_response(200, write(public_view(tx, *std::move(report), who.now)));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

}  // namespace api
