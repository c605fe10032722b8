#pragma once
#include <pugixml.hpp>
#include <string>
#include <utility>
#include <vector>

#include "server/open311/routes.h"
#include "tests/server/api/fixture.h"

/// The Open311 calls on a real database, beside the API through which the desk works.
class Open311Test : public ApiTest {
 protected:
  using Parts = std::vector<std::pair<std::string, std::string>>;
  Open311Test();

  /// An access token of this account; scope read, write or admin.
  std::string key_of(const models::Actor& actor, models::Scope scope = models::Scope::write);
  Got call(const std::string& target) { return send({http::Method::get, "/open311" + target, "", "", {}}); }
  Got post_form(const std::string& target, const Parts& parts);
  /// A heater request as FixMyStreet would send it, with these fields instead or besides; an empty value
  /// takes a field out.
  Parts heater_form(const Parts& more = {});
  std::string id_of(const Got& got);

  open311::Settings settings_;
  std::string key_;
};

std::string encoded(const std::string& text);
pugi::xml_document xml_of(const std::string& body);
