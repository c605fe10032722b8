#pragma once
#include <string>
#include <vector>

#include "models/catalog.h"
#include "models/error.h"

namespace api {

/// Errors  of all: invalid with every wrong field
models::Result<models::ColdWave> parse_cold_wave(const std::string& body);

std::string write(const models::ColdWave& wave);
std::string write(const std::vector<models::ColdWave>& waves);
std::string write(const models::Calendar& calendar);
std::string write(const std::vector<models::Calendar>& calendars);
std::string write(const models::SlaPolicy& policy);

}  // namespace api
