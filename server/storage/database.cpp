#include "server/storage/database.h"

#include <future>

namespace storage {
namespace {

template <class Start>
void wait_for(const Start& start) {
  std::promise<void> promise;
  auto future = promise.get_future();
  start([&promise](const std::exception_ptr& error) {
    if (error)
      promise.set_exception(error);
    else
      promise.set_value();
  });
  future.get();
}

}  // namespace

void Database::write_now(const WriteWork& work) {
  wait_for([&](Done done) { write(work, std::move(done)); });
}

void Database::read_now(const ReadWork& work) {
  wait_for([&](Done done) { read(work, std::move(done)); });
}

}  // namespace storage
