#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dispatch/transfers.h"
#include "models/error.h"
#include "models/transfer.h"

namespace api {

/// A transfer with what its reader needs beside it.
///
/// Shape   sending: how its message goes, of one that is not taken yet
struct TransferView {
  models::Transfer transfer;
  std::string number;  ///< of the order
  std::optional<models::Delivery> sending{};
};

/// A system that the order could be given to.
struct TransferOffer {
  models::Destination destination;
  std::string service_code;  ///< that its table has for the order's fault kind; may be empty
  std::optional<models::ForeignOffer> offer{};
};

/// All transfers of an order, and what a further one could be.
///
/// Shape   offers: for whoever may give it away; usual_words: what is told when nobody writes anything else;
///         at_home: the exact place is told only when asked for
struct OrderTransfers {
  std::vector<TransferView> items{};
  std::vector<TransferOffer> offers{};
  std::string usual_words{};
  bool at_home = false;
};

/// What somebody says when they look at it, or call it back.
struct TransferWords {
  bool done = false;
  std::string words;
};

models::Result<dispatch::NewTransfer> parse_transfer(const std::string& body);
models::Result<TransferWords> parse_transfer_check(const std::string& body);
models::Result<std::string> parse_transfer_withdrawal(const std::string& body);

std::string write(const TransferView& view);
std::string write(const models::Page<TransferView>& page);
std::string write(const OrderTransfers& transfers);
std::string write(const std::optional<models::ForeignOffer>& offer);

}  // namespace api
