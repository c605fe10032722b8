#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "server/replay/ledger.h"

namespace {
using replay::Ledger;
using replay::Observed;
using replay::SeenEvent;
using testing::HasSubstr;

/// A run of three reports, one of them merged and one rejected, as a faultless server would show it.
struct FaultlessRun {
  FaultlessRun() {
    ledger.works_for_us("Crew");
    for (const auto& [reference, id] : {std::pair{"a.r", "1"}, {"b.r", "2"}, {"c.r", "3"}}) {
      ledger.sent(reference, "Lamp");
      ledger.acknowledged(reference);
      ledger.identified(reference, id);
    }
    ledger.opened("10", "Lamp", "");
    ledger.decided("a.r", "accepted", "10");
    ledger.decided("b.r", "merged", "10");
    ledger.decided("c.r", "rejected", "");
    for (const auto& [event, state] : {std::pair{"work_order_accepted", "accepted"},
                                       {"work_order_arrived", "under_way"},
                                       {"work_order_paused", "under_way"},
                                       {"work_order_resumed", "under_way"},
                                       {"work_order_resolved", "resolved"},
                                       {"work_order_closed", "closed"}})
      ledger.changed("10", event, state);
    ledger.changed("10", "note_added", "");

    observed.reports = {
        {"1", "a.r", "accepted", "10", 2}, {"2", "b.r", "merged", "10", 2}, {"3", "c.r", "rejected", "", 2}};
    auto& order = observed.orders["10"];
    order.id = "10";
    order.number = "LC-1";
    order.state = "closed";
    order.report_count = 2;
    add("report_accepted", "accepted", "Desk", "1");
    add("work_order_opened", "open", "Desk");
    add("work_order_assigned", "assigned", "lamplighter");
    add("work_order_accepted", "accepted", "Crew");
    add("report_merged", "merged", "Desk", "2");
    add("work_order_arrived", "under_way", "Crew");
    add("note_added", "under_way", "Crew");
    add("work_order_paused", "under_way", "Crew");
    add("work_order_resumed", "under_way", "Crew");
    add("sla_warned", "under_way", "lamplighter");
    add("work_order_resolved", "resolved", "Crew");
    add("work_order_closed", "closed", "Crew");
  }
  void add(const char* kind, const char* state, const char* by, const char* report = "") {
    events().push_back({static_cast<std::int64_t>(events().size()) + 100, kind, state, report, by});
  }
  std::vector<SeenEvent>& events() { return observed.events["10"]; }
  SeenEvent& event(const std::string& kind) {
    for (auto& one : events())
      if (one.kind == kind) return one;
    throw std::logic_error(kind);
  }
  void remove(const std::string& kind) {
    std::erase_if(events(), [&](const SeenEvent& one) { return one.kind == kind; });
  }
  void repeat(const std::string& kind) {
    auto again = event(kind);
    again.id = events().back().id + 1;
    events().push_back(again);
  }
  replay::Verdict compare() { return replay::compare(ledger, observed); }

  Ledger ledger;
  Observed observed;
};

std::string all_of(const replay::Verdict& verdict) {
  std::string text;
  for (const auto& fault : verdict.broken) text += fault + "\n";
  return text;
}

}  // namespace

TEST(Compare, AFaultlessRunIsGood) {
  FaultlessRun run;
  const auto verdict = run.compare();
  EXPECT_TRUE(verdict.good()) << all_of(verdict);
  EXPECT_EQ(verdict.sent, 3u);
  EXPECT_EQ(verdict.stored, 3u);
  EXPECT_EQ(verdict.changes, 3u + 7u);
}

TEST(Compare, ALostReportIsFound) {
  FaultlessRun run;
  run.observed.reports.pop_back();
  const auto verdict = run.compare();
  EXPECT_EQ(verdict.lost, 1u);
  EXPECT_EQ(verdict.stored, 2u);
  EXPECT_FALSE(verdict.good());
}

TEST(Compare, ADoubledReportIsFound) {
  FaultlessRun run;
  auto twin = run.observed.reports.front();
  twin.id = "99";
  run.observed.reports.push_back(twin);
  const auto verdict = run.compare();
  EXPECT_EQ(verdict.doubled, 1u);
  EXPECT_EQ(verdict.stored, 3u);
  EXPECT_FALSE(verdict.good());
}

TEST(Compare, ARefusedReportSpoilsTheRunAndMustNotBeThere) {
  FaultlessRun run;
  run.ledger.sent("d.r", "Lamp");
  run.ledger.refused("d.r", "422 no");
  auto verdict = run.compare();
  EXPECT_EQ(verdict.refused, 1u);
  EXPECT_EQ(verdict.lost, 0u);
  EXPECT_FALSE(verdict.good());
  run.observed.reports.push_back({"4", "d.r", "received", "", 1});
  EXPECT_THAT(all_of(run.compare()), HasSubstr("was refused and is there"));
}

TEST(Compare, AReportNobodySentIsFound) {
  FaultlessRun run;
  run.observed.reports.push_back({"4", "x.r", "received", "", 1});
  EXPECT_THAT(all_of(run.compare()), HasSubstr("never sent"));
}

TEST(Compare, AnUnaskedOrderIsFound) {
  FaultlessRun run;
  run.observed.unasked_orders.push_back("LC-2");
  EXPECT_THAT(all_of(run.compare()), HasSubstr("LC-2 is there although nobody asked"));
}

TEST(Compare, ALostChangeIsFoundForEveryKindOfChange) {
  for (const char* kind : {"work_order_accepted", "work_order_arrived", "work_order_resolved",
                           "work_order_closed", "work_order_paused", "work_order_resumed", "note_added"}) {
    FaultlessRun run;
    run.remove(kind);
    const auto verdict = run.compare();
    EXPECT_EQ(verdict.changes_lost, 1u) << kind;
    EXPECT_FALSE(verdict.good()) << kind;
  }
}

TEST(Compare, ADoubledChangeIsFoundForEveryKindOfChange) {
  for (const char* kind : {"work_order_accepted", "work_order_arrived", "work_order_resolved",
                           "work_order_closed", "note_added"}) {
    FaultlessRun run;
    run.repeat(kind);
    const auto verdict = run.compare();
    EXPECT_EQ(verdict.changes_doubled, 1u) << kind;
    EXPECT_FALSE(verdict.good()) << kind;
  }
}

TEST(Compare, WhatOthersDoIsNotCounted) {
  FaultlessRun run;
  run.add("note_added", "closed", "Somebody else");
  EXPECT_TRUE(run.compare().good());
}

TEST(Compare, EveryPlantedFaultIsFound) {
  struct Fault {
    std::function<void(FaultlessRun&)> plant;
    const char* says;
  };
  const Fault faults[] = {
      {[](FaultlessRun& run) { run.observed.orders.clear(); }, "the work order 10 is gone"},
      {[](FaultlessRun& run) { run.observed.events.clear(); }, "has no history"},
      {[](FaultlessRun& run) { run.observed.orders["10"].state = "resolved"; }, "is resolved, not closed"},
      {[](FaultlessRun& run) { run.observed.orders["10"].report_count = 3; },
       "counts 3 reports, its history has 2"},
      {[](FaultlessRun& run) { run.observed.reports[1].work_order = "11"; }, "belongs to another work order"},
      {[](FaultlessRun& run) { run.observed.reports[0].state = "received"; },
       "the triage of the report a.r is gone"},
      {[](FaultlessRun& run) { run.observed.reports[2].state = "accepted"; },
       "c.r is accepted, not rejected"},
      {[](FaultlessRun& run) { run.observed.reports[0].id = "77"; }, "has another id"},
      {[](FaultlessRun& run) { run.remove("report_merged"); }, "merged 0 times"},
      {[](FaultlessRun& run) { run.repeat("report_merged"); }, "merged 2 times"},
      {[](FaultlessRun& run) { run.repeat("report_accepted"); }, "first report accepted exactly once"},
      {[](FaultlessRun& run) { run.remove("report_accepted"); }, "first report accepted exactly once"},
      {[](FaultlessRun& run) { run.remove("work_order_opened"); }, "before it was opened"},
      {[](FaultlessRun& run) { run.remove("work_order_assigned"); }, "work_order_accepted while open"},
      {[](FaultlessRun& run) { run.repeat("work_order_opened"); }, "opened twice"},
      {[](FaultlessRun& run) { run.event("work_order_closed").id = 1; }, "stands after"},
      {[](FaultlessRun& run) {
         std::swap(run.event("work_order_resolved").kind, run.event("work_order_closed").kind);
       },
       "work_order_closed while under_way"},
      {[](FaultlessRun& run) { run.event("work_order_arrived").state = "accepted"; },
       "says accepted where under_way follows"},
      {[](FaultlessRun& run) { run.event("work_order_resumed").kind = "work_order_paused"; }, "paused twice"},
      {[](FaultlessRun& run) { run.event("work_order_paused").kind = "work_order_resumed"; },
       "resumed without a pause"},
  };
  for (const Fault& fault : faults) {
    FaultlessRun run;
    fault.plant(run);
    const auto verdict = run.compare();
    EXPECT_THAT(all_of(verdict), HasSubstr(fault.says));
    EXPECT_FALSE(verdict.good()) << fault.says;
  }
}

TEST(Compare, AnUnansweredReportMayBeThereOrNot) {
  FaultlessRun run;
  run.ledger.sent("d.r", "Lamp");
  EXPECT_EQ(run.compare().lost, 0u);
  run.observed.reports.push_back({"4", "d.r", "received", "", 1});
  EXPECT_TRUE(run.compare().good());
}

TEST(Compare, AChildKnowsItsParentAndHasNoReportOfItsOwn) {
  FaultlessRun run;
  run.ledger.opened("11", "Lamp", "10");
  auto& child = run.observed.orders["11"];
  child.id = "11";
  child.number = "LC-2";
  child.state = "assigned";
  child.parent = "10";
  run.observed.events["11"] = {{200, "work_order_opened", "open", "", "Crew"},
                               {201, "work_order_assigned", "assigned", "", "Crew"}};
  EXPECT_TRUE(run.compare().good()) << all_of(run.compare());
  run.observed.events["11"].push_back({202, "work_order_assigned", "assigned", "", "Crew"});
  EXPECT_EQ(run.compare().changes_doubled, 1u) << "only one comes by itself";
  run.observed.events["11"].pop_back();
  child.parent = "";
  EXPECT_THAT(all_of(run.compare()), HasSubstr("has lost the order it was left by"));
}

TEST(HistoryFault, ReopeningLeadsBackToTheCrewOrToNobody) {
  const auto history = [](const char* state) {
    return std::vector<SeenEvent>{
        {1, "work_order_opened", "open", "", ""},       {2, "work_order_assigned", "assigned", "", ""},
        {3, "work_order_accepted", "accepted", "", ""}, {4, "work_order_arrived", "under_way", "", ""},
        {5, "work_order_resolved", "resolved", "", ""}, {6, "work_order_reopened", state, "", ""}};
  };
  EXPECT_EQ(replay::history_fault(history("assigned"), "assigned"), "");
  EXPECT_EQ(replay::history_fault(history("open"), "open"), "");
  EXPECT_THAT(replay::history_fault(history("closed"), "closed"), HasSubstr("says closed"));
  EXPECT_THAT(replay::history_fault({}, "open"), HasSubstr("never opened"));
}
