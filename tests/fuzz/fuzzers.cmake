# One libFuzzer program for each target of targets.h. The parsers are compiled anew by clang and without the rest of the
# server, whose coroutines clang 14 and libstdc++ 12 do not agree on.
file(GLOB fuzzed models/*.cpp server/codec/*.cpp server/api/codec_*.cpp server/passkeys/*.cpp server/mqtt/codec_*.cpp server/town/codec_*.cpp server/town/xlsx_*.cpp
  server/town/xml_elements.cpp)
list(APPEND fuzzed server/town/csv_reader.cpp server/town/dates_import.cpp server/town/table.cpp
  server/town/table_writer.cpp server/town/text_source.cpp server/town/zip_file.cpp server/http/request_head.cpp server/http/chunked.cpp
  server/http/target.cpp server/http/message.cpp server/auth/base64url.cpp server/auth/sodium.cpp
  server/auth/tokens.cpp server/identity/urls.cpp)
set(fuzz_flags -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -w)
add_library(fuzzed STATIC EXCLUDE_FROM_ALL ${fuzzed} tests/fuzz/fuzz_http.cpp tests/fuzz/fuzz_json.cpp tests/fuzz/fuzz_mqtt.cpp tests/fuzz/fuzz_passkeys.cpp tests/fuzz/fuzz_tables.cpp)
target_include_directories(fuzzed PUBLIC ${CMAKE_SOURCE_DIR})
target_compile_options(fuzzed PUBLIC ${fuzz_flags})
target_link_libraries(fuzzed PUBLIC Boost::url spdlog::spdlog date::date-tz nlohmann_json::nlohmann_json
  PkgConfig::PUGIXML PkgConfig::MINIZIP PkgConfig::XLSXWRITER PkgConfig::ICU PkgConfig::ICAL PkgConfig::FIDO2 PkgConfig::SODIUM OpenSSL::Crypto Threads::Threads)
add_custom_target(fuzzers)
foreach(target http_message json_body passkey csv_table calendar_dates xlsx_table mqtt_message)
  add_executable(fuzz_${target} EXCLUDE_FROM_ALL tests/fuzz/libfuzzer.cpp)
  target_compile_definitions(fuzz_${target} PRIVATE FUZZ_TARGET=${target})
  target_link_libraries(fuzz_${target} PRIVATE fuzzed)
  target_link_options(fuzz_${target} PRIVATE -fsanitize=fuzzer,address,undefined)
  add_dependencies(fuzzers fuzz_${target})
endforeach()
