#include "server/storage/sql/stores.h"
#include "server/storage/sql/table.h"

namespace sql {
namespace {

const Table& table() {
  static const Table notes("notes", "work_order, text, by_account, by_name, at");
  return notes;
}

}  // namespace

models::NoteId NoteStore::insert(const models::Note& note) {
  return {
      table().insert(connection_, Values().add(note.work_order, note.text, note.by, note.by_name, note.at))};
}

void NoteStore::update(const models::Note& note) {
  table().update(connection_, note.id.value,
                 Values().add(note.work_order, note.text, note.by, note.by_name, note.at));
}

std::vector<models::Note> NoteStore::of_work_order(models::WorkOrderId id) {
  auto statement = connection_.prepare(table().select() + " WHERE work_order = ? ORDER BY id");
  return rows(statement.bind(id), [](Statement& row) {
    models::Note note;
    row.get(note.id, note.work_order, note.text, note.by, note.by_name, note.at);
    return note;
  });
}

int NoteStore::count_of_work_order(models::WorkOrderId id) {
  auto statement = connection_.prepare("SELECT count(*) FROM notes WHERE work_order = ?");
  statement.bind(id).step();
  return static_cast<int>(statement.integer());
}

}  // namespace sql
