#include "server/simulation/history_words.h"

#include <array>

namespace simulation {
namespace {

struct KindRepair {
  std::string_view kind;
  Repair repair;
};

constexpr std::array<KindRepair, 42> repairs{{
    {"HP-01", {"漏电保护器跳开", "查线后合闸，运行正常"}},
    {"HP-01", {"主板保险烧断", "更换保险，试机两次正常"}},
    {"HP-01", {"水流开关卡住", "拆洗水流开关，恢复运行"}},
    {"HP-02", {"过滤网脏堵", "清洗过滤网，回水温度正常"}},
    {"HP-02", {"系统有气", "逐组排气，补水到1.5公斤"}},
    {"HP-03", {"接头渗漏", "换垫片紧固，保压一刻钟不降"}},
    {"HP-04", {"水管接口脱开", "关总阀，重做接口，试压合格"}},
    {"HP-05", {"管路有气", "排气，调平各组阀门"}},
    {"HP-06", {"系统缺水", "补水至1.5公斤并教用户"}},
    {"HP-07", {"循环泵卡死", "拆洗叶轮，更换电容"}},
    {"HP-08", {"传感器松脱", "重插传感器，清除代码"}},
    {"HP-08", {"高压保护", "清洗换热器，复位"}},
    {"HP-09", {"除霜传感器失灵", "更换传感器，手动除霜"}},
    {"HP-10", {"电源线接头发热", "重做接头，测绝缘合格"}},
    {"HP-13", {"村里停电", "来电后逐户复位"}},
    {"HP-14", {"室外管冻住", "化冻，补保温，修伴热带"}},
    {"HP-15", {"风机轴承缺油", "更换风机轴承"}},
    {"HP-16", {"不会设置", "当面教会，留操作卡"}},
    {"HP-17", {"温度设得过高", "调到18度，说明用电"}},
    {"SL-01", {"光源损坏", "更换光源"}},
    {"SL-01", {"驱动电源坏", "更换驱动"}},
    {"SL-02", {"回路空开跳闸", "查出短路点，修复后合闸"}},
    {"SL-02", {"电缆接头进水", "重做接头，恢复供电"}},
    {"SL-03", {"接头松动", "重做接头"}},
    {"SL-04", {"光控失灵", "更换光控开关"}},
    {"SL-05", {"时控走时不准", "校准时控"}},
    {"SL-07", {"检修门丢失", "补装检修门并加锁"}},
    {"SL-12", {"电池亏电", "更换电池，清洗电池板"}},
    {"SL-13", {"树枝遮挡", "修剪树枝"}},
    {"SL-15", {"杆号牌锈蚀", "补装杆号牌"}},
    {"WC-01", {"异物堵塞", "疏通管道，试冲三次正常"}},
    {"WC-02", {"进水阀关闭", "开阀，检查水压"}},
    {"WC-03", {"阀芯老化", "更换阀芯"}},
    {"WC-04", {"漏电开关跳开", "更换漏电开关"}},
    {"WC-05", {"伴热带未通电", "化冻，修复伴热带"}},
    {"WC-06", {"水箱件老化", "更换水箱件"}},
    {"WC-07", {"龙头滴漏", "更换龙头"}},
    {"WC-08", {"门锁变形", "更换门锁"}},
    {"WC-13", {"化粪池满", "抽运清掏"}},
    {"WC-16", {"保洁不到位", "清扫消毒，加密巡查"}},
    {"WC-17", {"用品用完", "补充用品"}},
    {"WC-18", {"钥匙交接遗漏", "开门并更换公示牌"}},
}};

template <std::size_t count>
std::string_view one_of(const std::array<std::string_view, count>& all, town::Chance& chance) {
  return all.at(chance.below(count));
}

}  // namespace

Repair repair_words(const models::FaultKind& kind, town::Chance& chance) {
  std::array<const Repair*, 4> found{};
  std::size_t count = 0;
  for (const auto& one : repairs)
    if (one.kind == kind.code && count < found.size()) found.at(count++) = &one.repair;
  if (count == 0) return {"现场查明原因", "检修后恢复正常"};
  return *found.at(chance.below(count));
}

Repair outcome_words(models::Outcome outcome) {
  switch (outcome) {
    case models::Outcome::working_normally:
      return {"设备运行正常", "现场测试，向居民说明"};
    case models::Outcome::false_report:
      return {"现场没有这个问题", "与报修人核实，属误报"};
    case models::Outcome::not_ours:
      return {"设施归属其他单位", "已告知居民该找谁，并转告对方"};
    case models::Outcome::not_repairable:
      return {"设备已到报废年限", "上报更换计划"};
    case models::Outcome::duplicate:
      return {"同一处已有工单", "随前一工单处理"};
    case models::Outcome::temporary:
      return {"厂家配件要等", "先装备用机供暖"};
    default:
      return {"", ""};
  }
}

std::string_view unsolved_words(std::string_view facility_class, town::Chance& chance) {
  static constexpr std::array<std::string_view, 3> heater{"当晚又不热了", "修完半天又停了", "温度还是上不去"};
  static constexpr std::array<std::string_view, 3> light{"亮了一晚上又灭了", "还是一闪一闪的",
                                                         "没见有人来修，灯还黑着"};
  static constexpr std::array<std::string_view, 3> other{"没两天又坏了", "还是老样子", "只修了一半"};
  return facility_class == "heater"        ? one_of(heater, chance)
         : facility_class == "streetlight" ? one_of(light, chance)
                                           : one_of(other, chance);
}

std::string_view praise_words(town::Chance& chance) {
  static constexpr std::array<std::string_view, 5> all{"来得挺快，谢谢", "修好了", "师傅态度好", "热了，谢谢",
                                                       ""};
  return one_of(all, chance);
}

std::string_view cancel_words(town::Chance& chance) {
  static constexpr std::array<std::string_view, 3> all{
      "居民来电：自己弄好了，不用来了", "居民来电：找邻居修好了", "居民来电：是停电，电来了就好了"};
  return one_of(all, chance);
}

std::string reporter_name(town::Chance& chance) {
  static constexpr std::array<std::string_view, 12> surnames{"王", "李", "张", "刘", "陈", "杨",
                                                             "赵", "孙", "马", "郭", "高", "于"};
  return std::string(one_of(surnames, chance)) + (happens(chance, 0.5) ? "先生" : "女士");
}

}  // namespace simulation
