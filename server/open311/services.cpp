#include "server/open311/services.h"

#include <algorithm>
#include <map>

namespace open311 {
namespace {

// The day on which this endpoint came to speak as it does.
constexpr std::string_view changeset = "2026-11-26T00:00:00Z";
constexpr std::string_view specification = "http://wiki.open311.org/GeoReport_v2";

const models::LocalizedText danger_question{"有没有下面的危险情况？有几项选几项，都没有就选“都没有”。",
                                            "Is there any of these dangers? Choose all that apply."};
const models::LocalizedText no_danger_name{"都没有", "None of these"};
const models::LocalizedText danger_hint{"可多选", "One or more"};
const models::LocalizedText frail_question{"家里有没有老人、病人或者婴幼儿？",
                                           "Is an old, ill or very young person at home?"};
const models::LocalizedText frail_hint{"选有或没有", "Yes or no"};
const models::LocalizedText yes{"有", "Yes"};
const models::LocalizedText no{"没有", "No"};
const models::LocalizedText facility_question{"设施上贴的编号是什么？没有可以不填。",
                                              "Which code is on the label of the facility, if there is one?"};
const models::LocalizedText facility_hint{"例如 LC-SL-001-0001", "For example LC-SL-001-0001"};

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ",") + word;
  return text;
}

// Never empty: the name stands in where nobody wrote down what residents say.
std::string description_of(const Settings& settings, const models::FaultKind& kind) {
  std::string text = settings.in(kind.name);
  if (const auto& danger = settings.in(kind.danger); !danger.empty())
    text += (settings.language == "en" ? ". Danger: " : "。危险：") + danger;
  return text;
}

bool among(const std::vector<std::string>& list, const std::string& code) {
  return std::find(list.begin(), list.end(), code) != list.end();
}

}  // namespace

bool is_service(const models::FaultKind& kind) { return kind.refer_to.empty(); }

std::string_view type_of(const Settings& settings, const std::string& fault_kind) {
  if (among(settings.blackbox, fault_kind)) return "blackbox";
  return among(settings.batch, fault_kind) ? "batch" : "realtime";
}

std::vector<Attribute> attributes_of(const Settings& settings, const models::FaultKind& kind) {
  std::vector<Attribute> all;
  if (!kind.questions.empty()) {
    Attribute danger{std::string(danger_attribute), "multivaluelist", true, settings.in(danger_hint),
                     settings.in(danger_question)};
    for (std::size_t i = 0; i < kind.questions.size(); ++i)
      danger.values.emplace_back("d" + std::to_string(i + 1), settings.in(kind.questions[i]));
    danger.values.emplace_back(no_danger, settings.in(no_danger_name));
    all.push_back(std::move(danger));
  }
  all.push_back({std::string(frail_attribute),
                 "singlevaluelist",
                 false,
                 settings.in(frail_hint),
                 settings.in(frail_question),
                 {{"yes", settings.in(yes)}, {"no", settings.in(no)}}});
  all.push_back({std::string(facility_attribute), "string", false, settings.in(facility_hint),
                 settings.in(facility_question)});
  return all;
}

Node service_list(models::Transaction& tx, const Settings& settings) {
  std::map<std::string, std::string> groups;
  for (const auto& facility_class : tx.catalog().classes())
    groups[facility_class.code] = settings.in(facility_class.name);
  auto services = Node::list("services");
  for (const auto& kind : tx.catalog().kinds()) {
    if (!is_service(kind)) continue;
    auto service = Node::object("service");
    service.add(Node::words("service_code", kind.code))
        .add(Node::words("service_name", settings.in(kind.name)))
        .add(Node::words("description", description_of(settings, kind)))
        .add(Node::flag("metadata", true))
        .add(Node::words("type", std::string(type_of(settings, kind.code))))
        .add(Node::words("keywords", joined(kind.wording)))
        .add(Node::words("group", groups[kind.facility_class]));
    services.add(std::move(service));
  }
  return services;
}

Node definition(const Settings& settings, const models::FaultKind& kind) {
  auto attributes = Node::list("attributes");
  int order = 0;
  for (const auto& attribute : attributes_of(settings, kind)) {
    auto node = Node::object("attribute");
    node.add(Node::flag("variable", true))
        .add(Node::words("code", attribute.code))
        .add(Node::words("datatype", attribute.type))
        .add(Node::flag("required", attribute.required))
        .add(Node::words("datatype_description", attribute.hint))
        .add(Node::whole("order", ++order))
        .add(Node::words("description", attribute.question));
    if (!attribute.values.empty()) {
      auto values = Node::list("values");
      for (const auto& [key, name] : attribute.values)
        values.add(Node::object("value").add(Node::words("key", key)).add(Node::words("name", name)));
      node.add(std::move(values));
    }
    attributes.add(std::move(node));
  }
  return Node::object("service_definition")
      .add(Node::words("service_code", kind.code))
      .add(std::move(attributes));
}

Node discovery(const Settings& settings, const models::LocalizedText& town, const std::string& base) {
  auto endpoints = Node::list("endpoints");
  // The second address is the first by another name: some readers take a single element for no list.
  for (const auto* path : {"/open311/v2", "/open311/georeport/v2"}) {
    auto formats = Node::list("formats");
    formats.add(Node::words("format", "text/xml")).add(Node::words("format", "application/json"));
    endpoints.add(Node::object("endpoint")
                      .add(Node::words("specification", std::string(specification)))
                      .add(Node::words("url", base + path))
                      .add(Node::words("changeset", std::string(changeset)))
                      .add(Node::words("type", settings.production ? "production" : "test"))
                      .add(std::move(formats)));
  }
  const auto contact = settings.contact.empty()
                           ? settings.in(town) + (settings.language == "en" ? " town office" : "镇政府")
                           : settings.contact;
  return Node::object("discovery")
      .add(Node::words("changeset", std::string(changeset)))
      .add(Node::words("contact", contact))
      .add(Node::words("key_service", settings.language == "en"
                                          ? "An access token with scope write of an account that may take "
                                            "reports: ask the town office."
                                          : "密钥是有“写入”权限的访问令牌，由镇里为对接单位的账号开通。"))
      .add(std::move(endpoints));
}

}  // namespace open311
