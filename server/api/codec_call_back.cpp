#include "server/api/codec_call_back.h"

#include "models/names.h"
#include "server/api/codec_body.h"
#include "server/api/codec_writer.h"

namespace api {
namespace {

OrderedJson json_of(const CallBackView& view) {
  const auto& report = view.one.report;
  const auto& resolution = view.one.order.resolution;
  return {{"report_id", report.id.text()},
          {"work_order",
           {{"id", view.order.id.text()},
            {"number", view.order.number},
            {"version", view.one.order.version},
            {"class", view.order.facility_class},
            {"fault_kind", view.order.fault_kind},
            {"village", or_null(view.order.village_code)},
            {"address", view.order.address},
            {"severity", models::name(view.order.severity)},
            {"resolved_at", api::json_of(view.one.order.resolved_at)},
            {"outcome", resolution ? OrderedJson(models::name(resolution->outcome)) : OrderedJson(nullptr)}}},
          {"reporter", {{"name", report.reporter.name}, {"phone", report.reporter.phone}}},
          {"received_at", models::to_rfc3339(report.received_at)},
          {"reason", dispatch::name(view.one.reason)},
          {"due", view.one.due},
          {"due_at", models::to_rfc3339(view.one.due_at)},
          {"unanswered", report.callbacks_unanswered},
          {"put_off", report.callbacks_put_off}};
}

}  // namespace

models::Result<NewCallBack> parse_callback(const std::string& body) {
  return parse_body<NewCallBack>(body, [](codec::ObjectReader& reader) -> NewCallBack {
    const bool reached = reader.flag("reached", true, true);
    const auto solved = reader.maybe_flag("solved");
    const auto satisfaction = reader.choice<models::Satisfaction>("satisfaction");
    const auto comment = reader.text("comment", false, 2000);
    const auto later_at = reader.time("later_at");
    if (!reached || later_at) {
      const auto* why =
          reached ? "who is called later has not said so yet" : "nobody answered, so nobody said so";
      if (solved) reader.wrong("solved", "not_allowed", why);
      if (satisfaction) reader.wrong("satisfaction", "not_allowed", why);
      if (!reached && later_at) reader.wrong("later_at", "not_allowed", why);
      return {std::nullopt, later_at};
    }
    if (!solved) reader.wrong("solved", "required", "say whether the reporter calls it solved");
    return {dispatch::Verdict{solved.value_or(false), satisfaction, comment}, std::nullopt};
  });
}

std::string write(const dispatch::CallBackList& list, const std::vector<CallBackView>& views,
                  const dispatch::CallBackRules& rules) {
  auto items = OrderedJson::array();
  for (const auto& view : views) items.push_back(json_of(view));
  return OrderedJson{{"items", std::move(items)}, {"due", list.due},   {"later", list.later},
                     {"given_up", list.given_up}, {"more", list.more}, {"tries", rules.tries},
                     {"put_offs", rules.put_off}}
      .dump();
}

}  // namespace api
