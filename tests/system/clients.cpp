#include "tests/system/clients.h"

namespace system_tests {

using namespace std::chrono_literals;

Clients::Clients(std::vector<std::uint16_t> ports, int count, std::string words)
    : words_(std::move(words)), caller_(ports.at(0)), ports_(std::move(ports)) {
  caller_.sign_in("operator");
  for (int client = 0; client < count; ++client)
    threads_.emplace_back([this, client] { write_until_stopped(client); });
}

void Clients::servers_are_at(std::vector<std::uint16_t> ports) {
  const std::lock_guard lock(mutex_);
  ports_ = std::move(ports);
}

std::size_t Clients::acknowledged() const {
  const std::lock_guard lock(mutex_);
  return ledger_.size();
}

bool Clients::acknowledge(std::size_t more, std::chrono::milliseconds limit) const {
  const auto wanted = acknowledged() + more;
  const auto until = std::chrono::steady_clock::now() + limit;
  while (acknowledged() < wanted) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(2ms);
  }
  return true;
}

const std::map<std::string, std::string>& Clients::stop() {
  stopping_ = true;
  for (auto& thread : threads_)
    if (thread.joinable()) thread.join();
  return ledger_;
}

std::string Clients::complaint() const {
  const std::lock_guard lock(mutex_);
  return complaint_;
}

void Clients::write_until_stopped(int client) {
  for (int number = 0; !stopping_; ++number)
    write_one(words_ + std::to_string(client) + "x" + std::to_string(number) + "end");
}

void Clients::write_one(const std::string& words) {
  const auto give_up = std::chrono::steady_clock::now() + 60s;
  while (std::chrono::steady_clock::now() < give_up) {
    try {
      const auto posted = next().post_report(words, "key-" + words);
      const std::lock_guard lock(mutex_);
      if (posted.status == 201) {
        ledger_[words] = posted.id;
        return;
      }
      if (posted.status != 503) complaint_ = words + " was answered " + std::to_string(posted.status);
    } catch (const std::exception&) {
      std::this_thread::sleep_for(5ms);  // the server is away: an unknown result, so the same key again
    }
  }
  const std::lock_guard lock(mutex_);
  complaint_ = words + " was never acknowledged";
}

Caller Clients::next() const {
  const std::lock_guard lock(mutex_);
  auto caller = caller_;
  caller.move_to(ports_[turn_++ % ports_.size()]);
  return caller;
}

}  // namespace system_tests
