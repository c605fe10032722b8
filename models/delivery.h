#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/escalation.h"
#include "models/event.h"
#include "models/ids.h"
#include "models/page.h"
#include "models/place.h"
#include "models/time.h"

/// Messages on their way out of the town's own pages, and the port to their storage. See store.h.
namespace models {

using DestinationId = Id<struct DestinationTag>;
using DeliveryId = Id<struct DeliveryTag>;

/// By what a message travels.
enum class Carrier : int {
  webhook,
  wecom_robot,
  dingtalk_robot,
  mail,
  web_push,
  aliyun_sms,
  tencent_sms,
  open311,  ///< another office's system: orders are given to it one by one, see transfer.h
};

enum class DeliveryState : int {
  waiting,      ///< to be tried at next_at
  sent,         ///< the receiver took it
  dead,         ///< given up; a person may send it again
  merged,       ///< said by the summary that went out instead
  handed_over,  ///< a telephone company has it; its receipt is asked for at next_at
};

/// Where messages go, and which.
///
/// Shape   address: a URL, or mail addresses separated by commas; about, villages: empty:
///         all; quiet hours never hold back danger; digest_above: so many waiting messages become one, 0:
///         never; per_minute: tries at most, 0: as the carrier allows; options: what the carrier needs more,
///         e.g. the mail server. secret and the secret parts of the address are never
///         given out
struct Destination {
  DestinationId id;
  std::string name;
  Carrier carrier = Carrier::webhook;
  std::string address;
  std::string secret;
  std::string language = "zh";  ///< zh or en
  std::vector<EventKind> about{};
  std::vector<std::string> villages{};
  std::optional<QuietHours> quiet{};
  int digest_above = 0;
  int per_minute = 0;
  std::map<std::string, std::string> options{};
  bool active = true;
};

/// What is said of one kind of fact.
///
/// Shape   text: with {variables}, see dispatch/outbox.h; empty: that language has the program's own words
struct MessageTemplate {
  EventKind about = EventKind::work_order_opened;
  LocalizedText text;
};

/// One message to one destination.
///
/// Shape   message: its id outside, the same at each try; facts: the variables of the templates and nothing
///         of a person; last_error: what the last try met, without secrets; report: whose reporter is to be
///         told, the number itself is read when it is sent; reference: what the telephone company calls it,
///         empty: it is not known whether it took it
struct Delivery {
  DeliveryId id;
  DestinationId destination;
  std::string message;
  EventId event;
  EventKind about = EventKind::work_order_opened;
  WorkOrderId work_order;
  std::vector<std::pair<std::string, std::string>> facts{};
  DeliveryState state = DeliveryState::waiting;
  int tries = 0;
  Time created_at{};
  std::optional<Time> next_at{};  ///< of a waiting one
  std::optional<Time> tried_at{};
  std::optional<Time> sent_at{};
  std::string last_error{};
  DeliveryId merged_into{};
  ReportId report{};
  std::string reference{};
};

/// Shape   newest first; cursor and limit page through; limit ≤ 200
struct DeliveryQuery {
  std::optional<DeliveryState> state{};
  DestinationId destination{};
  WorkOrderId work_order{};
  bool failed = false;  ///< waiting ones that were tried in vain
  std::string cursor{};
  int limit = 50;
};

struct DeliveryCounts {
  std::int64_t waiting = 0, sent = 0, dead = 0, merged = 0, handed_over = 0;
};

class TransferStore;  // transfer.h

class DeliveryStore {
 public:
  virtual ~DeliveryStore() = default;
  virtual DestinationId insert(const Destination& destination) = 0;
  virtual void update(const Destination& destination) = 0;
  virtual std::optional<Destination> find(DestinationId id) = 0;
  virtual std::vector<Destination> destinations() = 0;  ///< by name
  virtual void remove(DestinationId id) = 0;            ///< with its deliveries; also when there is none
  /// The town's own key for a carrier, made at first need: nothing before. Never given out.
  virtual std::string key(Carrier carrier) = 0;
  virtual void save_key(Carrier carrier, const std::string& secret) = 0;
  virtual void save(const MessageTemplate& text) = 0;  ///< by kind: inserts or replaces
  virtual std::vector<MessageTemplate> templates() = 0;

  virtual DeliveryId insert(const Delivery& delivery) = 0;
  virtual void update(const Delivery& delivery) = 0;
  virtual std::optional<Delivery> find(DeliveryId id) = 0;
  virtual Page<Delivery> search(const DeliveryQuery& query) = 0;
  /// The one to send next to a destination: waiting, its time has come, the earliest. Of one order only the
  /// oldest waiting one comes into question: they go out in order.
  virtual std::optional<Delivery> due(DestinationId destination, Time now) = 0;
  /// One that was handed over and whose receipt is to be asked for now, the earliest.
  virtual std::optional<Delivery> due_receipt(DestinationId destination, Time now) = 0;
  virtual std::vector<Delivery> waiting(DestinationId destination, int limit) = 0;  ///< the oldest first
  virtual std::optional<Time> next() = 0;                              ///< when the sender must look again
  virtual int count_tried(DestinationId destination, Time since) = 0;  ///< tried_at > since
  virtual DeliveryCounts counts() = 0;
  /// Takes away what was sent or merged before; at most 1000 at once; how many.
  virtual int remove_before(Time time) = 0;
  /// Of the orders that were given to other systems.
  virtual TransferStore& transfers() = 0;
};

}  // namespace models
