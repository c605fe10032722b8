#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace support {

/// A passkey and the browser around it, made with OpenSSL: what a person's device would send. Change a field
/// and it sends what it should not.
class Authenticator {
 public:
  enum class Algorithm { es256, eddsa, rs256 };
  explicit Authenticator(Algorithm algorithm = Algorithm::es256);

  static constexpr unsigned present = 0x01, verified = 0x04;
  std::string rp_id = "localhost";
  std::string origin = "http://localhost:8080";
  std::string more;  ///< further fields of the client data, each with its comma
  std::string credential;
  std::string user_handle;
  unsigned flags = present | verified;
  std::uint32_t counter = 0;  ///< in the next answer
  std::string make_type = "webauthn.create", use_type = "webauthn.get";

  struct Made {
    std::string client_data;
    std::string authenticator_data;
  };
  Made make(std::string_view challenge) const;

  struct Used {
    std::string client_data;
    std::string authenticator_data;
    std::string signature;
  };
  Used use(std::string_view challenge) const;

 private:
  std::string client_data(std::string_view type, std::string_view challenge) const;
  std::string head(unsigned flags_set) const;
  std::string cose_key() const;
  std::string sign(const std::string& bytes) const;

  Algorithm algorithm_;
  std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace support
