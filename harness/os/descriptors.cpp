#include "harness/os/descriptors.h"

#include <sys/resource.h>

#include <cerrno>
#include <system_error>

namespace badrdp::harness {

std::uint64_t raise_descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        throw std::system_error(errno, std::generic_category(), "getrlimit");
    limit.rlim_cur = limit.rlim_max;
    if (::setrlimit(RLIMIT_NOFILE, &limit) != 0)
        throw std::system_error(errno, std::generic_category(), "setrlimit");
    return limit.rlim_cur;
}

}  // namespace badrdp::harness
