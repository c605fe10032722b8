#include "server/storage/sqlite/page_cache.h"

#include <sqlite3.h>

#include <memory>
#include <new>

namespace sqlite {
namespace {

sqlite3_pcache_methods2 inner{};  // SQLite's own; set once, before any cache is made

struct Cache {
  sqlite3_pcache* pages;
  HighestPage highest;
};

Cache& of(sqlite3_pcache* cache) { return *reinterpret_cast<Cache*>(cache); }

sqlite3_pcache* create(int page_size, int extra_size, int purgeable) {
  auto cache = std::unique_ptr<Cache>(new (std::nothrow) Cache{});
  if (!cache) return nullptr;
  cache->pages = inner.xCreate(page_size, extra_size, purgeable);
  return cache->pages == nullptr ? nullptr : reinterpret_cast<sqlite3_pcache*>(cache.release());
}

sqlite3_pcache_page* fetch(sqlite3_pcache* cache, unsigned number, int how) {
  auto* page = inner.xFetch(of(cache).pages, number, how);
  if (page != nullptr) of(cache).highest.fetched(number);
  return page;
}

void rekey(sqlite3_pcache* cache, sqlite3_pcache_page* page, unsigned from, unsigned to) {
  inner.xRekey(of(cache).pages, page, from, to);
  of(cache).highest.renumbered(from, to);
}

void truncate(sqlite3_pcache* cache, unsigned from) {
  auto& [pages, highest] = of(cache);
  if (!highest.may_hold(from)) return;
  inner.xTruncate(pages, from);
  highest.cut_off(from);
}

void destroy(sqlite3_pcache* cache) {
  const std::unique_ptr<Cache> last(&of(cache));
  inner.xDestroy(last->pages);
}

}  // namespace

void configure_page_cache() {
  if (sqlite3_config(SQLITE_CONFIG_GETPCACHE2, &inner) != SQLITE_OK) return;
  auto methods = inner;
  methods.xCreate = create;
  methods.xCachesize = [](sqlite3_pcache* cache, int pages) { inner.xCachesize(of(cache).pages, pages); };
  methods.xPagecount = [](sqlite3_pcache* cache) { return inner.xPagecount(of(cache).pages); };
  methods.xFetch = fetch;
  methods.xUnpin = [](sqlite3_pcache* cache, sqlite3_pcache_page* page, int discard) {
    inner.xUnpin(of(cache).pages, page, discard);
  };
  methods.xRekey = rekey;
  methods.xTruncate = truncate;
  methods.xDestroy = destroy;
  methods.xShrink = [](sqlite3_pcache* cache) { inner.xShrink(of(cache).pages); };
  sqlite3_config(SQLITE_CONFIG_PCACHE2, &methods);
}

}  // namespace sqlite
