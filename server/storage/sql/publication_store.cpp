#include "server/storage/sql/codec_plan.h"
#include "server/storage/sql/cursor.h"
#include "server/storage/sql/stores.h"
#include "server/storage/sql/table.h"

namespace sql {
namespace {

constexpr std::string_view columns =
    "id, state, brought_about_by, cause, reason, made_at, at, by_account, by_name, seed, steps, "
    "engine_version, content, undone, undo_of";

models::Publication read_publication(Statement& row) {
  models::Publication publication;
  row.get(publication.id, publication.state, publication.trigger, publication.cause, publication.reason,
          publication.made_at, publication.at, publication.by, publication.by_name, publication.seed,
          publication.steps, publication.engine_version);
  read_content(row.text(), publication);
  row.get(publication.undone, publication.undo_of);
  return publication;
}

void name_orders(Connection& connection, const models::Publication& publication) {
  for (const auto& change : publication.changes)
    connection
        .prepare(
            "INSERT INTO publication_orders (work_order, publication) VALUES (?, ?) ON CONFLICT DO NOTHING")
        .bind(change.work_order, publication.id)
        .run();
}

}  // namespace

models::PublicationId PlanStore::insert(const models::Publication& publication) {
  auto stored = models::Publication{};
  stored.id = models::PublicationId{connection_.insert(
      "INSERT INTO publications (state, brought_about_by, cause, reason, made_at, at, by_account, "
      "by_name, seed, steps, engine_version, content, undone, undo_of, snapshot) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      Values().add(publication.state, publication.trigger, publication.cause, publication.reason,
                   publication.made_at, publication.at, publication.by, publication.by_name, publication.seed,
                   publication.steps, publication.engine_version, content_text(publication),
                   publication.undone, publication.undo_of, Blob{publication.snapshot}))};
  stored.changes = publication.changes;
  name_orders(connection_, stored);
  return stored.id;
}

void PlanStore::update(const models::Publication& publication) {
  auto stored = find(publication.id);
  if (!stored) throw std::logic_error("no publication " + publication.id.text());
  stored->changes = publication.changes;
  connection_
      .prepare(
          "UPDATE publications SET state = ?, reason = ?, at = ?, by_account = ?, by_name = ?, content = ?, "
          "undone = ? WHERE id = ?")
      .bind(publication.state, publication.reason, publication.at, publication.by, publication.by_name,
            content_text(*stored), publication.undone, publication.id)
      .run();
}

std::optional<models::Publication> PlanStore::find(models::PublicationId id) {
  static const std::string sql =
      "SELECT " + std::string(columns) + ", snapshot FROM publications WHERE id = ?";
  auto statement = connection_.prepare(sql);
  return first_row(statement.bind(id), [](Statement& row) {
    auto publication = read_publication(row);
    row.get(publication.snapshot);
    return publication;
  });
}

int PlanStore::forget_snapshots(models::Time made_before) {
  connection_
      .prepare(
          "UPDATE publications SET snapshot = x'' WHERE id IN (SELECT id FROM publications "
          "WHERE made_at < ? AND snapshot <> x'' ORDER BY made_at LIMIT 500)")
      .bind(made_before)
      .run();
  return connection_.changes();
}

models::Page<models::Publication> PlanStore::search(const models::PublicationQuery& query) {
  const auto size = page_size(query.limit);
  Filter filter;
  if (query.state) filter.add("state = ?", *query.state);
  if (query.work_order)
    filter.add("id IN (SELECT publication FROM publication_orders WHERE work_order = ?)", query.work_order);
  if (const auto after = parse_cursor(query.cursor)) filter.add("id < ?", after->id);
  auto statement = connection_.prepare("SELECT " + std::string(columns) + " FROM publications" +
                                       filter.where() + " ORDER BY id DESC LIMIT ?");
  models::Page<models::Publication> page;
  page.items = rows(statement.bind_all(filter.values()).bind(size + 1), read_publication);
  if (static_cast<int>(page.items.size()) > size) {
    page.items.pop_back();
    page.next = to_cursor(0, page.items.back().id.value);
  }
  return page;
}

}  // namespace sql
