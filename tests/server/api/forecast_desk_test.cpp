#include "server/api/forecast_desk.h"

#include <memory>

#include "tests/server/api/fixture.h"

namespace {

using std::chrono::minutes;
using std::chrono::seconds;

class ForecastDeskTest : public ApiTest {
 protected:
  std::shared_ptr<const dispatch::LastDays> last_days(models::Time now) {
    std::shared_ptr<const dispatch::LastDays> found;
    database_->read_now([&](models::Transaction& tx) { found = desk_.last_days(tx, now); });
    return found;
  }
  api::ForecastDesk desk_;
};

TEST_F(ForecastDeskTest, CountsTheLastDaysOnceInTenMinutes) {
  open_order();
  now_ += minutes{20};
  const auto first = last_days(now_ + seconds{1});
  EXPECT_EQ(first->until, now_) << "whole tens of minutes, so that all who ask in them get the same";
  ASSERT_EQ(first->received.size(), 1u);
  EXPECT_EQ(first->received.front().count, 1);
  open_order();
  EXPECT_EQ(last_days(now_ + minutes{9}), first);
  const auto second = last_days(now_ + minutes{10});
  EXPECT_EQ(second->until, now_ + minutes{10});
  EXPECT_EQ(second->received.front().count, 2);
}

TEST_F(ForecastDeskTest, KeepsSoManyAnswersAndNoMore) {
  for (std::size_t n = 0; n < api::ForecastDesk::most_kept; ++n) desk_.keep(std::to_string(n), "answer");
  EXPECT_EQ(desk_.find("0"), "answer");
  desk_.keep("one more", "another");
  EXPECT_EQ(desk_.find("0"), std::nullopt);
  EXPECT_EQ(desk_.find("one more"), "another");
}

}  // namespace
