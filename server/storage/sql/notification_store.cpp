#include "server/storage/sql/stores.h"
#include "server/storage/sql/table.h"

namespace sql {
namespace {

const Table& table() {
  static const Table notifications("notifications", "report, work_order, about, at, reason, promised_at");
  return notifications;
}

}  // namespace

models::NotificationId NotificationStore::insert(const models::Notification& notification) {
  return {table().insert(connection_,
                         Values().add(notification.report, notification.work_order, notification.about,
                                      notification.at, notification.reason, notification.promised_at))};
}

std::vector<models::Notification> NotificationStore::of_report(models::ReportId id) {
  auto statement = connection_.prepare(table().select() + " WHERE report = ? ORDER BY id");
  return rows(statement.bind(id), [](Statement& row) {
    models::Notification notification;
    row.get(notification.id, notification.report, notification.work_order, notification.about,
            notification.at, notification.reason, notification.promised_at);
    return notification;
  });
}

}  // namespace sql
