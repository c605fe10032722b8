#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "models/ids.h"
#include "models/work_order.h"

/// The port to storage of photos. See store.h.
namespace models {

/// An earlier picture that looks like another one.
struct PhotoLikeness {
  PhotoId photo;
  WorkOrderId work_order;
  int bits = 0;  ///< in which their hashes differ
};

class PhotoStore {
 public:
  virtual ~PhotoStore() = default;
  virtual PhotoId insert(const Photo& photo) = 0;
  virtual std::optional<Photo> find(PhotoId id) = 0;
  virtual std::vector<Photo> of_work_order(WorkOrderId id) = 0;
  virtual std::vector<Photo> by_sha256(std::string_view sha256) = 0;
  /// Every photo whose hash differs in at most `most_bits` (≤ 7), the most alike first, then the oldest; at
  /// most `limit`.
  virtual std::vector<PhotoLikeness> alike(std::int64_t picture_hash, int most_bits, int limit) = 0;
};

}  // namespace models
