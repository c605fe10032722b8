#include "server/district/inheritance.h"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "server/district/board.h"

namespace district {

struct Inheritance::Shared {
  Shared(storage::Database& given_own, const storage::DatabaseLimits& limits, std::string given_schema,
         InheritanceOptions given_options)
      : own(given_own),
        schema(std::move(given_schema)),
        neighbour(storage::open_neighbour(limits, schema, storage::NeighbourPart::rules)),
        options(std::move(given_options)) {}

  void run() {
    for (;;) {
      std::exception_ptr failure;
      try {
        look();
      } catch (...) {
        failure = std::current_exception();
      }
      tell(failure);
      std::unique_lock lock(mutex);
      if (wakes.wait_for(lock, options.every, [&] { return stopping; })) return;
    }
  }

  void look() {
    dispatch::DistrictRules rules;
    neighbour->read_now([&](models::Transaction& tx) { rules = dispatch::read_district_rules(tx); });
    const auto now = options.clock();
    {
      const std::lock_guard lock(mutex);
      read_at = now;
    }
    if (!own.on_duty()) return;
    bool would = false;
    own.read_now([&](models::Transaction& tx) { would = dispatch::would_inherit(tx, rules); });
    if (!would) return;
    own.write_now([&](models::Transaction& tx) {
      dispatch::inherit(tx, rules, now);
      return true;
    });
  }

  void tell(const std::exception_ptr& failure) {
    const auto word = problem_of(failure);
    {
      const std::lock_guard lock(mutex);
      const bool news = problem != word;
      problem = word;
      if (!news || !failure) return;
    }
    if (!options.on_error) return;
    try {
      std::rethrow_exception(failure);
    } catch (const std::exception& error) {
      options.on_error("inheritance", "district " + schema + ": " + error.what());
    }
  }

  storage::Database& own;
  const std::string schema;
  const std::unique_ptr<storage::Neighbour> neighbour;
  const InheritanceOptions options;
  std::mutex mutex;
  std::condition_variable wakes;
  bool stopping = false;
  std::optional<models::Time> read_at;
  std::string problem;
  std::thread thread;
};

Inheritance::Inheritance(storage::Database& own, const storage::DatabaseLimits& limits, std::string schema,
                         InheritanceOptions options)
    : shared_(std::make_unique<Shared>(own, limits, std::move(schema), std::move(options))) {}

Inheritance::~Inheritance() { stop(); }

void Inheritance::start() {
  shared_->thread = std::thread([this] { shared_->run(); });
}

void Inheritance::stop() {
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->stopping = true;
  }
  shared_->wakes.notify_all();
  if (shared_->thread.joinable()) shared_->thread.join();
}

storage::Neighbour& Inheritance::neighbour() { return *shared_->neighbour; }
const std::string& Inheritance::schema() const { return shared_->schema; }

Inheritance::Standing Inheritance::standing() const {
  const std::lock_guard lock(shared_->mutex);
  return {shared_->read_at, shared_->problem};
}

}  // namespace district
