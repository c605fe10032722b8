#pragma once
#include <memory>

#include "server/storage/database.h"
#include "server/storage/sql/transaction.h"

namespace sql {

/// A connection that reads. Every read sees one state of the database from its beginning to its end.
class ReaderSession {
 public:
  explicit ReaderSession(std::unique_ptr<Connection> opened)
      : connection_(std::move(opened)), transaction_(*connection_) {
    // SQLite opens the log with the first read: from now on this connection knows where the log ends.
    connection_->prepare("SELECT count FROM checks").run();
  }

  /// Errors  rethrows what the work or the database threw; then end() says whether it may go on
  void perform(const storage::Database::ReadWork& work) {
    connection_->begin_read();
    work(transaction_);
    connection_->commit();
  }

  /// After a failure. False: it cannot be trusted any more, another one must be opened.
  bool end() noexcept {
    try {
      if (connection_->in_transaction()) connection_->prepare("ROLLBACK").run();
      return true;
    } catch (...) {
      return false;
    }
  }

 private:
  std::unique_ptr<Connection> connection_;
  Transaction transaction_;
};

}  // namespace sql
