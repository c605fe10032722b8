#pragma once
#include <optional>

#include "models/ids.h"

/// What shape a type has, for whoever writes or reads all of them the same way.
namespace models {

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
inline constexpr bool is_id = false;
template <class Tag>
inline constexpr bool is_id<Id<Tag>> = true;

}  // namespace models
