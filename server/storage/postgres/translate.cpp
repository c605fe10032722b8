#include "server/storage/postgres/translate.h"

#include <cctype>

namespace postgres {
namespace {

bool in_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

class Translation {
 public:
  explicit Translation(std::string_view sql) : sql_(sql) {}

  std::string run() {
    while (at_ < sql_.size()) {
      const char c = sql_[at_];
      if (c == '\'')
        literal();
      else if (c == '?')
        mark();
      else if (in_word(c))
        word();
      else if (c == '+' && (last_word_ == "AND" || last_word_ == "WHERE"))
        ++at_;
      else
        other(c);
    }
    return std::move(out_);
  }

 private:
  void literal() {
    out_ += sql_[at_++];
    while (at_ < sql_.size()) {
      const char c = sql_[at_++];
      out_ += c;
      if (c == '\'') break;  // a doubled one begins the next literal at once
    }
    last_word_.clear();
  }

  void mark() {
    ++at_;
    std::size_t number = 0;
    while (at_ < sql_.size() && std::isdigit(static_cast<unsigned char>(sql_[at_])) != 0)
      number = number * 10 + static_cast<std::size_t>(sql_[at_++] - '0');
    if (number == 0) number = ++marks_;
    if (number > marks_) marks_ = number;
    out_ += '$' + std::to_string(number);
    last_word_.clear();
  }

  std::string_view take_word() {
    const auto begin = at_;
    while (at_ < sql_.size() && in_word(sql_[at_])) ++at_;
    return sql_.substr(begin, at_ - begin);
  }

  void skip_spaces() {
    while (at_ < sql_.size() && (sql_[at_] == ' ' || sql_[at_] == '\n')) ++at_;
  }

  void word() {
    const auto one = take_word();
    if (one == "x" && sql_.substr(at_, 2) == "''") {
      at_ += 2;
      out_ += "''::bytea";
      return;
    }
    if (one == "CROSS" && next_is(" JOIN")) {
      skip_spaces();
      return;
    }
    if (one == "INDEXED") {  // BY name
      skip_spaces();
      take_word();
      skip_spaces();
      take_word();
      return;
    }
    if (one == "NOT" && next_is(" INDEXED")) {
      skip_spaces();
      take_word();
      return;
    }
    out_ += one;
    last_word_ = one;
  }

  bool next_is(std::string_view text) const { return sql_.substr(at_, text.size()) == text; }

  void other(char c) {
    out_ += c;
    ++at_;
    if (c != ' ' && c != '\n') last_word_.clear();
  }

  std::string_view sql_;
  std::size_t at_ = 0;
  std::size_t marks_ = 0;
  std::string out_;
  std::string last_word_;
};

}  // namespace

std::string translate(std::string_view sql) { return Translation(sql).run(); }

}  // namespace postgres
