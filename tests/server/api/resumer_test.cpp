// Coroutines are brought back to the threads that answer: each once, also when many become ready together.
#include "server/api/resumer.h"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <chrono>
#include <thread>
#include <vector>

namespace {

namespace asio = boost::asio;

struct Counts {
  std::atomic<int> resumed{0};
  std::atomic<int> gone{0};
  std::atomic<int> elsewhere{0};  ///< resumed on a thread that does not answer
};
thread_local bool answers = false;

class Waiter final : public api::Waiting {
 public:
  explicit Waiter(Counts& counts) : counts_(counts) {}
  ~Waiter() override { ++counts_.gone; }
  void resume() override {
    if (!answers) ++counts_.elsewhere;
    ++counts_.resumed;
  }

 private:
  Counts& counts_;
};

TEST(Resumer, BringsEachBackOnceOnAThreadOfTheContext) {
  constexpr int threads = 3, each = 5000;
  asio::io_context io{2};
  Counts counts;
  auto& resumer = asio::use_service<api::Resumer>(io);
  {
    auto guard = asio::make_work_guard(io);
    std::vector<std::jthread> all;
    all.reserve(2);
    for (int i = 0; i < 2; ++i)
      all.emplace_back([&io] {
        answers = true;
        io.run();
      });
    std::vector<std::jthread> databases;
    databases.reserve(threads);
    for (int i = 0; i < threads; ++i)
      databases.emplace_back([&] {
        for (int k = 0; k < each; ++k) resumer.add(std::make_unique<Waiter>(counts));
      });
    databases.clear();
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{30};
    while (counts.gone < threads * each && std::chrono::steady_clock::now() < end)
      std::this_thread::sleep_for(std::chrono::milliseconds{1});
    guard.reset();
  }
  EXPECT_EQ(counts.resumed, threads * each);
  EXPECT_EQ(counts.gone, threads * each);
  EXPECT_EQ(counts.elsewhere, 0);
}

// Else those under way grow without end while much comes in anew: between two turns all of that has its own.
TEST(Resumer, BringsManyBackInFewTurns) {
  constexpr int many = 4096, turns = 12;
  asio::io_context io;
  Counts counts;
  auto& resumer = asio::use_service<api::Resumer>(io);
  for (int i = 0; i < many; ++i) resumer.add(std::make_unique<Waiter>(counts));
  for (int i = 0; i < turns; ++i) io.run_one();
  EXPECT_EQ(counts.resumed, many);
}

TEST(Resumer, LetsGoOfWhatWaitsWhenTheContextEnds) {
  Counts counts;
  {
    asio::io_context io;
    auto& resumer = asio::use_service<api::Resumer>(io);
    for (int i = 0; i < 20; ++i) resumer.add(std::make_unique<Waiter>(counts));
  }
  EXPECT_EQ(counts.resumed, 0);
  EXPECT_EQ(counts.gone, 20);
}

}  // namespace
