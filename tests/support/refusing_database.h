#pragma once
#include <atomic>
#include <exception>
#include <utility>

#include "server/storage/database.h"

namespace support {

/// A database that refuses the next changes it is asked for, as a full disk would; or on which another server
/// is on duty.
class RefusingDatabase final : public storage::Database {
 public:
  RefusingDatabase(storage::Database& inner, int times) : inner_(inner), left_(times) {}
  void refuse(int times) { left_ = times; }
  int left() const { return left_; }
  void let_another_be_on_duty(bool another) { another_on_duty_ = another; }
  bool on_duty() const override { return !another_on_duty_; }

  void write(WriteWork work, Done done) override {
    if (left_ > 0) {
      --left_;
      return done(std::make_exception_ptr(storage::WriteFailed("no space", true)));
    }
    inner_.write(std::move(work), std::move(done));
  }
  void read(ReadWork work, Done done) override { inner_.read(std::move(work), std::move(done)); }
  void on_commit(std::function<void()> listener) override { inner_.on_commit(std::move(listener)); }
  void act_as(models::AuditEntry entry) override { inner_.act_as(std::move(entry)); }
  storage::DatabaseFigures figures() const override { return inner_.figures(); }
  void check() override { inner_.check(); }
  void close() override { inner_.close(); }

 private:
  storage::Database& inner_;
  std::atomic<int> left_;
  std::atomic<bool> another_on_duty_{false};
};

}  // namespace support
