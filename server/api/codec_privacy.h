#pragma once
#include <string>

#include "dispatch/person_data.h"
#include "dispatch/unmask.h"

namespace api {

models::Result<dispatch::UnmaskWish> parse_unmask_wish(const std::string& body);
std::string write(const dispatch::Unmasked& clear);

/// Shape   reason: of an export or an erasure
struct PersonWish {
  std::string phone;
  std::string reason;
};
models::Result<PersonWish> parse_person_wish(const std::string& body, bool with_reason);
/// What is kept, so that somebody can see what an export or an erasure would touch.
std::string write_masked(const dispatch::PersonData& data);
/// Everything in clear: it is the person's own.
std::string write(const dispatch::PersonData& data);
std::string write(const dispatch::Erased& erased);

}  // namespace api
