// Exceptions as a person should read them: what failed and why, without the marks of the library that threw.
#pragma once

#include <exception>
#include <string>

namespace badrdp::harness {

// "cannot listen on 127.0.0.1:3389: Address already in use", without category, source file or function;
// "out: Permission denied" for a file-system error. One line, no full stop.
std::string plain(const std::exception& trouble);

}  // namespace badrdp::harness
