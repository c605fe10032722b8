#pragma once
#include <string>
#include <vector>

#include "dispatch/push.h"
#include "dispatch/short_messages.h"
#include "models/delivery.h"
#include "models/error.h"

namespace api {

/// A delivery with what its reader needs beside it.
struct DeliveryView {
  models::Delivery delivery;
  std::string destination_name;
  std::string text;    ///< the words that go out, or went
  std::string number;  ///< of the order
};

// Each reads a request body; errors: invalid with every wrong field.
models::Result<models::Destination> parse_destination(const std::string& body);
models::Result<models::MessageTemplate> parse_message_template(const std::string& body,
                                                               models::EventKind about);

/// Shape   secret: only whether there is one
std::string write(const models::Destination& destination);
/// The same with the secret in clear, once, when it was made here.
std::string write_new(const models::Destination& destination, const std::string& secret);
std::string write(const std::vector<models::Destination>& destinations);
std::string write(const models::MessageTemplate& text);
/// Shape   every kind with its words, the town's or the program's, and the variables
std::string write_templates(const std::vector<models::MessageTemplate>& all,
                            const std::vector<std::string_view>& variables);
std::string write(const DeliveryView& delivery);
std::string write(const models::Page<DeliveryView>& page, const models::DeliveryCounts& counts);

/// The destination whose dead messages go out again; none: all.
models::Result<models::DestinationId> parse_resending(const std::string& body);
std::string write_count(int count);

models::Result<dispatch::NewSubscription> parse_subscription(const std::string& body);
/// The endpoint that is to go.
models::Result<std::string> parse_endpoint(const std::string& body);
std::string write_push_key(const std::string& open);
std::string write_told(bool told);  ///< whether a reporter's telephone is told now

}  // namespace api
