#include <gmock/gmock.h>

#include <atomic>
#include <future>
#include <mutex>
#include <set>
#include <thread>

#include "tests/support/storage_fixture.h"
#include "tests/support/storage_samples.h"

namespace {

using testing::ElementsAre;

bool is_about_another_row(const std::exception_ptr& error) {
  try {
    if (error) std::rethrow_exception(error);
  } catch (const storage::ConstraintFailed& failed) {
    return failed.kind() == storage::ConstraintFailed::Kind::foreign_key;
  } catch (...) {
  }
  return false;
}

std::string message_of(const std::exception_ptr& error) {
  if (!error) return "";
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& exception) {
    return exception.what();
  }
}

/// Keeps the one writer busy until released, so that what is written meanwhile becomes one group.
class Gate {
 public:
  explicit Gate(storage::Database& database) {
    std::promise<void> entered;
    auto is_in = entered.get_future();
    database.write(
        [this, &entered](models::Transaction&) {
          entered.set_value();
          open_.get_future().wait();
          return false;
        },
        [this](const std::exception_ptr&) { passed_.set_value(); });
    is_in.wait();
  }
  void open() {
    open_.set_value();
    passed_.get_future().wait();
  }

 private:
  std::promise<void> open_;
  std::promise<void> passed_;
};

class Transactions : public support::StorageTest {
 protected:
  std::vector<std::string> villages() {
    std::vector<std::string> codes;
    for (const auto& village : read([](auto& tx) { return tx.villages().list(); }))
      codes.push_back(village.code);
    return codes;
  }
  void open_with(const storage::DatabaseLimits& limits) {
    limits_ = limits;
    reopen();
  }
};
LAMPLIGHTER_EVERY_STORAGE(Transactions);

TEST_P(Transactions, FalseRollsBack) {
  bool told = false;
  database().write_now([&](auto& tx) {
    tx.villages().save(support::sample_village("v1"));
    told = tx.villages().find("v1").has_value();
    return false;
  });
  EXPECT_TRUE(told);
  EXPECT_TRUE(villages().empty());
}

TEST_P(Transactions, ARuleThatWasSavedInVainIsNotKnownAfterwards) {
  write([](auto& tx) {
    tx.catalog().save(support::sample_class("c"));
    tx.catalog().save(support::sample_kind("K1", "c"));
  });
  const auto skill = [](models::Transaction& tx) { return tx.catalog().find_kind("K1").value().skill; };
  const auto as_stored = write(skill);
  for (const bool thrown : {false, true}) {
    try {
      database().write_now([&](auto& tx) -> bool {
        auto kind = tx.catalog().find_kind("K1").value();
        kind.skill = "another";
        tx.catalog().save(kind);
        EXPECT_EQ(skill(tx), "another");
        if (thrown) throw std::domain_error("mine");
        return false;
      });
    } catch (const std::domain_error&) {
    }
    EXPECT_EQ(write(skill), as_stored);
  }
}

TEST_P(Transactions, AnExceptionRollsBackAndReachesTheCaller) {
  EXPECT_THROW(database().write_now([](auto& tx) -> bool {
    tx.villages().save(support::sample_village("v1"));
    throw std::domain_error("mine");
  }),
               std::domain_error);
  EXPECT_TRUE(villages().empty());
  EXPECT_THROW(database().read_now([](auto&) { throw std::domain_error("mine"); }), std::domain_error);
  write([](auto& tx) { tx.villages().save(support::sample_village("v2")); });
  EXPECT_THAT(villages(), ElementsAre("v2"));
}

TEST_P(Transactions, AChangeIsWholeEvenWhenItsLastPartFails) {
  const auto town = write([](auto& tx) { return support::make_town(tx); });
  EXPECT_THROW(write([&](auto& tx) {
                 const auto id = tx.work_orders().insert(support::full_order(town, 1));
                 tx.events().append({});
                 tx.notes().insert({{}, id, "", {}, "", {}});
                 tx.reports().insert(support::bare_report(1));
                 tx.reports().insert(support::bare_report(1));
               }),
               storage::ConstraintFailed);
  read([](auto& tx) {
    EXPECT_FALSE(tx.work_orders().find(models::WorkOrderId{1}));
    EXPECT_EQ(tx.events().last(), models::EventId{});
    EXPECT_FALSE(tx.reports().find_by_token("token-1"));
    EXPECT_EQ(tx.dashboard().read({}, {}).by_village.size(), 0U);
  });
}

TEST_P(Transactions, AGroupSharesOneCommitAndOnlyWhatFailedVanishes) {
  Gate gate(database());
  const auto commits = database().figures().commits;
  std::mutex mutex;
  std::vector<std::string> answers(20, "none");
  std::atomic<int> open_answers{20};
  std::promise<void> all;
  for (int i = 0; i < 20; ++i)
    database().write(
        [i](models::Transaction& tx) {
          tx.villages().save(support::sample_village("v" + std::to_string(100 + i)));
          if (i == 7) throw std::domain_error("seven");
          if (i == 8) tx.reports().find(models::ReportId{1});
          if (i == 9) tx.notes().insert({{}, models::WorkOrderId{99}, "", {}, "", {}});
          return i != 3;
        },
        [&, i](const std::exception_ptr& error) {
          const std::lock_guard lock(mutex);
          answers[static_cast<std::size_t>(i)] =
              is_about_another_row(error) ? "foreign key" : message_of(error);
          if (--open_answers == 0) all.set_value();
        });
  EXPECT_EQ(database().figures().write_queue, 20U);
  gate.open();
  all.get_future().wait();
  EXPECT_EQ(database().figures().commits, commits + 2);  // the gate's and the group's
  std::set<std::string> expected;
  for (std::size_t i = 0; i < 20; ++i) {
    EXPECT_EQ(answers[i], i == 7 ? "seven" : i == 9 ? "foreign key" : "") << i;
    if (i != 3 && i != 7 && i != 9) expected.insert("v" + std::to_string(100 + i));
  }
  EXPECT_THAT(villages(), testing::ElementsAreArray(expected));
}

TEST_P(Transactions, AGroupHasALimit) {
  storage::DatabaseLimits limits;
  limits.group_commit = 4;
  open_with(limits);
  Gate gate(database());
  const auto commits = database().figures().commits;
  for (int i = 0; i < 10; ++i) database().write([](auto&) { return true; }, [](auto) {});
  gate.open();
  write([](auto&) {});
  EXPECT_GE(database().figures().commits, commits + 1 + 3);
}

TEST_P(Transactions, TheAnswerComesAfterTheCommit) {
  for (int i = 0; i < 20; ++i) {
    std::promise<bool> seen;
    const auto code = "v" + std::to_string(i);
    database().write(
        [&](auto& tx) {
          tx.villages().save(support::sample_village(code));
          return true;
        },
        [&](const std::exception_ptr&) {
          // Asked from the answer itself: a reader must see the change already.
          database().read([&](auto& tx) { seen.set_value(tx.villages().find(code).has_value()); },
                          [](auto) {});
        });
    EXPECT_TRUE(seen.get_future().get());
  }
}

TEST_P(Transactions, ReadersSeeOneStateThroughout) {
  std::promise<void> first_look, written;
  std::promise<std::pair<std::size_t, std::size_t>> result;
  database().read(
      [&](auto& tx) {
        const auto before = tx.villages().list().size();
        first_look.set_value();
        written.get_future().wait();
        result.set_value({before, tx.villages().list().size()});
      },
      [](auto) {});
  first_look.get_future().wait();
  write([](auto& tx) { tx.villages().save(support::sample_village("v1")); });
  written.set_value();
  EXPECT_EQ(result.get_future().get(), std::pair(std::size_t{0}, std::size_t{0}));
  EXPECT_EQ(villages().size(), 1U);
}

TEST_P(Transactions, ReadersDoNotWaitForTheWriterNorSeeWhatIsNotCommitted) {
  Gate gate(database());
  EXPECT_TRUE(villages().empty());
  gate.open();
}

TEST_P(Transactions, AReaderCannotWrite) {
  EXPECT_THROW(read([](auto& tx) { tx.villages().save(support::sample_village("v1")); }), std::logic_error);
  EXPECT_TRUE(villages().empty());
}

TEST_P(Transactions, ReadsRunBesideEachOther) {
  storage::DatabaseLimits limits;
  limits.readers = 3;
  open_with(limits);
  std::promise<void> together;
  auto wait = together.get_future().share();
  std::atomic<int> inside{0};
  std::vector<std::future<void>> all;
  all.reserve(3);
  for (int i = 0; i < 3; ++i)
    all.push_back(std::async(std::launch::async, [&] {
      database().read_now([&](auto&) {
        if (++inside == 3) together.set_value();
        wait.wait();
      });
    }));
  for (auto& one : all) one.get();
  EXPECT_EQ(inside, 3);
}

TEST_P(Transactions, FullQueuesAnswerBusyAtOnce) {
  storage::DatabaseLimits limits;
  limits.write_queue = 3;
  limits.read_queue = 2;
  limits.readers = 1;
  open_with(limits);
  Gate gate(database());
  std::atomic<int> done{0}, busy{0};
  const auto count = [&](const std::exception_ptr& error) {
    try {
      if (error) std::rethrow_exception(error);
      ++done;
    } catch (const storage::Busy&) {
      ++busy;
    }
  };
  for (int i = 0; i < 5; ++i) database().write([](auto&) { return true; }, count);
  EXPECT_EQ(busy, 2);
  EXPECT_THROW(write([](auto&) {}), storage::Busy);
  gate.open();

  std::promise<void> entered, leave;
  database().read(
      [&](auto&) {
        entered.set_value();
        leave.get_future().wait();
      },
      count);
  entered.get_future().wait();
  for (int i = 0; i < 5; ++i) database().read([](auto&) {}, count);
  EXPECT_EQ(busy, 5);
  leave.set_value();
  database().close();
  EXPECT_EQ(done, 3 + 1 + 2);
}

TEST_P(Transactions, CloseFinishesWhatWaitsAndRefusesTheRest) {
  std::atomic<int> done{0};
  for (int i = 0; i < 500; ++i)
    database().write(
        [i](auto& tx) {
          tx.villages().save(support::sample_village(std::to_string(i)));
          return true;
        },
        [&](const std::exception_ptr& error) { done += error == nullptr; });
  for (int i = 0; i < 50; ++i)
    database().read([](auto&) {}, [&](const std::exception_ptr& error) { done += error == nullptr; });
  database().close();
  EXPECT_EQ(done, 550);
  EXPECT_THROW(write([](auto&) {}), storage::Busy);
  EXPECT_THROW(read([](auto&) {}), storage::Busy);
  database().close();
  reopen();
  EXPECT_EQ(villages().size(), 500U);
}

TEST_P(Transactions, ListenersHearOfCommittedEventsOnly) {
  std::atomic<int> first{0}, second{0};
  database().on_commit([&] { ++first; });
  database().on_commit([&] { ++second; });
  const auto append = [&](bool keep) {
    database().write_now([keep](auto& tx) {
      tx.events().append({});
      return keep;
    });
  };
  append(true);
  append(false);
  write([](auto& tx) { tx.villages().save(support::sample_village("v1")); });
  append(true);
  database().close();
  EXPECT_EQ(first, 2);
  EXPECT_EQ(second, 2);
}

TEST_P(Transactions, AnAnswerThatThrowsHurtsNobodyElse) {
  database().write([](auto&) { return true; }, [](auto) { throw std::domain_error("mine"); });
  database().read([](auto&) {}, [](auto) { throw std::domain_error("mine"); });
  write([](auto& tx) { tx.villages().save(support::sample_village("v1")); });
  EXPECT_THAT(villages(), ElementsAre("v1"));
}

TEST_P(Transactions, ManyThreadsLoseNothing) {
  const auto town = write([](auto& tx) { return support::make_town(tx); });
  constexpr int threads = 8, each = 40;
  std::vector<std::thread> all;
  all.reserve(threads);
  std::atomic<int> torn{0};
  for (int t = 0; t < threads; ++t)
    all.emplace_back([&, t] {
      for (int i = 0; i < each; ++i) {
        database().write_now([&](auto& tx) {
          auto order = support::full_order(town, t * 1000 + i);
          order.number = tx.work_orders().next_number({}, 0);
          models::Event event;
          event.work_order = tx.work_orders().insert(order);
          tx.events().append(event);
          return i % 5 != 4;
        });
        database().read_now([&](auto& tx) {
          models::WorkOrderQuery query;
          query.limit = 200;
          const auto orders = tx.work_orders().search(query).items.size();
          if (orders < 200 && orders != tx.events().list({}).size()) ++torn;
        });
      }
    });
  for (auto& thread : all) thread.join();
  EXPECT_EQ(torn, 0);
  // PostgreSQL never gives a number twice, not even one that was rolled back.
  EXPECT_GE(read([](auto& tx) { return tx.events().last().value; }), threads * each * 4 / 5);
  EXPECT_EQ(read([](auto& tx) { return tx.work_orders().find_by_number("LC19700101-0256"); })->number,
            "LC19700101-0256");
  const auto figures = database().figures();
  EXPECT_GE(figures.writes, std::uint64_t{threads * each});
  EXPECT_LE(figures.commits, figures.writes);
  EXPECT_GE(figures.reads, std::uint64_t{threads * each});
}

TEST_P(Transactions, CheckProvesAWriteAndARead) {
  const auto before = database().figures();
  EXPECT_NO_THROW(database().check());
  EXPECT_EQ(database().figures().writes, before.writes + 1);
  EXPECT_EQ(database().figures().reads, before.reads + 1);
  database().close();
  EXPECT_THROW(database().check(), storage::Busy);
}

}  // namespace
