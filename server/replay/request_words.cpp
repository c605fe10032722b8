#include "server/replay/request_words.h"

#include <algorithm>
#include <array>
#include <utility>

namespace replay {
namespace {

using models::Channel;

constexpr std::array<std::pair<std::string_view, SourceStatus>, 9> statuses{{
    {"closed", SourceStatus::closed},
    {"completed", SourceStatus::closed},
    {"cancelled", SourceStatus::cancelled},
    {"canceled", SourceStatus::cancelled},
    {"referred out", SourceStatus::referred},
    {"referred", SourceStatus::referred},
    {"open", SourceStatus::open},
    {"in progress", SourceStatus::open},
    {"pending", SourceStatus::pending},
}};

constexpr std::array<std::pair<std::string_view, Way>, 10> ways{{
    {"call", {Channel::hotline, false}},
    {"phone", {Channel::hotline, false}},
    {"voicemail", {Channel::hotline, false}},
    {"fax", {Channel::hotline, false}},
    {"email", {Channel::api, false}},
    {"council's office", {Channel::api, false}},
    {"driver self report", {Channel::inspection, false}},
    {"mobile app", {Channel::web, true}},
    {"self service", {Channel::web, true}},
    {"web", {Channel::web, true}},
}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 12> names{{
    {"Bulky Items", "大件垃圾清运"},
    {"Graffiti Removal", "涂鸦清除"},
    {"Illegal Dumping Pickup", "乱倒垃圾清运"},
    {"Metal/Household Appliances", "废旧金属与家电清运"},
    {"Homeless Encampment", "露宿点清理"},
    {"Electronic Waste", "电子垃圾清运"},
    {"Dead Animal Removal", "动物尸体清理"},
    {"Other", "其他"},
    {"Single Streetlight Issue", "单盏路灯故障"},
    {"Multiple Streetlight Issue", "多盏路灯故障"},
    {"Report Water Waste", "浪费用水举报"},
    {"Feedback", "意见反馈"},
}};

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

template <class Table>
auto find(const Table& table, std::string_view word) {
  return std::find_if(table.begin(), table.end(), [&](const auto& entry) { return entry.first == word; });
}

}  // namespace

SourceStatus status_of(std::string_view word, bool has_closing_date) {
  const auto found = find(statuses, lower(word));
  if (found != statuses.end()) return found->second;
  return has_closing_date ? SourceStatus::closed : SourceStatus::open;
}

Way way_of(std::string_view source) {
  const auto found = find(ways, lower(source));
  return found != ways.end() ? found->second : Way{};
}

std::string chinese_name_of(const std::string& type) {
  const auto found = find(names, type);
  return found != names.end() ? std::string(found->second) : type;
}

}  // namespace replay
