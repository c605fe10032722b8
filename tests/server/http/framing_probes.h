#pragma once
#include <ostream>
#include <string>
#include <vector>

/// Messages that two readers could understand differently, asked over plain TCP and over TLS.
namespace http_test {

struct Probe {
  const char* name;
  std::string bytes;
  int status;
};

inline void PrintTo(const Probe& probe, std::ostream* out) { *out << probe.name; }

// Stands behind every probe; an answer to it would be a smuggled request.
inline const std::string hidden = "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n";

inline std::string post(const std::string& fields, const std::string& body) {
  return "POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n" + body;
}

inline std::string get(const std::string& fields) { return "GET / HTTP/1.1\r\n" + fields + "\r\n"; }

inline const std::string chunked_end = "0\r\n\r\n";

inline const std::vector<Probe> framing_probes = {
    {"coding_and_length", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", chunked_end), 400},
    {"length_and_coding", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", chunked_end), 400},
    {"coding_identity", post("Transfer-Encoding: identity\r\n", ""), 400},
    {"coding_unknown", post("Transfer-Encoding: xchunked\r\n", chunked_end), 400},
    {"coding_gzip_chunked", post("Transfer-Encoding: gzip, chunked\r\n", chunked_end), 400},
    {"coding_chunked_twice", post("Transfer-Encoding: chunked, chunked\r\n", chunked_end), 400},
    {"coding_twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", chunked_end), 400},
    {"coding_then_identity",
     post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", chunked_end), 400},
    {"coding_empty", post("Transfer-Encoding:\r\n", ""), 400},
    {"coding_with_parameter", post("Transfer-Encoding: chunked;a=b\r\n", chunked_end), 400},
    {"coding_quoted", post("Transfer-Encoding: \"chunked\"\r\n", chunked_end), 400},
    {"coding_vertical_tab",
     post("Transfer-Encoding: \x0b"
          "chunked\r\n",
          chunked_end),
     400},
    {"coding_trailing_comma", post("Transfer-Encoding: chunked,\r\n", chunked_end), 400},
    {"coding_space_before_colon", post("Transfer-Encoding : chunked\r\n", chunked_end), 400},
    {"coding_folded", post("Transfer-Encoding:\r\n chunked\r\n", chunked_end), 400},
    {"coding_in_http_1_0", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked_end,
     400},
    {"no_host", get(""), 400},
    {"two_hosts", get("Host: a\r\nHost: b\r\n"), 400},
    {"two_equal_hosts", get("Host: a\r\nHost: a\r\n"), 400},
    {"empty_host", get("Host:\r\n"), 400},
    {"host_with_space", get("Host: a b\r\n"), 400},
    {"host_with_path", get("Host: a/b\r\n"), 400},
    {"host_with_user", get("Host: u@a\r\n"), 400},
    {"lengths_differ", post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello"), 400},
    {"lengths_equal", post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"), 400},
    {"length_list", post("Content-Length: 5, 5\r\n", "hello"), 400},
    {"length_plus", post("Content-Length: +5\r\n", "hello"), 400},
    {"length_minus", post("Content-Length: -5\r\n", "hello"), 400},
    {"length_minus_zero", post("Content-Length: -0\r\n", ""), 400},
    {"length_hex", post("Content-Length: 0x5\r\n", "hello"), 400},
    {"length_fraction", post("Content-Length: 5.0\r\n", "hello"), 400},
    {"length_inner_space", post("Content-Length: 5 5\r\n", "hello"), 400},
    {"length_empty", post("Content-Length:\r\n", ""), 400},
    {"length_overflow", post("Content-Length: 18446744073709551621\r\n", "hello"), 400},
    {"length_letters", post("Content-Length: five\r\n", "hello"), 400},
    {"folded_line", get("Host: a\r\nX-A: b\r\n\tc\r\n"), 400},
    {"first_line_folded", get(" Host: a\r\n"), 400},
    {"line_without_colon", get("Host: a\r\nnothing\r\n"), 400},
    {"empty_name", get("Host: a\r\n: x\r\n"), 400},
    {"name_with_space", get("Host: a\r\nX A: b\r\n"), 400},
    {"name_with_control", get("Host: a\r\nX\x01: b\r\n"), 400},
    {"nul_in_value", get(std::string{"Host: a\r\nX: b\0c\r\n", 18}), 400},
    {"control_in_value", get("Host: a\r\nX: b\x1b\r\n"), 400},
    {"delete_in_value", get("Host: a\r\nX: b\x7f\r\n"), 400},
    {"bare_cr_in_value", get("Host: a\r\nX: b\rContent-Length: 5\r\n"), 400},
    {"bare_lf_after_line", "GET / HTTP/1.1\nHost: a\r\n\r\n", 400},
    {"bare_lf_in_fields", get("Host: a\nX: b\r\n"), 400},
    {"bare_lf_end", "GET / HTTP/1.1\r\nHost: a\r\n\n", 400},
    {"empty_line_first", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"no_version", "GET /\r\nHost: a\r\n\r\n", 400},
    {"version_2", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
    {"version_0_9", "GET / HTTP/0.9\r\nHost: a\r\n\r\n", 505},
    {"version_1_2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", 505},
    {"version_lower_case", "GET / http/1.1\r\nHost: a\r\n\r\n", 400},
    {"version_with_space", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400},
    {"two_spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"target_with_space", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"target_with_tab", "GET /a\tb HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"target_with_fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"target_without_slash", "GET hidden HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"target_star_for_get", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"target_bad_escape", "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"target_cut_escape", "GET /a%2 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"target_nul", "GET /a%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"target_not_utf8", "GET /%ff HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"target_dots", "GET /a/../b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"target_escaped_dots", "GET /%2e%2e/b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"target_escaped_slash", "GET /a%2fb HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"query_bad_escape", "GET /?q=%g1 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"query_nul", "GET /?q=%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"absolute_other_host", "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"other_scheme", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"connect", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", 501},
    {"method_with_control", "G\x01T / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"tls_greeting", std::string{"\x16\x03\x01\x02\x00", 5}, 400},
    {"unknown_expectation", post("Content-Length: 5\r\nExpect: tea\r\n", "hello"), 417},
};

inline const std::string chunked_head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

inline const std::vector<Probe> chunk_probes = {
    {"chunk_size_hex_prefix", chunked_head + "0x5\r\nhello\r\n0\r\n\r\n", 400},
    {"chunk_size_plus", chunked_head + "+5\r\nhello\r\n0\r\n\r\n", 400},
    {"chunk_size_minus", chunked_head + "-5\r\nhello\r\n0\r\n\r\n", 400},
    {"chunk_size_space_before", chunked_head + " 5\r\nhello\r\n0\r\n\r\n", 400},
    {"chunk_size_space_after", chunked_head + "5 \r\nhello\r\n0\r\n\r\n", 400},
    {"chunk_size_overflow", chunked_head + "10000000000000005\r\nhello\r\n0\r\n\r\n", 400},
    {"chunk_size_empty", chunked_head + "\r\nhello\r\n0\r\n\r\n", 400},
    {"chunk_size_letters", chunked_head + "xyz\r\nhello\r\n0\r\n\r\n", 400},
    {"chunk_size_bare_lf", chunked_head + "5\nhello\r\n0\r\n\r\n", 400},
    {"chunk_data_too_long", chunked_head + "5\r\nhelloX\r\n0\r\n\r\n", 400},
    {"chunk_data_bare_lf", chunked_head + "5\r\nhello\n0\r\n\r\n", 400},
    {"chunk_data_no_end", chunked_head + "5\r\nhello0\r\n\r\n", 400},
    {"extension_bare_lf", chunked_head + "5;a\nb\r\nhello\r\n0\r\n\r\n", 400},
    {"extension_bare_cr", chunked_head + "5;a\rb\r\nhello\r\n0\r\n\r\n", 400},
    {"extension_nul", chunked_head + std::string{"5;a\0b\r\nhello\r\n0\r\n\r\n", 20}, 400},
    {"extension_unnamed", chunked_head + "5;\r\nhello\r\n0\r\n\r\n", 400},
    {"extension_open_quote", chunked_head + "5;a=\"b\r\nhello\r\n0\r\n\r\n", 400},
    {"trailer_bare_lf", chunked_head + "0\r\nX: y\n\r\n", 400},
    {"trailer_folded", chunked_head + "0\r\nX: y\r\n z\r\n\r\n", 400},
    {"trailer_no_colon", chunked_head + "0\r\nnothing\r\n\r\n", 400},
    {"huge_chunk", chunked_head + "7fffffffffffffff\r\nhello\r\n0\r\n\r\n", 413},
    {"endless_extension", chunked_head + "5;a=" + std::string(20'000, 'x') + "\r\nhello\r\n0\r\n\r\n", 413},
    {"endless_trailer", chunked_head + "0\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n", 413},
};

}  // namespace http_test
