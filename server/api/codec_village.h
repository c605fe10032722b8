#pragma once
#include <string>
#include <vector>

#include "models/error.h"
#include "models/village.h"
#include "server/api/village_view.h"

namespace api {

/// A neighbour's word on a repair.
///
/// Shape   voice: 16 to 64 letters and digits that a browser made up for itself
struct VoiceInput {
  std::string voice;
  bool solved = false;
};
models::Result<VoiceInput> parse_voice(const std::string& body);

struct UpdatesInput {
  bool wanted = false;
  std::string phone;
};
models::Result<UpdatesInput> parse_updates(const std::string& body);

std::string write(const models::Village& village, const std::vector<VillageOrder>& orders);
std::string write(const VillageOrder& order);

}  // namespace api
