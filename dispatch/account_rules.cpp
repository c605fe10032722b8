#include "dispatch/account_rules.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace dispatch {
namespace {

using models::Role;

// Long ones that people and word lists use; short ones fall by their length. Compared without case, and with
// the usual digits in the place of letters. It is no substitute for a list of millions.
constexpr std::array common{
    "123456789012",   "1234567890123",    "12345678901234",   "qwertyuiop123",
    "qwertyuiopas",   "qwertyuiop12",     "1q2w3e4r5t6y",     "q1w2e3r4t5y6",
    "1qaz2wsx3edc",   "1qaz2wsx3edc4rfv", "zaq12wsxcde3",     "qazwsxedcrfv",
    "asdfghjkl123",   "zxcvbnm123456",    "password1234",     "password12345",
    "password123456", "passwordpassword", "mypassword123",    "adminadmin123",
    "administrator",  "administrator1",   "administrator123", "admin123456789",
    "admin12345678",  "admin1234567",     "admin@123456",     "root12345678",
    "letmeinletmein", "letmein12345",     "welcome12345",     "welcome123456",
    "iloveyou1234",   "iloveyou12345",    "iloveyouforever",  "trustno1trustno1",
    "changeme1234",   "changeme12345",    "changemechangeme", "default12345",
    "test12345678",   "testtesttest",     "guestguest123",    "superman1234",
    "batman123456",   "football1234",     "baseball1234",     "princess1234",
    "sunshine1234",   "dragon123456",     "monkey123456",     "abc123456789",
    "abcd12345678",   "abcdef123456",     "a123456789012",    "aa1234567890",
    "woaini1314520",  "woaini520131",     "5201314520131",    "woaiwojia123",
    "wodemima1234",   "mima12345678",     "zhongguo1234",     "beijing12345",
    "beijing123456",  "tongzhou1234",     "huawei@12345",     "huawei12345678",
    "p@ssw0rd1234",   "passw0rd12345",    "p@ssword1234",     "correcthorsebatterystaple",
    "correcthorse",   "summer2024summer", "winter2024winter", "spring202412",
    "newpassword1",   "newpassword123",   "qwerty123456",     "qwerty1234567",
    "1234qwerasdf",   "1234qwer!@#$",     "!@#$%^&*()_+",     "aaaa11112222",
    "google123456",   "wechat123456",     "michael12345",     "computer1234",
    "internet1234",   "secret123456",
};

std::string lowered(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

std::string without_disguise(std::string text) {
  constexpr std::array<std::pair<char, char>, 6> disguises{
      {{'0', 'o'}, {'1', 'l'}, {'3', 'e'}, {'@', 'a'}, {'$', 's'}, {'!', 'i'}}};
  for (char& c : text)
    for (const auto& [worn, meant] : disguises)
      if (c == worn) c = meant;
  return text;
}

std::size_t characters_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

// abcabcabcabc, 111111111111; a longer piece said three times is no longer easy to guess.
constexpr std::size_t longest_unit = 12;  // bytes, four Chinese characters
bool is_repetition(const std::string& text) {
  for (std::size_t unit = 1; unit <= std::min(text.size() / 3, longest_unit); ++unit) {
    bool repeats = true;
    for (std::size_t i = unit; i < text.size() && repeats; ++i) repeats = text[i] == text[i - unit];
    if (repeats) return true;
  }
  return false;
}

// abcdefghijkl, 987654321098
bool is_run(const std::string& text) {
  int up = 0, down = 0;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const int step = text[i] - text[i - 1];
    const bool wraps = (text[i - 1] == '9' && text[i] == '0') || (text[i - 1] == '0' && text[i] == '9');
    up += step == 1 || wraps ? 1 : 0;
    down += step == -1 || wraps ? 1 : 0;
  }
  const auto steps = static_cast<int>(text.size()) - 1;
  return steps > 2 && (up >= steps - 1 || down >= steps - 1);
}

int kinds_of(const std::string& text) {
  bool small = false, capital = false, digit = false, other = false;
  for (const char c : text) {
    if (c >= 'a' && c <= 'z')
      small = true;
    else if (c >= 'A' && c <= 'Z')
      capital = true;
    else if (c >= '0' && c <= '9')
      digit = true;
    else
      other = true;
  }
  return int{small} + int{capital} + int{digit} + int{other};
}

// A word counts when it makes up a good part of the password.
bool is_about(const std::string& password, const std::string& word) {
  const auto small = lowered(word);
  return small.size() >= 3 && small.size() * 2 >= password.size() &&
         password.find(small) != std::string::npos;
}

}  // namespace

bool is_common_password(const std::string& password) {
  const auto small = lowered(password);
  const auto plain = without_disguise(small);
  for (const std::string_view word : common)
    if (small == word || plain == without_disguise(std::string(word))) return true;
  return is_repetition(small) || is_run(small);
}

models::Result<void> check_password(const PasswordPolicy& policy, const models::Account& account,
                                    const std::string& password, const std::string& field) {
  const auto length = characters_of(password);
  if (length < static_cast<std::size_t>(policy.shortest))
    return models::invalid(field, "too_short",
                           "must have at least " + std::to_string(policy.shortest) + " characters");
  if (length > static_cast<std::size_t>(longest_password))
    return models::invalid(field, "too_long",
                           "must have at most " + std::to_string(longest_password) + " characters");
  if (policy.mode == PasswordMode::dengbao && kinds_of(password) < 3)
    return models::invalid(field, "too_plain",
                           "must have three of: small letters, capital letters, digits, other characters");
  if (is_common_password(password))
    return models::invalid(field, "common", "is among those that everybody tries first: choose another");
  auto words = policy.context_words;
  words.insert(words.end(), {account.username, account.display_name});
  const auto small = lowered(password);
  for (const auto& word : words)
    if (is_about(small, word))
      return models::invalid(
          field, "about_you",
          "is made of your name or the town's: choose words that have nothing to do with you");
  return {};
}

bool needs_second_factor(const models::Account& account, const SignInRules& rules) {
  return rules.second_factor && !rules.demo && !account.demo &&
         (account.role == Role::supervisor || account.role == Role::admin);
}

models::Owed owed(const models::Account& account, const SignInRules& rules, models::Time now,
                  const models::Session& session) {
  if (account.demo) return models::Owed::nothing;
  const bool old = rules.password.mode == PasswordMode::dengbao &&
                   now - account.password_changed_at >= rules.password.longest_age;
  if (!session.by_identity && (account.must_change_password || old)) return models::Owed::password;
  if (needs_second_factor(account, rules) && !account.totp_confirmed && !session.multi_factor)
    return models::Owed::second_factor;
  return models::Owed::nothing;
}

}  // namespace dispatch
