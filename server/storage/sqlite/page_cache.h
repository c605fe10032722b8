#pragma once
#include <algorithm>

namespace sqlite {

/// Makes SQLite's page cache skip the search for pages behind the file's end when it can hold none. To be
/// called before SQLite is first used.
///
/// When SQLite puts the pages of a tree in order it gives one of them a number far behind the end of the file
/// for a moment; from then on the cache believes it may hold such pages and walks all of itself, 64 MiB for
/// the writer, at the end of the change: a tenth of a small commit (decision 79).
void configure_page_cache();

/// What is known of the numbers in one cache: whether there may be a page with such a number or a higher one.
class HighestPage {
 public:
  void fetched(unsigned number) { highest_ = std::max(highest_, number); }
  void renumbered(unsigned from, unsigned to) {
    if (to > highest_) ++lent_;
    if (from > highest_ && lent_ > 0) --lent_;
  }
  bool may_hold(unsigned from) const { return lent_ > 0 || highest_ >= from; }
  /// All pages with this number or a higher one are gone.
  void cut_off(unsigned from) {
    const auto last = from == 0 ? 0 : from - 1;
    highest_ = lent_ > 0 ? last : std::min(highest_, last);  // a lent one may have stayed below the cut
    lent_ = 0;
  }

 private:
  unsigned highest_ = 0;  ///< no page has a higher number but for the lent ones
  unsigned lent_ = 0;     ///< pages that were given a higher number; too many do no harm
};

}  // namespace sqlite
