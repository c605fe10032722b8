#include "server/api/codec_field_work.h"

#include "server/api/codec_body.h"
#include "server/api/codec_writer.h"

namespace api {
namespace {

constexpr std::size_t longest_word = 200;  // what is longer is refused by the rules, with its own words

std::optional<int> number(codec::ObjectReader& reader, const std::string& key) {
  if (!reader.has(key)) return std::nullopt;
  return static_cast<int>(reader.integer(key, 0, 100'000'000, 0));
}

template <class T>
OrderedJson or_null(const std::optional<T>& value) {
  return value ? OrderedJson(*value) : OrderedJson(nullptr);
}

OrderedJson json_of(const models::WorkProof& proof) {
  auto checks = OrderedJson::array(), parts = OrderedJson::array(), lamps = OrderedJson::array();
  for (const auto& one : proof.checks)
    checks.push_back({{"item", one.item}, {"name", api::json_of(one.name)}, {"answer", one.answer}});
  for (const auto& one : proof.parts)
    parts.push_back({{"part", one.part},
                     {"name", api::json_of(one.name)},
                     {"quantity", one.quantity},
                     {"missing", one.missing},
                     {"cents", one.cents}});
  for (const auto& one : proof.lamps) lamps.push_back({{"code", one.code}, {"burns", one.burns}});
  return {{"id", proof.id.text()},
          {"checks", std::move(checks)},
          {"parts", std::move(parts)},
          {"minutes", or_null(proof.minutes)},
          {"cost_cents", or_null(proof.cost_cents)},
          {"consent", api::or_null(proof.consent)},
          {"consent_by", proof.consent_by},
          {"label", proof.label},
          {"label_matches", or_null(proof.label_matches)},
          {"brand", proof.brand},
          {"model", proof.model},
          {"error_code", proof.error_code},
          {"lamps", std::move(lamps)},
          {"by", proof.by_name},
          {"at", models::to_rfc3339(proof.at)}};
}

OrderedJson json_of(const models::SpareLoan& loan) {
  return {{"id", loan.id.text()},
          {"spare", loan.spare},
          {"work_order_id", loan.work_order.text()},
          {"lent_by", loan.lent_by},
          {"lent_at", models::to_rfc3339(loan.lent_at)},
          {"returned_by", loan.returned_by},
          {"returned_at", api::json_of(loan.returned_at)}};
}

}  // namespace

models::Result<std::string> parse_spare(const std::string& body) {
  return parse_body<std::string>(
      body, [](codec::ObjectReader& reader) { return reader.text("spare", true, longest_word); });
}

std::string write(const models::SpareLoan& loan) { return json_of(loan).dump(); }

std::string write(const std::vector<models::SpareLoan>& loans) {
  auto items = OrderedJson::array();
  for (const auto& loan : loans) items.push_back(json_of(loan));
  return OrderedJson{{"items", std::move(items)}}.dump();
}

models::Result<dispatch::NewWorkProof> parse_work_proof(const std::string& body) {
  return parse_body<dispatch::NewWorkProof>(body, [](codec::ObjectReader& reader) {
    dispatch::NewWorkProof proof;
    for (auto& item : reader.objects("checks", false, 100)) {
      proof.checks.push_back(
          {item.text("item", true, longest_word), item.text("answer", true, longest_word)});
      item.finish();
    }
    for (auto& item : reader.objects("parts", false, 100)) {
      proof.parts.push_back({item.text("part", true, longest_word),
                             static_cast<int>(item.integer("quantity", 0, 1'000'000, std::nullopt))});
      item.finish();
    }
    for (auto& item : reader.objects("lamps", false, 300)) {
      proof.lamps.push_back({item.text("code", true, longest_word), item.flag("burns", false)});
      item.finish();
    }
    proof.minutes = number(reader, "minutes");
    proof.cost_cents = number(reader, "cost_cents");
    proof.consent = reader.text("consent", false, longest_word);
    proof.consent_by = reader.text("consent_by", false, longest_word);
    proof.label = reader.text("label", false, longest_word);
    proof.brand = reader.text("brand", false, longest_word);
    proof.model = reader.text("model", false, longest_word);
    proof.error_code = reader.text("error_code", false, longest_word);
    return proof;
  });
}

models::Result<std::vector<models::StockLine>> parse_stock(const std::string& body) {
  return parse_body<std::vector<models::StockLine>>(body, [](codec::ObjectReader& reader) {
    std::vector<models::StockLine> lines;
    for (auto& item : reader.objects("items", true, 500)) {
      lines.push_back({item.text("part", true, longest_word),
                       static_cast<int>(item.integer("quantity", 0, 1'000'000, std::nullopt))});
      item.finish();
    }
    return lines;
  });
}

std::string write(const models::WorkProof& proof) { return json_of(proof).dump(); }

std::string write(const std::vector<models::WorkProof>& proofs) {
  auto items = OrderedJson::array();
  for (const auto& proof : proofs) items.push_back(json_of(proof));
  return OrderedJson{{"items", std::move(items)}}.dump();
}

std::string write(const std::vector<dispatch::StockedPart>& parts) {
  auto items = OrderedJson::array();
  for (const auto& [part, quantity] : parts)
    items.push_back({{"part", part.code},
                     {"class", part.facility_class},
                     {"name", api::json_of(part.name)},
                     {"unit", part.unit},
                     {"barcode", part.barcode},
                     {"cents", part.cents},
                     {"usual", part.usual},
                     {"quantity", quantity}});
  return OrderedJson{{"items", std::move(items)}}.dump();
}

}  // namespace api
