#include "server/api/codec_delivery.h"

#include "dispatch/month_report.h"
#include "server/api/codec_body.h"
#include "server/api/codec_writer.h"

#include "dispatch/transfers.h"

namespace api {
namespace {

using api::json_of;

std::string minute_text(int minute) {
  const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return two(minute / 60) + ":" + two(minute % 60);
}

int read_minute(codec::ObjectReader& reader, const std::string& key) {
  const auto text = reader.text(key, true, 5);
  if (text.empty()) return 0;
  const auto digit = [&](std::size_t i) { return text[i] - '0'; };
  bool good = text.size() == 5 && text[2] == ':';
  for (const std::size_t i : {0U, 1U, 3U, 4U}) good = good && text[i] >= '0' && text[i] <= '9';
  const int minute = good ? (digit(0) * 10 + digit(1)) * 60 + digit(3) * 10 + digit(4) : -1;
  if (good && digit(3) <= 5 && minute < 24 * 60) return minute;
  reader.wrong(key, "bad_format", "must be a time of day, e.g. 22:00");
  return 0;
}

OrderedJson option_of(const models::Destination& one, bool there, const std::string& name) {
  const auto found = one.options.find(name);
  return there && found != one.options.end() ? OrderedJson(found->second) : nullptr;
}

OrderedJson or_null_day(const models::Destination& one) {
  const auto day = dispatch::month_day(one);
  return day ? OrderedJson(*day) : OrderedJson(nullptr);
}

OrderedJson templates_of(const models::Destination& one) {
  auto all = OrderedJson::array();
  for (const auto& each : dispatch::reviewed_templates(one))
    all.push_back(
        {{"about", models::name(each.about)}, {"template", each.id}, {"variables", each.variables}});
  return all;
}

void read_templates(codec::ObjectReader& reader, models::Destination& one) {
  for (auto& item : reader.objects("sms_templates", false, 30)) {
    dispatch::ReviewedTemplate each;
    each.about = item.choice<models::EventKind>("about", true).value_or(models::EventKind::work_order_opened);
    each.id = item.text("template", true, 64);
    each.variables = item.texts("variables", 20, 20);
    item.finish();
    dispatch::put_template(one, each);
  }
}

OrderedJson services_of(const models::Destination& one) {
  auto all = OrderedJson::array();
  for (const auto& [kind, code] : dispatch::services_of(one))
    all.push_back({{"fault_kind", kind}, {"service_code", code}});
  return all;
}

void read_services(codec::ObjectReader& reader, models::Destination& one) {
  for (auto& item : reader.objects("services", false, 500)) {
    const auto kind = item.text("fault_kind", true, 64);
    const auto code = item.text("service_code", true, dispatch::longest_foreign_code);
    item.finish();
    dispatch::put_service(one, kind, code);
  }
}

OrderedJson json_of(const models::Destination& one) {
  const bool sms = dispatch::is_short_message(one.carrier);
  auto about = OrderedJson::array(), villages = OrderedJson::array();
  for (const auto kind : one.about) about.push_back(models::name(kind));
  for (const auto& village : one.villages) villages.push_back(village);
  OrderedJson quiet = nullptr;
  if (one.quiet)
    quiet = {{"from", minute_text(one.quiet->from_minute)}, {"to", minute_text(one.quiet->to_minute)}};
  return {{"id", one.id.text()},
          {"name", one.name},
          {"carrier", models::name(one.carrier)},
          {"address", one.address},
          {"has_secret", !one.secret.empty()},
          {"language", one.language},
          {"about", std::move(about)},
          {"villages", std::move(villages)},
          {"quiet", std::move(quiet)},
          {"digest_above", one.digest_above},
          {"per_minute", one.per_minute},
          {"mail_server", option_of(one, !sms, "server")},
          {"mail_user", option_of(one, true, "user")},
          {"mail_from", option_of(one, true, "from")},
          {"sms_sign", option_of(one, sms, "sign")},
          {"sms_key", option_of(one, sms, "key")},
          {"sms_app", option_of(one, sms, "app")},
          {"sms_region", option_of(one, sms, "region")},
          {"sms_server", option_of(one, sms, "server")},
          {"sms_templates", templates_of(one)},
          {"crew", option_of(one, true, "crew")},
          {"brand", option_of(one, true, "brand")},
          {"month_report_day", or_null_day(one)},
          {"month_report_last", option_of(one, true, "month_last")},
          {"jurisdiction_id", option_of(one, true, "jurisdiction")},
          {"format", option_of(one, true, "format")},
          {"services", services_of(one)},
          {"active", one.active}};
}

OrderedJson json_of(const models::MessageTemplate& one) {
  return {{"about", models::name(one.about)}, {"text", json_of(one.text)}};
}

OrderedJson json_of(const DeliveryView& view) {
  const auto& one = view.delivery;
  return {{"id", one.id.text()},
          {"destination_id", one.destination.text()},
          {"destination_name", view.destination_name},
          {"message", one.message},
          {"about", models::name(one.about)},
          {"work_order_id", or_null(one.work_order)},
          {"work_order_number", or_null(view.number)},
          {"text", view.text},
          {"state", models::name(one.state)},
          {"tries", one.tries},
          {"created_at", models::to_rfc3339(one.created_at)},
          {"next_at", json_of(one.next_at)},
          {"tried_at", json_of(one.tried_at)},
          {"sent_at", json_of(one.sent_at)},
          {"last_error", or_null(one.last_error)},
          {"merged_into_id", or_null(one.merged_into)}};
}

}  // namespace

models::Result<models::Destination> parse_destination(const std::string& body) {
  return parse_body<models::Destination>(body, [](codec::ObjectReader& reader) {
    models::Destination one;
    one.name = reader.text("name", true, 100);
    one.carrier = reader.choice<models::Carrier>("carrier", true).value_or(models::Carrier::webhook);
    one.address = reader.text("address", true, 1000);
    one.secret = reader.text("secret", false, 500);
    if (reader.has("language")) one.language = reader.text("language", false, 2);
    for (const auto& word : reader.texts("about", 50, 40)) {
      if (const auto kind = models::parse<models::EventKind>(word))
        one.about.push_back(*kind);
      else
        reader.wrong("about", "unknown", "'" + word + "' is none of the known words");
    }
    one.villages = reader.texts("villages", 200, 12);
    if (auto quiet = reader.object("quiet", false)) {
      models::QuietHours hours;
      hours.from_minute = read_minute(*quiet, "from");
      hours.to_minute = read_minute(*quiet, "to");
      quiet->finish();
      one.quiet = hours;
    }
    one.digest_above = static_cast<int>(reader.integer("digest_above", 0, 1000, 0));
    one.per_minute = static_cast<int>(reader.integer("per_minute", 0, 6000, 0));
    if (const auto day = reader.integer("month_report_day", 0, dispatch::latest_month_day, 0); day > 0)
      one.options["month_day"] = std::to_string(day);
    for (const auto& [key, name] :
         {std::pair("mail_server", "server"), std::pair("mail_user", "user"), std::pair("mail_from", "from"),
          std::pair("crew", "crew"), std::pair("brand", "brand"), std::pair("sms_sign", "sign"),
          std::pair("sms_key", "key"), std::pair("sms_app", "app"), std::pair("sms_region", "region"),
          std::pair("sms_server", "server"), std::pair("jurisdiction_id", "jurisdiction"),
          std::pair("format", "format")})
      if (const auto text = reader.text(key, false, 300); !text.empty()) one.options[name] = text;
    read_templates(reader, one);
    read_services(reader, one);
    one.active = reader.flag("active", true);
    return one;
  });
}

models::Result<models::MessageTemplate> parse_message_template(const std::string& body,
                                                               models::EventKind about) {
  return parse_body<models::MessageTemplate>(body, [&](codec::ObjectReader& reader) {
    models::MessageTemplate one;
    one.about = about;
    if (auto text = reader.object("text", true)) {
      one.text.zh = text->text("zh", false, 2000);
      one.text.en = text->text("en", false, 2000);
      text->finish();
    }
    return one;
  });
}

std::string write(const models::Destination& destination) { return json_of(destination).dump(); }

std::string write_new(const models::Destination& destination, const std::string& secret) {
  auto json = json_of(destination);
  if (!secret.empty()) json["secret"] = secret;
  return json.dump();
}

std::string write(const std::vector<models::Destination>& destinations) {
  auto items = OrderedJson::array();
  for (const auto& one : destinations) items.push_back(json_of(one));
  return OrderedJson{{"items", std::move(items)}}.dump();
}

std::string write(const models::MessageTemplate& text) { return json_of(text).dump(); }

std::string write_templates(const std::vector<models::MessageTemplate>& all,
                            const std::vector<std::string_view>& variables) {
  auto items = OrderedJson::array(), names = OrderedJson::array();
  for (const auto& one : all) items.push_back(json_of(one));
  for (const auto name : variables) names.push_back(name);
  return OrderedJson{{"items", std::move(items)}, {"variables", std::move(names)}}.dump();
}

std::string write(const DeliveryView& delivery) { return json_of(delivery).dump(); }

std::string write(const models::Page<DeliveryView>& page, const models::DeliveryCounts& counts) {
  auto items = OrderedJson::array();
  for (const auto& one : page.items) items.push_back(json_of(one));
  return OrderedJson{{"items", std::move(items)},
                     {"next", or_null(page.next)},
                     {"counts",
                      {{"waiting", counts.waiting},
                       {"sent", counts.sent},
                       {"dead", counts.dead},
                       {"merged", counts.merged},
                       {"handed_over", counts.handed_over}}}}
      .dump();
}

models::Result<models::DestinationId> parse_resending(const std::string& body) {
  if (body.empty()) return models::DestinationId{};
  return parse_body<models::DestinationId>(
      body, [](codec::ObjectReader& reader) { return reader.id<models::DestinationTag>("destination_id"); });
}

std::string write_count(int count) { return OrderedJson{{"count", count}}.dump(); }

models::Result<dispatch::NewSubscription> parse_subscription(const std::string& body) {
  return parse_body<dispatch::NewSubscription>(body, [](codec::ObjectReader& reader) {
    dispatch::NewSubscription one;
    one.endpoint = reader.text("endpoint", true, 2000);
    one.p256dh = reader.text("p256dh", true, 200);
    one.auth = reader.text("auth", true, 200);
    if (reader.has("language")) one.language = reader.text("language", true, 10);
    return one;
  });
}

models::Result<std::string> parse_endpoint(const std::string& body) {
  return parse_body<std::string>(
      body, [](codec::ObjectReader& reader) { return reader.text("endpoint", true, 2000); });
}

std::string write_push_key(const std::string& open) { return OrderedJson{{"key", open}}.dump(); }

std::string write_told(bool told) { return OrderedJson{{"told", told}}.dump(); }

}  // namespace api
