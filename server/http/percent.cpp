#include "server/http/percent.h"

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

namespace http {

std::string percent_encoded(std::string_view text, bool slashes) {
  using boost::urls::unreserved_chars;
  return slashes ? boost::urls::encode(text, unreserved_chars + '/')
                 : boost::urls::encode(text, unreserved_chars);
}

}  // namespace http
