#pragma once
#include <stdexcept>

#include "tests/support/memory_store.h"

namespace support {

struct MemoryTowns final : models::TownStore {
  explicit MemoryTowns(MemoryData& all) : data(all) {}
  MemoryData& data;
  void save(const models::Town& town) override { data.towns[town.code] = town; }
  std::optional<models::Town> find(std::string_view code) override {
    const auto found = data.towns.find(code);
    return found == data.towns.end() ? std::nullopt : std::optional(found->second);
  }
  std::vector<models::Town> list() override {
    std::vector<models::Town> all;
    for (const auto& [code, town] : data.towns) all.push_back(town);
    return all;
  }
  void remove(std::string_view code) override { data.towns.erase(std::string(code)); }
  // No rule looks at another town.
  models::TownCount count(models::Time, models::Time) override { throw std::logic_error("not here"); }
  models::Page<models::TownOrder> orders(const models::TownOrderQuery&) override {
    throw std::logic_error("not here");
  }
};

}  // namespace support
