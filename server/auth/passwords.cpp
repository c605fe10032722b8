#include "server/auth/passwords.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <new>
#include <thread>
#include <utility>
#include <vector>

#include "server/auth/nobodys_hash.h"
#include "server/auth/sodium.h"

namespace auth {
namespace asio = boost::asio;

namespace {

void wipe(std::string& secret) { sodium_memzero(secret.data(), secret.size()); }

}  // namespace

std::string hash_password(const std::string& password, const PasswordCost& cost) {
  start_sodium();
  std::array<char, crypto_pwhash_STRBYTES> text{};
  const auto passes = std::clamp<unsigned long long>(cost.passes, crypto_pwhash_argon2id_OPSLIMIT_MIN,
                                                     crypto_pwhash_argon2id_OPSLIMIT_MAX);
  const auto memory = std::max<std::size_t>(cost.memory_bytes, crypto_pwhash_argon2id_MEMLIMIT_MIN);
  if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), passes, memory,
                            crypto_pwhash_ALG_ARGON2ID13) != 0)
    throw std::bad_alloc();
  return text.data();
}

bool verify_password(const std::string& hash, const std::string& password) {
  start_sodium();
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

struct PasswordWorkers::State {
  struct Work {
    std::function<void()> run;
    std::function<void()> refuse;
  };

  State(PasswordCost cost_, Limits limits_) : cost(cost_), limits(limits_) {
    // Somebody who has no account is checked against this, so that the answer takes as long as any other.
    nobodys_hash = auth::nobodys_hash(cost);
    for (int i = 0; i < std::max(1, limits.threads); ++i) threads.emplace_back([this] { serve(); });
  }
  ~State() { stop(); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  bool push(Work work) {
    {
      const std::lock_guard lock(mutex);
      if (stopping || waiting.size() >= static_cast<std::size_t>(std::max(1, limits.queue))) return false;
      waiting.push_back(std::move(work));
    }
    wake.notify_one();
    return true;
  }

  void serve() {
    for (;;) {
      Work work;
      {
        std::unique_lock lock(mutex);
        wake.wait(lock, [this] { return stopping || !waiting.empty(); });
        if (stopping) return;
        work = std::move(waiting.front());
        waiting.pop_front();
      }
      work.run();
    }
  }

  void stop() {
    {
      const std::lock_guard lock(mutex);
      stopping = true;
    }
    wake.notify_all();
    for (auto& thread : threads)
      if (thread.joinable()) thread.join();
    std::deque<Work> left;
    {
      const std::lock_guard lock(mutex);
      left.swap(waiting);
    }
    for (auto& work : left) work.refuse();
  }

  const PasswordCost cost;
  const Limits limits;
  std::string nobodys_hash;
  std::mutex mutex;
  std::condition_variable wake;
  std::deque<Work> waiting;
  bool stopping = false;
  std::vector<std::thread> threads;
};

namespace {

// Runs `compute` on a worker and finishes `handler` on the executor of whoever waits. `refused` is the answer
// when there is no room or no memory.
template <class Answer, class Push, class Compute, class Handler>
void dispatch_work(Push push, Compute compute, Answer refused, Handler handler) {
  auto executor = asio::get_associated_executor(handler);
  auto guard = std::make_shared<asio::executor_work_guard<decltype(executor)>>(executor);
  auto held = std::make_shared<Handler>(std::move(handler));
  auto finish = [executor, guard, held](Answer answer) {
    asio::post(executor, [held, answer = std::move(answer)]() mutable {
      // Moved out, so that the coroutine's frame never ends on a worker that still holds its copy of `held`.
      Handler now = std::move(*held);
      now(std::move(answer));
    });
    guard->reset();
  };
  auto run = [finish, compute, refused] {
    Answer answer = refused;
    try {
      answer = compute();
    } catch (const std::bad_alloc&) {
      answer = refused;
    }
    finish(std::move(answer));
  };
  auto refuse = [finish, refused] { finish(refused); };
  if (!push(std::move(run), refuse)) refuse();
}

}  // namespace

PasswordWorkers::PasswordWorkers(PasswordCost cost) : PasswordWorkers(cost, Limits{}) {}
PasswordWorkers::PasswordWorkers(PasswordCost cost, Limits limits)
    : state_(std::make_unique<State>(cost, limits)) {}
PasswordWorkers::~PasswordWorkers() = default;

void PasswordWorkers::stop() { state_->stop(); }

boost::asio::awaitable<PasswordWorkers::Verdict> PasswordWorkers::verify(std::string hash,
                                                                         std::string password) {
  State* state = state_.get();
  const bool known = !hash.empty();
  auto secrets = std::make_shared<std::pair<std::string, std::string>>(
      known ? std::move(hash) : state->nobodys_hash, std::move(password));
  auto compute = [secrets, known] {
    const bool right = verify_password(secrets->first, secrets->second);
    wipe(secrets->second);
    return right && known ? Verdict::right : Verdict::wrong;
  };
  auto push = [state](std::function<void()> run, std::function<void()> refuse) {
    return state->push({std::move(run), std::move(refuse)});
  };
  auto initiation = [push, compute](auto handler) {
    dispatch_work(push, compute, Verdict::busy, std::move(handler));
  };
  const Verdict verdict = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Verdict)>(
      initiation, asio::use_awaitable);
  co_return verdict;
}

boost::asio::awaitable<std::string> PasswordWorkers::hash(std::string password) {
  State* state = state_.get();
  auto secret = std::make_shared<std::string>(std::move(password));
  auto compute = [secret, cost = state->cost] {
    std::string text = hash_password(*secret, cost);
    wipe(*secret);
    return text;
  };
  auto push = [state](std::function<void()> run, std::function<void()> refuse) {
    return state->push({std::move(run), std::move(refuse)});
  };
  auto initiation = [push, compute](auto handler) {
    dispatch_work(push, compute, std::string(), std::move(handler));
  };
  std::string text = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(std::string)>(
      initiation, asio::use_awaitable);
  co_return text;
}

}  // namespace auth
