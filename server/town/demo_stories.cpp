#include "server/town/demo_stories.h"

#include <map>

namespace town {
namespace {

using enum DemoStep;
using models::Channel;
using Path = std::vector<std::pair<DemoStep, int>>;
using P = DemoPath;

constexpr int day = 24 * 60;

Path operator+(Path begin, const Path& more) {
  begin.insert(begin.end(), more.begin(), more.end());
  return begin;
}

std::map<DemoPath, Path> make_paths() {
  const Path opened{{receive, 0}, {open, 2}};
  const Path taken = opened + Path{{accept, 6}, {contact, 10}};
  const Path there = taken + Path{{arrive, 42}};
  const Path repaired = there + Path{{repair, 85}};
  const Path finished = repaired + Path{{close, 150}};
  return {{P::waiting, {{receive, 0}}},
          {P::unassigned, opened},
          {P::assigned, opened},
          {P::accepted, opened + Path{{accept, 6}}},
          {P::contacted, taken},
          {P::under_way, there},
          {P::made_safe, there + Path{{make_safe, 48}}},
          {P::paused, there + Path{{pause, 60}}},
          {P::resumed, there + Path{{pause, 60}, {resume, 150}}},
          {P::resolved, repaired},
          {P::closed, finished},
          {P::praised, finished + Path{{judge_solved, 200}}},
          {P::reopened, finished + Path{{reopen, 400}}},
          {P::judged_unsolved, finished + Path{{judge_unsolved, 300}}},
          {P::patched, there + Path{{patch, 95}}},
          {P::nothing_found, there + Path{{find_nothing, 60}, {close, 120}}},
          {P::cancelled, opened + Path{{cancel, 25}}},
          {P::merged, {{receive, 0}, {merge, 3}}},
          {P::rejected, {{receive, 0}, {reject, 8}}},
          {P::referred, {{receive, 0}, {refer, 1}}}};
}

std::string village(int number) { return "110112119" + std::to_string(number); }

// Today: what an operator and the crews have before them. The clocks of some are near their end or past it.
std::vector<DemoStory> today() {
  return {
      {P::waiting, 4, Channel::hotline, "HP-01", "LC-HP-243-0017", "", "屋里冰凉，机器不转了", true},
      {P::waiting, 9, Channel::web, "SL-01", "LC-SL-243-02-011", "", "门口路灯灭了两天了"},
      {P::waiting, 14, Channel::village_group, "", "", village(245), "村东头厕所没水，冲不下去"},
      {P::waiting, 21, Channel::web, "WC-16", "LC-WC-246-01", "", "味儿太大了，没人打扫"},
      {P::waiting, 33, Channel::hotline, "", "", village(254), "路边的箱子门开着，怕孩子碰着"},
      {P::unassigned, 26, Channel::hotline, "SL-14", "", village(231), "这段路没有灯，想装两盏"},
      {P::unassigned, 40, Channel::hotline, "HP-17", "LC-HP-229-0040", "", "这个月电费怎么这么高"},
      {P::assigned, 11, Channel::hotline, "HP-02", "LC-HP-243-0120", "", "烧不热，就十几度"},
      {P::assigned, 28, Channel::hotline, "WC-02", "LC-WC-245-01", "", "厕所没水"},
      {P::accepted, 18, Channel::hotline, "HP-01", "LC-HP-225-0008", "", "半夜停的，屏不亮"},
      {P::accepted, 52, Channel::village_group, "WC-08", "LC-WC-243-02", "", "女厕门锁不上"},
      {P::contacted, 35, Channel::hotline, "HP-05", "LC-HP-233-0101", "", "一头热一头凉"},
      {P::contacted, 64, Channel::hotline, "SL-02", "LC-SL-243-03-005", "", "一条街都不亮，黑灯瞎火"},
      {P::merged, 58, Channel::web, "SL-02", "LC-SL-243-03-009", "", "我们这排也黑了"},
      {P::merged, 50, Channel::hotline, "SL-01", "LC-SL-243-03-014", "", "门口这盏也不亮"},
      {P::under_way, 75, Channel::hotline, "HP-01", "LC-HP-243-0301", "", "老人一个人在家，屋里没热气", true},
      {P::under_way, 205, Channel::hotline, "HP-07", "LC-HP-238-0055", "", "泵嗡嗡响不走水"},
      {P::made_safe, 95, Channel::hotline, "SL-07", "LC-SL-250-01-004", "", "小门没了，线露在外面", false,
       true},
      {P::made_safe, 130, Channel::hotline, "WC-14", "LC-WC-236-01", "", "井盖塌了，差点踩空", false, true},
      {P::paused, 300, Channel::hotline, "HP-08", "LC-HP-240-0210", "", "屏上显示E4"},
      {P::resumed, 420, Channel::hotline, "HP-02", "LC-HP-227-0090", "", "暖气片温乎，不热"},
      {P::referred, 88, Channel::hotline, "GS-02", "", village(246), "厨房有煤气味，阀门呲呲响", false, true},
      {P::cancelled, 140, Channel::hotline, "HP-16", "LC-HP-243-0402", "", "屏不亮，不会调"},
      {P::rejected, 170, Channel::web, "", "", village(224), "小区里楼道灯不亮"},
      {P::resolved, 190, Channel::hotline, "WC-01", "LC-WC-248-02", "", "男厕2号坑堵了", false, false,
       "异物堵塞", "疏通管道，试冲三次正常"},
      {P::resolved, 260, Channel::inspection, "SL-04", "LC-SL-252-01-001", "", "白天亮着", false, false,
       "光控失灵", "更换光控开关"},
  };
}

// The days before: ended, late, come back.
std::vector<DemoStory> days_before() {
  return {
      {P::accepted, 2 * day + 300, Channel::hotline, "SL-01", "LC-SL-229-02-007", "", "路灯瞎了好几天"},
      {P::contacted, 2 * day, Channel::web, "WC-09", "LC-WC-233-01", "", "隔板掉了"},
      {P::closed, day, Channel::hotline, "HP-01", "LC-HP-243-0088", "", "不热，机器不转", false, false,
       "漏电保护器跳开", "查线后合闸，运行正常"},
      {P::closed, day + 240, Channel::hotline, "HP-06", "LC-HP-226-0133", "", "压力低，缺水报警", false,
       false, "系统缺水", "补水至1.5公斤并教用户"},
      {P::closed, 2 * day + 60, Channel::village_group, "WC-05", "LC-WC-243-01", "", "冻住了", false, false,
       "伴热带未通电", "热风化冻，修复伴热带"},
      {P::praised, day + 500, Channel::web, "SL-03", "LC-SL-246-01-012", "", "忽明忽暗", false, false,
       "接头松动", "重做接头"},
      {P::praised, 3 * day, Channel::hotline, "HP-10", "LC-HP-235-0019", "", "一开就跳闸", false, true,
       "压缩机线皮磨破", "更换电线，测绝缘合格"},
      {P::reopened, day + 700, Channel::hotline, "HP-02", "LC-HP-243-0250", "", "温度上不去", false, false,
       "过滤网脏", "清洗过滤网"},
      {P::judged_unsolved, 2 * day + 400, Channel::web, "SL-01", "LC-SL-231-01-003", "", "灯不亮", false,
       false, "灯泡坏", "更换光源"},
      {P::patched, day + 100, Channel::hotline, "HP-01", "LC-HP-244-0150", "", "冷得不行，有小孩", true,
       false, "主板烧坏，厂家配件三天到", "装备用机，先供暖"},
      {P::patched, 3 * day + 90, Channel::hotline, "WC-12", "LC-WC-251-01", "", "瓷砖掉了", false, false,
       "墙面受潮", "围挡，先去除松动瓷砖"},
      {P::nothing_found, 2 * day + 800, Channel::hotline, "HP-09", "LC-HP-232-0077", "", "外机扑嘘响，冒白气",
       false, false, "正在化霜，属正常", "向用户说明"},
      {P::closed, 4 * day, Channel::hotline, "WC-18", "LC-WC-247-01", "", "大门紧锁", false, false,
       "钥匙交接遗漏", "开门并更换公示牌"},
      {P::closed, 5 * day, Channel::inspection, "SL-15", "LC-SL-243-01-002", "", "没编号", false, false,
       "杆号牌锈蚀", "补装杆号牌"},
  };
}

}  // namespace

const std::vector<std::pair<DemoStep, int>>& demo_path(DemoPath path) {
  static const auto paths = make_paths();
  return paths.at(path);
}

const std::vector<DemoStory>& demo_stories() {
  static const auto stories = [] {
    auto all = today();
    for (auto& story : days_before()) all.push_back(std::move(story));
    return all;
  }();
  return stories;
}

}  // namespace town
