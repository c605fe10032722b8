#pragma once
#include "server/http/router.h"

namespace api {

/// A handler that answers 503 (507: the disk is full) where the database of the inner one is away, too busy
/// or cannot write, wherever in it that shows.
http::Handler with_storage_trouble(http::Handler inner);

}  // namespace api
