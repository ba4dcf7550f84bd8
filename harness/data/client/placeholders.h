// The words in braces that commands and stdin texts of an adapter may hold.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace badrdp::harness {

using Values = std::map<std::string, std::string, std::less<>>;

// program, host, port, address, user, password, domain, realm, home, badrdp, machine, machine_id.
const std::vector<std::string>& placeholder_names();

// The names between braces in `text`, in order; "{}" and what is no lower-case word are plain text.
std::vector<std::string> placeholders_in(std::string_view text);

// Every {name} that `values` holds is replaced; anything else stays as it is.
std::string fill_in(std::string_view text, const Values& values);

}  // namespace badrdp::harness
