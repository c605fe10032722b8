#include "dispatch/push.h"
#include "dispatch/permissions.h"
#include "dispatch/reporter_phones.h"
#include "server/api/codec_delivery.h"
#include "server/api/delivery_handlers.h"
#include "server/api/problem.h"
#include "server/delivery/web_push.h"

// The crews' and the reporters' telephones, to which messages go by way of their browsers' push services.
namespace api {
namespace {

// An answer that is kept for repeated requests would keep the telephone's secret as well.
void forget_idempotency_key(http::Request& request) {
  std::erase_if(request.headers,
                [](const auto& header) { return http::same_name(header.first, "Idempotency-Key"); });
}

}  // namespace

Reply get_push_key(Context& context, Call& call) {
  Rule may = [](models::Transaction&, const Call& who) -> Answer {
    if (auto allowed = dispatch::require(who.actor, dispatch::Permission::work_order_work); !allowed)
      return allowed.error();
    return http::Response::empty(200);
  };
  if (auto refused = co_await answer_read(context, call, std::move(may)); refused.status != 200)
    co_return refused;
  auto response = co_await get_public_push_key(context, call);
  co_return response;
}

Reply get_public_push_key(Context& context, Call& call) {
  std::string kept;
  Rule look = [&](models::Transaction& tx, const Call&) -> Answer {
    kept = tx.deliveries().key(models::Carrier::web_push);
    return http::Response::empty(200);
  };
  if (auto refused = co_await answer_read(context, call, std::move(look)); refused.status != 200)
    co_return refused;
  if (!delivery::push_key_from(kept)) {
    // Made at first need; who comes second takes the first one's.
    const auto made = delivery::to_text(delivery::new_push_key());
    std::function<bool(models::Transaction&)> keep = [&](models::Transaction& tx) {
      kept = tx.deliveries().key(models::Carrier::web_push);
      if (!kept.empty()) return false;
      tx.audit().describe(models::program_act("make_push_key", call.now));
      tx.deliveries().save_key(models::Carrier::web_push, made);
      kept = made;
      return true;
    };
    co_await run_write(context, std::move(keep));
  }
  const auto key = delivery::push_key_from(kept);
  co_return json_response(200, write_push_key(delivery::to_base64url(key ? key->open : "")));
}

Reply subscribe_to_push(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto input = parse_subscription(call.request.body);
  if (!input) co_return to_problem(input.error(), &call.request);
  forget_idempotency_key(call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto telephone = dispatch::subscribe(tx, who.actor, who.token_hash, *input);
    if (!telephone) return telephone.error();
    return http::Response::empty(204);
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply unsubscribe_from_push(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto endpoint = parse_endpoint(call.request.body);
  if (!endpoint) co_return to_problem(endpoint.error(), &call.request);
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    if (const auto gone = dispatch::unsubscribe(tx, who.actor, *endpoint); !gone) return gone.error();
    return http::Response::empty(204);
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply subscribe_report_phone(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto input = parse_subscription(call.request.body);
  if (!input) co_return to_problem(input.error(), &call.request);
  forget_idempotency_key(call.request);
  const std::string token(call.request.param("token"));
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto phone = dispatch::subscribe_reporter(tx, token, *input, who.now);
    if (!phone) return phone.error();
    return json_response(200, write_told(true));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

Reply unsubscribe_report_phone(Context& context, Call& call) {
  if (auto refused = refuse_media_type(call.request)) co_return *refused;
  const auto endpoint = parse_endpoint(call.request.body);
  if (!endpoint) co_return to_problem(endpoint.error(), &call.request);
  const std::string token(call.request.param("token"));
  Rule rule = [&](models::Transaction& tx, const Call&) -> Answer {
    if (const auto gone = dispatch::unsubscribe_reporter(tx, token, *endpoint); !gone) return gone.error();
    return json_response(200, write_told(false));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  co_return response;
}

}  // namespace api
