#include "server/town/generator.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "server/town/pinyin.h"
#include "server/town/village_plan.h"

namespace town {
namespace {

using models::Facility;

constexpr std::size_t lamps_in_lane = 20;
constexpr std::size_t lamps_in_circuit = 40;  // on average; 20 to 60

const std::vector<std::string> surnames{"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周",
                                        "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭",
                                        "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯",
                                        "于", "董", "萧", "程", "曹", "袁", "邓", "许", "傅"};
const std::vector<std::string> given_first{"秀", "桂", "玉", "淑", "建", "国", "志", "文",
                                           "明", "海", "春", "永", "德", "宝", "金", "景",
                                           "凤", "红", "晓", "立", "广", "长", "振", "福"};
const std::vector<std::string> given_second{"兰", "英", "珍", "华", "芳", "军", "强", "平",
                                            "林", "生", "山", "成", "祥", "云", "霞", "荣",
                                            "梅", "利", "才", "东", "来", "顺", "清", ""};

struct Machine {
  const char* brand;
  const char* model;
  const char* power_kw;
};
const std::vector<Machine> machines{{"示例热泵甲", "JIA-80", "2.6"},  {"示例热泵甲", "JIA-100", "3.2"},
                                    {"示例热泵乙", "YI-12", "3.8"},   {"示例热泵丙", "BING-9", "2.9"},
                                    {"示例热泵丙", "BING-14", "4.5"}, {"示例热泵丁", "DING-10", "3.1"}};

std::string digits(std::size_t number, int width) {
  char text[32];
  std::snprintf(text, sizeof text, "%0*zu", width, number);
  return text;
}

models::Duties duties(const std::string& owner, const std::string& duty) {
  return {owner, "潞城镇管护中心（演示）", duty, "镇级统一管护，村级网格员协助", "镇级管护经费（演示）"};
}

// The last three digits of the statistics code: short enough for a label, unique in the town.
std::string short_code(const models::Village& village) {
  return village.code.size() > 3 ? village.code.substr(village.code.size() - 3) : village.code;
}

/// Makes the facilities of one village after the other.
class Generator {
 public:
  Generator(const std::vector<TownVillage>& villages, const TownFigures& figures)
      : figures_(figures), chance_(figures.seed) {
    for (const auto& village : villages)
      if (village.village.in_care) villages_.push_back(&village);
    for (std::size_t i = 0; i < villages_.size(); ++i) weights_.push_back(60 + chance_.below(60));
  }

  std::vector<Facility> run() {
    if (villages_.empty()) return {};
    const auto lamps = share_out(figures_.streetlights, weights_);
    for (std::size_t i = 0; i < villages_.size(); ++i)
      plans_.emplace_back(villages_[i]->village, (lamps[i] + lamps_in_lane - 1) / lamps_in_lane, chance_);
    // Every village gets its toilets evenly: people walk to them.
    const auto toilets = share_out(figures_.toilets, std::vector<std::size_t>(villages_.size(), 1));
    for (std::size_t i = 0; i < villages_.size(); ++i) add_toilets(i, toilets[i]);
    for (std::size_t i = 0; i < villages_.size(); ++i) add_streetlights(i, lamps[i]);
    const auto heaters = share_out_heaters();
    for (std::size_t i = 0; i < villages_.size(); ++i) add_heaters(i, heaters[i]);
    return std::move(facilities_);
  }

 private:
  std::vector<std::size_t> share_out_heaters() {
    std::vector<std::size_t> weights;
    std::size_t known = 0;
    for (std::size_t i = 0; i < villages_.size(); ++i) {
      const bool is_known = villages_[i]->village.name == figures_.known_village;
      if (is_known && villages_[i]->heater_village)
        known = std::min(figures_.known_heaters, figures_.heaters);
      weights.push_back(villages_[i]->heater_village && !is_known ? weights_[i] : 0);
    }
    std::vector<std::size_t> shares(villages_.size(), 0);
    if (std::any_of(weights.begin(), weights.end(), [](std::size_t weight) { return weight > 0; }))
      shares = share_out(figures_.heaters - known, weights);
    for (std::size_t i = 0; i < villages_.size(); ++i)
      if (villages_[i]->village.name == figures_.known_village) shares[i] = known;
    return shares;
  }

  Facility& add(const models::Village& village, const char* facility_class, std::string code) {
    auto& facility = facilities_.emplace_back();
    facility.code = std::move(code);
    facility.facility_class = facility_class;
    facility.village_code = village.code;
    return facility;
  }

  void add_toilets(std::size_t index, std::size_t count) {
    const auto& village = villages_[index]->village;
    for (std::size_t i = 1; i <= count; ++i) {
      auto& toilet = add(village, "toilet", "LC-WC-" + short_code(village) + "-" + digits(i, 2));
      const auto lane = chance_.below(plans_[index].lanes());
      toilet.name = village.name + " " + std::to_string(i) + "号公厕";
      toilet.address = village.name + "村 第" + std::to_string(lane + 1) + "排路口";
      toilet.position = plans_[index].at(lane, chance_.below(2) ? 0.98 : -0.98, 12);
      toilet.duties = duties(village.name + "村民委员会", "保洁、维修、防冻、全天开放");
      static const std::vector<const char*> grades{"二类", "三类", "三类"}, heating{"电暖", "伴热带", "无"};
      toilet.attributes = {{"grade", chance_.pick(grades)},
                           {"stalls", std::to_string(chance_.between(4, 12))},
                           {"accessible", chance_.below(3) ? "有" : "无"},
                           {"winter_heating", chance_.pick(heating)}};
      toilet.search_text = search_text(toilet, village.name);
    }
  }

  // Circuits of 20 to 60 lamps: as many as give about 40 each, with a little more or less.
  std::vector<std::size_t> circuits_of(std::size_t lamps) {
    const auto count = std::max<std::size_t>(1, (lamps + lamps_in_circuit / 2) / lamps_in_circuit);
    std::vector<std::size_t> weights;
    for (std::size_t i = 0; i < count; ++i) weights.push_back(35 + chance_.below(11));
    return share_out(lamps, weights);
  }

  void add_streetlights(std::size_t index, std::size_t lamps) {
    const auto& village = villages_[index]->village;
    std::size_t placed = 0, circuit = 0;
    for (const auto in_circuit : circuits_of(lamps)) {
      const auto number = digits(++circuit, 2);
      const bool solar = chance_.below(20) == 0;
      for (std::size_t i = 1; i <= in_circuit; ++i, ++placed) {
        const auto plate = short_code(village) + "-" + number + "-" + digits(i, 3);
        auto& lamp = add(village, "streetlight", "LC-SL-" + plate);
        const auto lane = placed / lamps_in_lane;
        const auto slot = static_cast<double>(placed % lamps_in_lane);
        lamp.name = village.name + " " + number + "回路 " + std::to_string(i) + "号灯";
        lamp.address = village.name + "村 第" + std::to_string(lane + 1) + "排路";
        lamp.position = plans_[index].at(lane, 2 * slot / (lamps_in_lane - 1) - 1);
        lamp.circuit = "LC-FC-" + short_code(village) + "-" + number;
        lamp.duties = duties(village.name + "村民委员会", "照明、电缆、控制箱维修");
        lamp.attributes = {{"pole_number", plate},
                           {"lamp_type", solar ? "太阳能" : "LED"},
                           {"power_w", solar ? "30" : "60"},
                           {"cabinet", "K" + short_code(village) + "-" + number}};
        lamp.search_text = search_text(lamp, village.name);
      }
    }
  }

  std::string make_household() {
    const auto& first = chance_.pick(given_first);
    return chance_.pick(surnames) + first + chance_.pick(given_second);
  }

  void add_heaters(std::size_t index, std::size_t count) {
    const auto& village = villages_[index]->village;
    const auto lanes = plans_[index].lanes();
    const auto in_lane = std::max<std::size_t>(1, (count + lanes - 1) / lanes);
    for (std::size_t i = 0; i < count; ++i) {
      auto& heater = add(village, "heater", "LC-HP-" + short_code(village) + "-" + digits(i + 1, 4));
      const auto lane = i / in_lane, house = i % in_lane;
      const auto door = std::to_string(lane + 1) + "排" + std::to_string(house + 1) + "号";
      heater.household = make_household();
      heater.name = village.name + " " + door + " " + heater.household + "家";
      heater.address = village.name + "村 " + door;
      const auto along = (static_cast<double>(house) + 0.5) / static_cast<double>(in_lane);
      heater.position = plans_[index].at(lane, 2 * along - 1, 9);
      heater.phone = "010-5551-" + digits(++phones_ % 10'000, 4);
      heater.duties = duties(heater.household + "（农户）", "质保期内由厂家维修，过保由镇级维修队维修");
      const auto& machine = chance_.pick(machines);
      static const std::vector<const char*> sides{"暖气片", "暖气片", "地暖", "风机盘管"};
      heater.attributes = {{"brand", machine.brand},
                           {"model", machine.model},
                           {"power_kw", machine.power_kw},
                           {"warranty_end", digits(chance_.between(2022, 2029), 4) + "-10-31"},
                           {"indoor_type", chance_.pick(sides)}};
      heater.search_text = search_text(heater, village.name);
    }
  }

  const TownFigures& figures_;
  Chance chance_;
  std::vector<const TownVillage*> villages_;
  std::vector<std::size_t> weights_;
  std::vector<VillagePlan> plans_;
  std::vector<Facility> facilities_;
  std::size_t phones_ = 0;
};

}  // namespace

std::vector<models::Facility> generate_facilities(const std::vector<TownVillage>& villages,
                                                  const TownFigures& figures) {
  return Generator(villages, figures).run();
}

}  // namespace town
