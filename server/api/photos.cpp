#include <charconv>

#include "dispatch/field_time.h"
#include "dispatch/lifecycle.h"
#include "dispatch/permissions.h"
#include "server/api/codec_work_order.h"
#include "server/api/field_step.h"
#include "server/api/handlers.h"
#include "server/api/problem.h"
#include "server/api/uploads.h"
#include "server/auth/tokens.h"
#include "server/storage/photo_files.h"

namespace api {
namespace {

std::optional<double> number_of(const std::string& text) {
  double value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

models::Result<std::string> step_of(const http::Request& request) {
  const auto step = request.query("step").value_or("other");
  if (!dispatch::is_photo_step(step))
    return models::invalid("step", "unknown", "step must be before, after, other, signature or voice.");
  return step;
}

/// What the sender says of the picture: its label, and where the phone was.
models::Result<models::Photo> facts_of(const http::Request& request) {
  models::Photo photo;
  const auto step = step_of(request);
  if (!step) return step.error();
  photo.step = *step;
  photo.label = request.query("label").value_or("");
  const auto latitude = request.query("latitude"), longitude = request.query("longitude");
  if (!latitude && !longitude) return photo;
  const auto north = number_of(latitude.value_or("")), east = number_of(longitude.value_or(""));
  if (!north || !east)
    return models::invalid(north ? "longitude" : "latitude", "bad_format",
                           "latitude and longitude are degrees, both or neither.");
  photo.position = models::Position{*north, *east, "phone"};
  return photo;
}

models::Result<models::WorkOrder> find_visible(models::Transaction& tx, const Call& call,
                                               models::WorkOrderId id) {
  if (auto allowed = dispatch::require(call.actor, dispatch::Permission::work_order_read); !allowed)
    return allowed.error();
  auto order = tx.work_orders().find(id);
  if (!order || !dispatch::may_see(call.actor, *order))
    return models::not_found("There is no such work order.");
  return std::move(*order);
}

}  // namespace

Reply list_photos(Context& context, Call& call) {
  const auto id = models::WorkOrderId::parse(call.request.param("id")).value_or(models::WorkOrderId{});
  Rule rule = [id](models::Transaction& tx, const Call& who) -> Answer {
    const auto order = find_visible(tx, who, id);
    if (!order) return order.error();
    return json_response(200, write(tx.photos().of_work_order(order->id)));
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply add_photo(Context& context, Call& call) {
  const auto id = models::WorkOrderId::parse(call.request.param("id")).value_or(models::WorkOrderId{});
  const auto facts = facts_of(call.request);
  if (!facts) co_return to_problem(facts.error(), &call.request);
  const auto said = field_time(call);
  if (!said) co_return to_problem(said.error(), &call.request);
  constexpr auto action = models::WorkOrderAction::photo;
  // Nobody's picture is decoded who may not add it.
  Rule may = [&](models::Transaction& tx, const Call& who) -> Answer {
    const auto order = dispatch::find_to_record(tx, {who.actor, id, std::nullopt, who.now}, action,
                                                dispatch::Permission::work_order_work);
    if (!order) return order.error();
    return http::Response::empty(200);
  };
  if (auto refused = co_await answer_read(context, call, std::move(may)); refused.status != 200)
    co_return refused;
  if (is_recording(call.request.header("Content-Type").value_or("")) != (facts->step == "voice"))
    co_return to_problem(
        models::invalid("step", "mismatch", "Recordings, and nothing else, are of step voice."),
        &call.request);
  const auto made = co_await read_upload(context, call.request);
  if (!made) co_return to_problem(made.error(), &call.request);
  UploadFile file(context);
  if (auto failed = file.store(*made, call.request)) co_return *std::move(failed);
  bool kept = false;
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    kept = false;
    auto photo = *facts;
    photo.work_order = id;
    photo.picture_hash = made->image.picture_hash;
    photo.media_type = made->kind.media_type;
    photo.sha256 = auth::sha256_hex(made->image.bytes);
    photo.file = file.name();
    photo.bytes = static_cast<std::int64_t>(made->image.bytes.size());
    photo.width = made->image.width;
    photo.height = made->image.height;
    if (tx.photos().of_work_order(id).size() >= context.settings.photos_per_order)
      return models::conflict("This order has as many photos as it may have.");
    const auto taken = field_step(tx, {who.actor, id, std::nullopt, who.now}, *said, action);
    const auto added = dispatch::add_photo(tx, taken, photo);
    if (!added) return added.error();
    kept = true;
    return json_response(201, write(*added));
  };
  auto response = co_await answer_write(context, call, std::move(rule));
  file.keep(kept && response.status < 300);
  co_return response;
}

Reply get_photo(Context& context, Call& call) {
  const auto id = models::PhotoId::parse(call.request.param("id")).value_or(models::PhotoId{});
  std::optional<models::Photo> photo;
  Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
    photo = tx.photos().find(id);
    if (!photo) return models::not_found("There is no such photo.");
    const auto order = find_visible(tx, who, photo->work_order);
    if (!order) return models::not_found("There is no such photo.");
    return http::Response::empty(200);
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  if (response.status != 200) co_return response;
  const auto bytes = context.photo_files.read(photo->file);
  if (!bytes) co_return to_problem(404, "The picture is gone.", &call.request);
  auto picture = http::Response::make(200, photo->media_type, *bytes);
  picture.header("Cache-Control", "private, max-age=31536000, immutable");
  co_return picture;
}

}  // namespace api
