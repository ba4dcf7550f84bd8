// A mistake of the user's in an argument or a file.
#pragma once

#include <stdexcept>

namespace badrdp::harness {

// A bad argument or file: printed as it is, exit status 2.
struct UsageError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

}  // namespace badrdp::harness
