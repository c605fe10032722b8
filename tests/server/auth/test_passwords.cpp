#include <gtest/gtest.h>
#include <sodium.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <thread>
#include <vector>

#include "server/auth/nobodys_hash.h"
#include "server/auth/passwords.h"

namespace {
namespace asio = boost::asio;
using auth::PasswordWorkers;
using Verdict = PasswordWorkers::Verdict;

constexpr auth::PasswordCost cheap{64 * 1024, 1};

template <class T>
T run(boost::asio::awaitable<T> work) {
  asio::io_context io;
  T answer{};
  std::exception_ptr failure;
  asio::co_spawn(io, std::move(work), [&](std::exception_ptr error, T value) {
    failure = error;
    answer = std::move(value);
  });
  io.run_for(std::chrono::seconds(60));
  if (failure) std::rethrow_exception(failure);
  return answer;
}

}  // namespace

TEST(Passwords, TheRightOneVerifiesAndOthersDoNot) {
  const std::string hash = auth::hash_password("点灯人 lamp", cheap);
  EXPECT_EQ(hash.rfind("$argon2id$", 0), 0u) << hash;
  EXPECT_TRUE(auth::verify_password(hash, "点灯人 lamp"));
  EXPECT_FALSE(auth::verify_password(hash, "点灯人 lamp "));
  EXPECT_FALSE(auth::verify_password(hash, ""));
  EXPECT_FALSE(auth::verify_password(hash, std::string("点灯人 lamp\0", 15)));
  EXPECT_FALSE(auth::verify_password("", "点灯人 lamp"));
  EXPECT_FALSE(auth::verify_password("$argon2id$v=19$nonsense", "点灯人 lamp"));
}

TEST(Passwords, TwoHashesOfOnePasswordDiffer) {
  EXPECT_NE(auth::hash_password("same", cheap), auth::hash_password("same", cheap));
}

TEST(Passwords, TheCostIsWrittenIntoTheHash) {
  const std::string hash = auth::hash_password("x", {19u * 1024 * 1024, 2});
  EXPECT_NE(hash.find("m=19456,t=2,"), std::string::npos) << hash;
}

TEST(PasswordWorkers, VerifyAndHash) {
  PasswordWorkers workers(cheap);
  const std::string hash = run(workers.hash("secret"));
  EXPECT_EQ(run(workers.verify(hash, "secret")), Verdict::right);
  EXPECT_EQ(run(workers.verify(hash, "Secret")), Verdict::wrong);
}

TEST(PasswordWorkers, AnUnknownNameIsAlwaysWrongAndTakesAsLong) {
  // CPU time of the whole process, not wall time: what is compared is the work done, at a cost of about 8 MiB
  // and 3 passes. A path that skips the hash does less than a hundredth of it.
  PasswordWorkers workers({8u * 1024 * 1024, 3}, {.threads = 1, .queue = 8});
  const std::string hash = run(workers.hash("secret"));
  const auto cpu_of = [&](const std::string& stored) {
    const std::clock_t before = std::clock();
    for (int i = 0; i < 5; ++i) EXPECT_EQ(run(workers.verify(stored, "guess")), Verdict::wrong);
    return static_cast<double>(std::clock() - before);
  };
  const double known = cpu_of(hash);
  const double unknown = cpu_of("");
  EXPECT_GT(unknown, known * 0.2);
  EXPECT_LT(unknown, known * 5.0);
}

TEST(PasswordWorkers, ResumeOnTheThreadOfTheCaller) {
  PasswordWorkers workers(cheap);
  asio::io_context io;
  std::thread::id after;
  const auto work = [&]() -> asio::awaitable<void> {
    (void)co_await workers.verify("", "x");
    after = std::this_thread::get_id();
  };
  asio::co_spawn(io, work(), [](std::exception_ptr error) { EXPECT_FALSE(error); });
  io.run_for(std::chrono::seconds(60));
  EXPECT_EQ(after, std::this_thread::get_id());
}

TEST(PasswordWorkers, AFullQueueAnswersBusyAndTheRestAreServed) {
  PasswordWorkers workers({4u * 1024 * 1024, 3}, {.threads = 1, .queue = 2});
  asio::io_context io;
  int busy = 0;
  int wrong = 0;
  constexpr int asked = 12;
  for (int i = 0; i < asked; ++i) {
    asio::co_spawn(io, workers.verify("", "x"), [&](std::exception_ptr error, Verdict verdict) {
      EXPECT_FALSE(error);
      (verdict == Verdict::busy ? busy : wrong)++;
    });
  }
  io.run_for(std::chrono::seconds(60));
  EXPECT_EQ(busy + wrong, asked);
  EXPECT_GE(busy, 1);
  EXPECT_GE(wrong, 2);
}

TEST(PasswordWorkers, StopAnswersThoseWhoWaitAndJoins) {
  PasswordWorkers workers({8u * 1024 * 1024, 4}, {.threads = 1, .queue = 64});
  asio::io_context io;
  int answered = 0;
  for (int i = 0; i < 16; ++i) {
    asio::co_spawn(io, workers.hash("x"), [&](std::exception_ptr error, const std::string&) {
      EXPECT_FALSE(error);
      ++answered;
    });
  }
  io.poll();
  workers.stop();
  workers.stop();
  io.restart();
  io.run_for(std::chrono::seconds(60));
  EXPECT_EQ(answered, 16);
  EXPECT_EQ(run(workers.verify("", "x")), Verdict::busy);
  EXPECT_EQ(run(workers.hash("x")), "");
}

TEST(PasswordWorkers, ManyCallersOnManyThreads) {
  PasswordWorkers workers({8 * 1024, 1}, {.threads = 2, .queue = 1000});
  const std::string hash = auth::hash_password("secret", {8 * 1024, 1});
  asio::io_context io;
  std::atomic<int> right = 0;
  for (int i = 0; i < 200; ++i)
    asio::co_spawn(io, workers.verify(hash, i % 2 == 0 ? "secret" : "other"),
                   [&](std::exception_ptr error, Verdict verdict) {
                     if (!error && verdict == Verdict::right) ++right;
                   });
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([&io] { io.run_for(std::chrono::seconds(60)); });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(right, 100);
}

// Checking it must take as long as checking somebody's: the same parameters, readable, and never right.
TEST(Passwords, NobodysHashIsCheckedLikeARealOneAndIsOfNoPassword) {
  const auth::PasswordCost cost{128 * 1024, 2};
  const auto hash = auth::nobodys_hash(cost);
  EXPECT_EQ(hash.size(), auth::hash_password("secret", cost).size());
  EXPECT_EQ(crypto_pwhash_str_needs_rehash(hash.c_str(), cost.passes, cost.memory_bytes), 0) << hash;
  EXPECT_NE(crypto_pwhash_str_needs_rehash(hash.c_str(), cost.passes + 1, cost.memory_bytes), 0);
  EXPECT_FALSE(auth::verify_password(hash, "secret"));
  EXPECT_NE(hash, auth::nobodys_hash(cost));
}
