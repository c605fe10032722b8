#include "server/api/codec_decision.h"

namespace api {
namespace {

using codec::OrNull;
using codec::TextWriter;
using Numbers = std::map<models::WorkOrderId, std::string>;

class DecisionWriter {
 public:
  DecisionWriter(TextWriter& out, const Numbers& numbers) : out_(out), numbers_(numbers) {}

  template <class Item>
  auto all(const std::vector<Item>& items) {
    return [this, &items] { out_.list(items, [this](const Item& item) { one(item); }); };
  }

  void one(const models::CrewConsidered& crew) {
    out_.object("crew_id", crew.crew, "excluded_by", OrNull{crew.excluded_by}, "orders_in_hand",
                crew.orders_in_hand, "distance_metres", crew.distance_metres, "cost", crew.cost);
  }

  void one(const models::DecisionOption& found) {
    const auto& cost = found.cost;
    out_.object(
        "crew_id", found.crew, "arrival", found.arrival, "finish", found.finish, "cost",
        [&] {
          out_.object("danger", cost.danger, "late", cost.late, "effort", cost.effort, "stability",
                      cost.stability, "total", cost.total());
        },
        "missed", found.missed, "late_seconds", found.late, "delays", all(found.delays));
  }

  void one(const models::DecisionDelay& found) {
    out_.object("work_order_id", found.work_order, "number", number_of(found.work_order), "later_seconds",
                found.later, "missed", found.missed);
  }

  void one(const models::DecisionRelaxation& found) {
    out_.object("rule", OrNull{found.rule}, "crew_id", found.crew, "amount_seconds", found.amount, "arrival",
                found.arrival, "in_time", found.in_time);
  }

  void one(const models::DecisionMove& found) {
    out_.object("work_order_id", found.work_order, "number", number_of(found.work_order), "from_crew_id",
                found.from_crew, "from_arrival", found.from_arrival, "to_crew_id", found.to_crew,
                "to_arrival", found.to_arrival);
  }

 private:
  OrNull number_of(models::WorkOrderId order) const {
    const auto found = numbers_.find(order);
    return {found != numbers_.end() ? std::string_view(found->second) : std::string_view()};
  }

  TextWriter& out_;
  const Numbers& numbers_;
};

}  // namespace

void put_decision(TextWriter& out, const models::AssignmentDecision& decision, const std::string& by,
                  const Numbers& numbers, const std::vector<models::LocalizedText>& sentences) {
  DecisionWriter writer(out, numbers);
  const auto chosen = [&] { decision.chosen ? writer.one(*decision.chosen) : out.null(); };
  out.object("crew_id", decision.crew, "rule", decision.rule, "reason", decision.reason, "by", by, "at",
             decision.at, "considered", writer.all(decision.considered), "publication_id",
             decision.publication, "seed", std::to_string(decision.seed), "engine_version",
             OrNull{decision.engine_version}, "chosen", chosen, "alternatives",
             writer.all(decision.alternatives), "relaxations", writer.all(decision.relaxations), "moved",
             writer.all(decision.moved), "violations", decision.violations, "notes", decision.notes,
             "postponed_to", decision.postponed_to, "engine_crew_id", decision.engine_crew,
             "preferred_crew_id", decision.preferred_crew, "sentences", sentences);
}

}  // namespace api
