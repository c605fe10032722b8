#pragma once
#include <string>

#include "dispatch/shifts.h"
#include "models/error.h"

namespace api {

// Each reads a request body; errors: invalid with every wrong field.
models::Result<std::string> parse_sign_on(const std::string& body);
models::Result<dispatch::HandOver> parse_hand_over(const std::string& body);

std::string write(const models::Shift& shift);
std::string write(const dispatch::ShiftView& view);
std::string write(const dispatch::HandedOver& done);

}  // namespace api
