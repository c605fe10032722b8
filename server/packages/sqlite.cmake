# SQLite with encryption of the whole file (SQLite3 Multiple Ciphers), built from the C source that its npm
# package carries: Debian 12 has no SQLite that can both encrypt and show changes before they happen.
# docs/decisions/0025-the-database-is-encrypted-as-a-whole.md
set(sqlite_folder ${CMAKE_CURRENT_LIST_DIR}/node_modules/better-sqlite3-multiple-ciphers/deps/sqlite3)
if(NOT EXISTS ${sqlite_folder}/sqlite3.c)
  message(FATAL_ERROR "${sqlite_folder}/sqlite3.c is missing: run bin/setup")
endif()
add_library(lamplighter_sqlite STATIC ${sqlite_folder}/sqlite3.c)
target_include_directories(lamplighter_sqlite SYSTEM PUBLIC ${sqlite_folder})
target_compile_definitions(lamplighter_sqlite PRIVATE
  SQLITE_DQS=0 SQLITE_DEFAULT_MEMSTATUS=0 SQLITE_ENABLE_PREUPDATE_HOOK SQLITE_ENABLE_FTS5
  SQLITE_ENABLE_MATH_FUNCTIONS SQLITE_LIKE_DOESNT_MATCH_BLOBS SQLITE_OMIT_DEPRECATED
  SQLITE_OMIT_LOAD_EXTENSION SQLITE_OMIT_SHARED_CACHE SQLITE_THREADSAFE=2 SQLITE_USE_URI=0
  HAVE_USLEEP=1 HAVE_FDATASYNC=1
  # One cipher, ChaCha20 with Poly1305: every page is encrypted and proves that it was not changed.
  CODEC_TYPE=CODEC_TYPE_CHACHA20 HAVE_CIPHER_CHACHA20=1 HAVE_CIPHER_AES_128_CBC=0 HAVE_CIPHER_AES_256_CBC=0
  HAVE_CIPHER_SQLCIPHER=0 HAVE_CIPHER_RC4=0 HAVE_CIPHER_ASCON128=0 HAVE_CIPHER_AEGIS=0)
target_compile_options(lamplighter_sqlite PRIVATE -w -fvisibility=hidden -fno-sanitize=all)
target_link_libraries(lamplighter_sqlite PUBLIC Threads::Threads m ${CMAKE_DL_LIBS})
