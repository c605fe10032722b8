#include "server/tracing/exporter.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <iterator>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "server/tracing/codec_spans.h"

namespace tracing {

struct Exporter::Shared {
  explicit Shared(ExporterOptions given) : options(std::move(given)) {}

  void send(const std::vector<Span>& spans) {
    bool taken = false;
    try {
      taken = options.post(to_otlp(spans, options.version));
    } catch (const std::exception&) {
      taken = false;  // told by the counter: a trace is worth no error in the log for each batch
    }
    (taken ? sent : lost) += spans.size();
  }

  std::vector<Span> some() {
    std::vector<Span> spans;
    const auto count = std::min(queue.size(), options.batch);
    const auto end = queue.begin() + static_cast<std::ptrdiff_t>(count);
    std::move(queue.begin(), end, std::back_inserter(spans));
    queue.erase(queue.begin(), end);
    return spans;
  }

  void run() {
    std::unique_lock lock(mutex);
    for (;;) {
      wakes.wait_for(lock, options.every, [this] { return stopping || queue.size() >= options.batch; });
      const bool last = stopping;
      if (auto spans = some(); !spans.empty()) {
        lock.unlock();
        send(spans);
        lock.lock();
      }
      if (last) return;
    }
  }

  const ExporterOptions options;
  mutable std::mutex mutex;
  std::condition_variable wakes;
  bool stopping = false;
  std::vector<Span> queue;
  std::atomic<std::uint64_t> sent{0}, dropped{0}, lost{0};
  std::thread thread;
};

Exporter::Exporter(ExporterOptions options) : shared_(std::make_unique<Shared>(std::move(options))) {}
Exporter::~Exporter() { stop(); }

void Exporter::start() {
  if (!shared_->thread.joinable()) shared_->thread = std::thread([this] { shared_->run(); });
}

void Exporter::stop() {
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->stopping = true;
  }
  shared_->wakes.notify_all();
  if (shared_->thread.joinable()) shared_->thread.join();
}

void Exporter::add(Span span) {
  if (!span.context.sampled) return;
  bool full = false;
  {
    const std::lock_guard lock(shared_->mutex);
    if (shared_->stopping || shared_->queue.size() >= shared_->options.waiting) {
      ++shared_->dropped;
      return;
    }
    shared_->queue.push_back(std::move(span));
    full = shared_->queue.size() >= shared_->options.batch;
  }
  if (full) shared_->wakes.notify_one();
}

ExporterFigures Exporter::figures() const { return {shared_->sent, shared_->dropped, shared_->lost}; }

}  // namespace tracing
