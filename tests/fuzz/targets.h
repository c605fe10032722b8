#pragma once
#include <string_view>

/// What reads bytes from outside, each as one function that takes any input: it must neither crash nor run
/// long, and what it promises must hold (a broken promise aborts). A fuzzer calls them, and so does
/// fuzz_test.cpp on the corpus.
namespace fuzz {

void http_message(std::string_view input);  ///< head, target and chunked body, whole and in pieces
void json_body(std::string_view input);     ///< first byte: which body of the API
void passkey(std::string_view input);       ///< first byte: client data, authenticator data or the body
void mqtt_message(std::string_view input);  ///< a topic, a line feed, its payload
void csv_table(std::string_view input);
void calendar_dates(std::string_view input);  ///< CSV or iCalendar
void xlsx_table(std::string_view input);

struct Target {
  std::string_view name;  ///< also the folder of its corpus
  void (*run)(std::string_view);
};
inline constexpr Target targets[] = {
    {"http_message", http_message}, {"json_body", json_body},           {"passkey", passkey},
    {"csv_table", csv_table},       {"calendar_dates", calendar_dates}, {"xlsx_table", xlsx_table},
    {"mqtt_message", mqtt_message}};

/// Aborts with the words when it does not hold.
void expect(bool holds, const char* words);

}  // namespace fuzz
