#pragma once
#include <string>
#include <vector>

namespace models {

/// A page of a list.
///
/// Shape   next: give it as `cursor` of the same query for what follows; empty at the end
/// Errors  a search throws std::invalid_argument("cursor") for a cursor it did not make
template <class T>
struct Page {
  std::vector<T> items;
  std::string next;
};

}  // namespace models
