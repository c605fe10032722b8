#include "server/commands/plan_explain.h"

#include <cstdio>
#include <exception>
#include <map>
#include <optional>

#include "dispatch/assignment/record.h"
#include "dispatch/assignment/words.h"
#include "dispatch/change.h"
#include "server/commands/commands.h"
#include "server/storage/database.h"

namespace commands {
namespace {

struct Found {
  models::WorkOrder order;
  std::optional<models::Publication> publication;
  std::map<models::CrewId, models::Crew> crews;
  std::map<models::WorkOrderId, std::string> numbers;
};

std::optional<Found> find(models::Transaction& tx, const std::string& wanted) {
  auto order = tx.work_orders().find_by_number(wanted);
  if (!order)
    if (const auto id = models::WorkOrderId::parse(wanted)) order = tx.work_orders().find(*id);
  if (!order) return std::nullopt;
  Found found;
  for (auto& crew : tx.crews().list()) found.crews.emplace(crew.id, crew);
  if (order->assignment) {
    const auto& decision = *order->assignment;
    if (decision.publication) found.publication = tx.plans().find(decision.publication);
    const auto name = [&](models::WorkOrderId id) {
      if (const auto other = tx.work_orders().find(id)) found.numbers[id] = other->number;
    };
    for (const auto& moved : decision.moved) name(moved.work_order);
    if (decision.chosen)
      for (const auto& delay : decision.chosen->delays) name(delay.work_order);
  }
  found.order = *std::move(order);
  return found;
}

void print_replay(const Found& found) {
  const auto& decision = *found.order.assignment;
  if (!found.publication) {
    std::printf("\n没有可以重演的记录。\nNothing was kept that it could be made again from.\n");
    return;
  }
  const auto again = dispatch::assignment::replay(*found.publication, found.order.id, decision);
  std::printf("\n%s  publication %s  seed %llu  steps %lld  %s\n", found.publication->engine_version.c_str(),
              found.publication->id.text().c_str(), static_cast<unsigned long long>(found.publication->seed),
              static_cast<long long>(found.publication->steps),
              models::to_rfc3339(found.publication->made_at).c_str());
  if (!again.possible) {
    std::printf("不能重演：%s\nIt cannot be made again: %s\n", again.why_not.c_str(), again.why_not.c_str());
    return;
  }
  const auto crew = found.crews.find(again.crew);
  const std::string code = crew == found.crews.end() ? "-" : crew->second.code;
  const std::string at = again.arrival ? models::to_rfc3339(*again.arrival) : "-";
  std::printf(again.same ? "重演结果相同：%s %s\nMade again it is the same: %s %s\n"
                         : "重演结果不同：%s %s\nMade again it differs: %s %s\n",
              code.c_str(), at.c_str(), code.c_str(), at.c_str());
}

void print(const Found& found) {
  const auto& order = found.order;
  std::printf("%s\n", order.number.c_str());
  if (!order.assignment) {
    std::printf("还没有决定过。\nNothing has been decided about it yet.\n");
    return;
  }
  dispatch::Names names;
  names.crew = [&](models::CrewId id) {
    const auto crew = found.crews.find(id);
    return crew == found.crews.end() ? nullptr : &crew->second;
  };
  names.order = [&](models::WorkOrderId id) {
    const auto number = found.numbers.find(id);
    return number == found.numbers.end() ? std::string() : number->second;
  };
  names.utc_offset_seconds = dispatch::town_utc_offset_seconds;
  const auto sentences = dispatch::explain(*order.assignment, names);
  for (const auto& sentence : sentences) std::printf("%s\n", sentence.zh.c_str());
  std::printf("\n");
  for (const auto& sentence : sentences) std::printf("%s\n", sentence.en.c_str());
  print_replay(found);
}

}  // namespace

int explain_plan(const config::Config& config, const std::string& wanted) {
  try {
    const auto database = storage::open_database(config.data_directory, config.database);
    std::optional<Found> found;
    database->read_now([&](models::Transaction& tx) { found = find(tx, wanted); });
    if (!found) {
      std::fprintf(stderr, "lamplighter plan: there is no work order %s\n", wanted.c_str());
      return usage;
    }
    print(*found);
    return good;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "lamplighter plan: %s\n", error.what());
    return failed;
  }
}

}  // namespace commands
