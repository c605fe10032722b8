#pragma once
#include <string>

#include "dispatch/assignment/breaches.h"

namespace api {

std::string write(const dispatch::BreachForecast& forecast);

}  // namespace api
