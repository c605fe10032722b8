#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/error.h"
#include "models/store.h"
#include "server/town/table.h"

namespace town {

/// Understands the rows of one table of facilities: its headings, and the town's words for classes and
/// villages.
class FacilityRowReader {
 public:
  /// Reads the headings; what is wrong with them goes into `errors`.
  FacilityRowReader(models::Transaction& tx, const TableRow& header, std::vector<models::FieldError>& errors);

  std::string code_of(const TableRow& row) const;
  /// Lays a row over what is known of its facility (or over an empty one).
  ///
  /// Errors  into `errors`, by column
  models::Facility read(const TableRow& row, const std::optional<models::Facility>& known,
                        std::vector<models::FieldError>& errors) const;

 private:
  struct Attribute {
    std::size_t index;
    std::string heading;
  };
  std::optional<std::string> cell(const TableRow& row, std::string_view column) const;
  void read_class(const TableRow& row, models::Facility& facility,
                  std::vector<models::FieldError>& errors) const;
  void read_village(const TableRow& row, models::Facility& facility,
                    std::vector<models::FieldError>& errors) const;
  void read_position(const TableRow& row, models::Facility& facility,
                     std::vector<models::FieldError>& errors) const;
  void read_active(const TableRow& row, models::Facility& facility,
                   std::vector<models::FieldError>& errors) const;
  void read_attributes(const TableRow& row, models::Facility& facility,
                       std::vector<models::FieldError>& errors) const;
  bool is_attribute(std::string_view heading) const;

  std::map<std::string, std::size_t, std::less<>> columns_;
  std::vector<Attribute> attributes_;
  std::map<std::string, models::FacilityClass> classes_;
  std::map<std::string, std::string> class_codes_;  ///< by code and by either name
  std::map<std::string, models::Village> villages_;
  std::map<std::string, std::string> village_codes_;  ///< by code and by name; empty: the name is there twice
};

}  // namespace town
