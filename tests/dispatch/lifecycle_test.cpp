#include "dispatch/lifecycle.h"

#include <algorithm>
#include <map>

#include "tests/dispatch/rules_fixture.h"

namespace {

using models::ErrorCode;
using models::EventKind;
using models::SlaTarget;
using models::WorkOrderAction;
using models::WorkOrderState;
using enum models::WorkOrderState;

constexpr WorkOrderState states[] = {open, assigned, accepted, under_way, resolved, closed, cancelled};

// What a person may do, written down a second time: action, then where it leads from each state in order.
struct Row {
  WorkOrderAction action;
  const char* leads_to[7];
};
constexpr Row expected[] = {
    {WorkOrderAction::assign, {"assigned", "assigned", "assigned", "assigned", "", "", ""}},
    {WorkOrderAction::accept, {"", "accepted", "", "", "", "", ""}},
    {WorkOrderAction::contact, {"open", "assigned", "accepted", "under_way", "", "", ""}},
    {WorkOrderAction::arrive, {"", "under_way", "under_way", "", "", "", ""}},
    {WorkOrderAction::make_safe, {"", "assigned", "accepted", "under_way", "", "", ""}},
    {WorkOrderAction::pause, {"", "assigned", "accepted", "under_way", "", "", ""}},
    {WorkOrderAction::resume, {"", "assigned", "accepted", "under_way", "", "", ""}},
    {WorkOrderAction::resolve, {"", "", "", "resolved", "", "", ""}},
    {WorkOrderAction::close, {"", "", "", "", "closed", "", ""}},
    {WorkOrderAction::reopen, {"", "", "", "", "assigned", "assigned", ""}},
    {WorkOrderAction::cancel, {"cancelled", "cancelled", "cancelled", "cancelled", "", "", ""}},
    {WorkOrderAction::note, {"open", "assigned", "accepted", "under_way", "resolved", "closed", "cancelled"}},
    {WorkOrderAction::photo,
     {"open", "assigned", "accepted", "under_way", "resolved", "closed", "cancelled"}},
    {WorkOrderAction::merge, {"open", "assigned", "accepted", "under_way", "resolved", "", ""}},
};

TEST(StateTable, EveryActionFromEveryState) {
  ASSERT_EQ(std::size(expected), 14U);
  for (const auto& [action, leads_to] : expected)
    for (std::size_t i = 0; i < std::size(states); ++i) {
      const auto next = dispatch::next_state(states[i], action);
      EXPECT_EQ(next ? models::name(*next) : "", leads_to[i])
          << models::name(action) << " from " << models::name(states[i]);
    }
}

class LifecycleTest : public RulesTest {
 protected:
  /// Does an action by somebody whose role allows it, and answers what came of it.
  models::Result<void> act(WorkOrderAction action, const models::WorkOrder& order) {
    const auto by_crew = step(order.crew ? crew_of(order) : town.dispatcher, order.id);
    const auto by_desk = step(town.dispatcher, order.id);
    const auto plain = [](const auto& result) {
      return result ? models::Result<void>{} : models::Result<void>{result.error()};
    };
    switch (action) {
      case WorkOrderAction::assign:
        return plain(dispatch::assign(store, by_desk, town.heat2, "because"));
      case WorkOrderAction::accept:
        return plain(dispatch::accept(store, by_crew));
      case WorkOrderAction::contact:
        return plain(dispatch::contact(store, by_crew));
      case WorkOrderAction::arrive:
        return plain(dispatch::arrive(store, by_crew, std::nullopt));
      case WorkOrderAction::make_safe:
        return plain(dispatch::make_safe(store, by_crew));
      case WorkOrderAction::pause:
        return plain(dispatch::pause(store, by_crew, "no_access", ""));
      case WorkOrderAction::resume:
        return plain(dispatch::resume(store, by_crew));
      case WorkOrderAction::resolve:
        return plain(dispatch::resolve(store, by_crew, models::Outcome::repaired, "pump", "changed it"));
      case WorkOrderAction::close:
        return plain(dispatch::close(store, by_desk, true, "visit", ""));
      case WorkOrderAction::reopen:
        return plain(dispatch::reopen(store, by_desk, "still cold"));
      case WorkOrderAction::cancel:
        return plain(dispatch::cancel(store, step(town.supervisor, order.id), "called off"));
      case WorkOrderAction::note:
        return plain(dispatch::add_note(store, by_desk, "a word"));
      case WorkOrderAction::photo: {
        models::Photo photo;
        photo.step = "before";
        photo.file = "a.jpg";
        photo.sha256 = "00";
        photo.bytes = 1;
        return plain(dispatch::add_photo(store, by_crew, photo));
      }
      case WorkOrderAction::merge: {
        const auto report =
            dispatch::receive_report(store, town.operator_, support::call("Li", "", "HP-NOHEAT", town.heater),
                                     support::next_token(), now);
        models::Triage triage;
        triage.decision = models::TriageDecision::merge;
        triage.work_order = order.id;
        return plain(dispatch::triage_report(store, town.operator_, report->id, {}, triage, now));
      }
    }
    return {};
  }
};

TEST_F(LifecycleTest, EveryVerbKeepsToTheTable) {
  const auto morning = store.data;
  for (const auto state : states)
    for (const auto& [action, leads_to] : expected) {
      store.data = morning;
      const auto order = order_in(state);
      ASSERT_EQ(order.state, state);
      const auto allowed = dispatch::allowed_actions(order);
      const bool may = std::find(allowed.begin(), allowed.end(), action) != allowed.end();
      const auto done = act(action, order);
      SCOPED_TRACE(std::string(models::name(action)) + " from " + std::string(models::name(state)));
      ASSERT_EQ(done.has_value(), may) << (done ? "it was done" : done.error().detail);
      if (may) {
        const auto next = dispatch::next_state(state, action);
        EXPECT_EQ(read(order.id).state, next);
      } else {
        EXPECT_EQ(done.error().code, ErrorCode::conflict);
        std::vector<std::string> names;
        for (const auto one : allowed) names.emplace_back(models::name(one));
        EXPECT_EQ(done.error().allowed, names);
        EXPECT_EQ(read(order.id).version, order.version);
      }
    }
}

TEST_F(LifecycleTest, EveryVerbRefusesTheWrongPersonAVanishedOrderAndAnOldVersion) {
  const auto order = order_in(assigned);
  auto mine = step(crew_of(order), order.id);
  EXPECT_EQ(failure(dispatch::accept(store, step(models::Actor::anonymous(), order.id))),
            ErrorCode::unauthenticated);
  for (const auto* actor :
       {&town.auditor, &town.admin, &town.village_reporter, &town.operator_, &town.checker})
    EXPECT_EQ(failure(dispatch::accept(store, step(*actor, order.id))), ErrorCode::forbidden) << actor->name;
  EXPECT_EQ(failure(dispatch::accept(store, step(town.light_member, order.id))), ErrorCode::not_found)
      << "another crew's order is not there for it";
  EXPECT_EQ(failure(dispatch::accept(store, step(town.dispatcher, models::WorkOrderId{999}))),
            ErrorCode::not_found);
  mine.expected_version = order.version - 1;
  EXPECT_EQ(failure(dispatch::accept(store, mine)), ErrorCode::stale);
  mine.expected_version = order.version;
  const auto done = dispatch::accept(store, mine);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->version, order.version + 1);
  EXPECT_EQ(read(order.id).version, done->version);
}

TEST_F(LifecycleTest, ArrivingAcceptsTooAndSaysBoth) {
  const auto order = order_in(assigned);
  later(Minutes{30});
  const auto done =
      dispatch::arrive(store, step(crew_of(order), order.id), models::Position{39.9, 116.75, "phone"});
  ASSERT_TRUE(done);
  EXPECT_EQ(done->accepted_at, now);
  EXPECT_EQ(done->arrived_at, now);
  EXPECT_EQ(done->clock(SlaTarget::arrive)->stopped_at, now);
  const auto events = events_of(order.id);
  ASSERT_GE(events.size(), 3U);
  const auto& accepted_event = events[events.size() - 3];
  const auto& arrived_event = events[events.size() - 2];
  EXPECT_EQ(accepted_event.kind, EventKind::work_order_accepted);
  EXPECT_EQ(accepted_event.state, "accepted");
  EXPECT_EQ(arrived_event.kind, EventKind::work_order_arrived);
  EXPECT_EQ(arrived_event.state, "under_way");
  EXPECT_EQ(arrived_event.by_name, crew_of(order).name);
  EXPECT_EQ(arrived_event.by_role, "crew_member");
  EXPECT_EQ(arrived_event.village_code, support::SmallTown::village_a);
  EXPECT_EQ(arrived_event.crew, order.crew);
  const std::map<std::string, std::string> details(arrived_event.details.begin(),
                                                   arrived_event.details.end());
  EXPECT_EQ(details.at("distance_metres"), "100");
  EXPECT_EQ(wrong_fields(dispatch::arrive(store, step(town.dispatcher, order_in(assigned).id),
                                          models::Position{91, 0, ""})),
            std::vector<std::string>{"position.latitude:out_of_range"});
}

TEST_F(LifecycleTest, APauseStopsTheClocksUntilItEnds) {
  const auto order = order_in(accepted);
  const auto crew = crew_of(order);
  later(Minutes{60});
  ASSERT_TRUE(dispatch::pause(store, step(crew, order.id), "no_access", "nobody opens"));
  EXPECT_EQ(failure(dispatch::pause(store, step(crew, order.id), "weather", "")), ErrorCode::conflict);
  later(Minutes{45});
  const auto resumed = dispatch::resume(store, step(crew, order.id));
  ASSERT_TRUE(resumed);
  EXPECT_EQ(failure(dispatch::resume(store, step(crew, order.id))), ErrorCode::conflict);
  ASSERT_EQ(resumed->pauses.size(), 1U);
  EXPECT_EQ(resumed->pauses[0].to, now);
  for (const auto target : {SlaTarget::arrive, SlaTarget::resolve}) {
    EXPECT_EQ(resumed->clock(target)->due_at, order.clock(target)->due_at + Minutes{45});
    EXPECT_EQ(resumed->clock(target)->warn_at, order.clock(target)->warn_at + Minutes{45});
    EXPECT_EQ(resumed->clock(target)->paused, Minutes{45});
  }
}

TEST_F(LifecycleTest, ArrivalEndsAPauseAndSaysSo) {
  const auto order = order_in(accepted);
  ASSERT_TRUE(dispatch::pause(store, step(crew_of(order), order.id), "no_access", ""));
  later(Minutes{20});
  const auto done = dispatch::arrive(store, step(crew_of(order), order.id), std::nullopt);
  ASSERT_TRUE(done);
  EXPECT_FALSE(done->paused());
  EXPECT_EQ(count(order.id, EventKind::work_order_resumed), 1);
}

TEST_F(LifecycleTest, APauseNeedsAKnownReason) {
  const auto order = order_in(assigned);
  const auto mine = step(crew_of(order), order.id);
  using Wrong = std::vector<std::string>;
  EXPECT_EQ(wrong_fields(dispatch::pause(store, mine, "", "")), Wrong{"reason:required"});
  EXPECT_EQ(wrong_fields(dispatch::pause(store, mine, "lunch", "")), Wrong{"reason:unknown"});
  EXPECT_EQ(wrong_fields(dispatch::pause(store, mine, "other", "")), Wrong{"reason:not_allowed"});
  EXPECT_EQ(wrong_fields(dispatch::pause(store, mine, "weather", std::string(4001, 'x'))),
            Wrong{"note:too_long"});
  EXPECT_TRUE(dispatch::pause(store, mine, "weather", std::string(4000, 'x')));
}

TEST_F(LifecycleTest, EverythingOnAnOrderHasALimit) {
  const auto order = order_in(accepted);
  const auto mine = step(town.dispatcher, order.id);
  models::Photo photo;
  photo.step = "after";
  photo.file = photo.sha256 = "x";
  photo.bytes = 1;
  for (int i = 0; i < 500; ++i) ASSERT_TRUE(dispatch::add_note(store, mine, "a word"));
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(dispatch::add_photo(store, mine, photo));
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(dispatch::pause(store, mine, "weather", ""));
    ASSERT_TRUE(dispatch::resume(store, mine));
  }
  EXPECT_EQ(failure(dispatch::add_note(store, mine, "a word")), ErrorCode::conflict);
  EXPECT_EQ(failure(dispatch::add_photo(store, mine, photo)), ErrorCode::conflict);
  EXPECT_EQ(failure(dispatch::pause(store, mine, "weather", "")), ErrorCode::conflict);
}

TEST_F(LifecycleTest, MakingSafeStopsItsClockOnce) {
  auto report = support::call("Wang", "13800000001", "HP-NOHEAT", town.heater);
  report.danger = true;
  const auto order = order_for(report);
  later(Minutes{10});
  const auto safe = dispatch::make_safe(store, step(crew_of(order), order.id));
  ASSERT_TRUE(safe);
  EXPECT_EQ(safe->clock(SlaTarget::make_safe)->stopped_at, now);
  EXPECT_EQ(safe->state, assigned);
  EXPECT_EQ(failure(dispatch::make_safe(store, step(crew_of(order), order.id))), ErrorCode::conflict);
}

TEST_F(LifecycleTest, NotesAndPhotosLeaveTheVersionAlone) {
  const auto order = order_in(assigned);
  const auto note = dispatch::add_note(store, step(town.operator_, order.id), "  call before you come\n ");
  ASSERT_TRUE(note);
  EXPECT_EQ(note->text, "call before you come");
  EXPECT_EQ(note->by_name, town.operator_.name);
  models::Photo photo;
  photo.step = "after";
  photo.file = "b.jpg";
  photo.sha256 = "abc";
  photo.bytes = 100;
  const auto stored = dispatch::add_photo(store, step(crew_of(order), order.id), photo);
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored->by, crew_of(order).account);
  EXPECT_EQ(stored->at, now);
  EXPECT_EQ(read(order.id).version, order.version);
  EXPECT_EQ(count(order.id, EventKind::note_added), 1);
  EXPECT_EQ(count(order.id, EventKind::photo_added), 1);
  using Wrong = std::vector<std::string>;
  EXPECT_EQ(wrong_fields(dispatch::add_note(store, step(town.operator_, order.id), " \n")),
            Wrong{"text:required"});
  EXPECT_EQ(wrong_fields(dispatch::add_photo(store, step(town.dispatcher, order.id), models::Photo{})),
            (Wrong{"step:unknown", "file:required", "sha256:required", "bytes:out_of_range"}));
}

TEST_F(LifecycleTest, AnOldPictureOnANewOrderIsTold) {
  models::Photo photo;
  photo.step = "after";
  photo.file = "b.jpg";
  photo.sha256 = "abc";
  photo.bytes = 100;
  const auto first = order_in(assigned), second = order_in(assigned);
  ASSERT_TRUE(dispatch::add_photo(store, step(town.dispatcher, first.id), photo));
  ASSERT_TRUE(dispatch::add_photo(store, step(town.dispatcher, second.id), photo));
  const auto details = events_of(second.id).back().details;
  EXPECT_NE(std::find(details.begin(), details.end(),
                      std::pair<std::string, std::string>{"same_as_work_order", first.id.text()}),
            details.end());
}

}  // namespace
