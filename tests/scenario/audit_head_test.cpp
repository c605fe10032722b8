#include "server/storage/audit_verify.h"
#include "tests/scenario/story.h"

namespace {

class AuditHead : public Story {
 protected:
  bool sign() {
    return workers::sign_head(*database, now, 8 * 3600,
                              [this](models::AuditHead head) { return storage::sign(std::move(head), key); });
  }
  storage::SigningKey key = storage::load_signing_key(folder.path() / "audit.key");
};

TEST_F(AuditHead, IsSignedOnceOnEachOfTheTownsDays) {
  now = support::monday_morning();  // 08:00 in the town
  EXPECT_TRUE(sign());
  EXPECT_FALSE(sign());
  now += Hours{15};  // 23:00: still Monday there, Tuesday nowhere
  EXPECT_FALSE(sign());
  now += Hours{1};
  EXPECT_TRUE(sign()) << "a new day in the town, though not yet in UTC";
  now += Hours{1};
  EXPECT_FALSE(sign());
  now -= Hours{48};
  EXPECT_FALSE(sign()) << "a clock that was set back signs nothing twice";
  now += Hours{24 * 5};
  EXPECT_TRUE(sign()) << "days without the program have no head; the next one holds them too";
  const auto verdict = support::verify_audit(folder.path(), {}, {key.public_key});
  EXPECT_TRUE(verdict.good());
  EXPECT_EQ(verdict.heads, 3);
}

}  // namespace
