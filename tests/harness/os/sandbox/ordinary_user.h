// A life without privileges: for tests.
#pragma once

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <functional>
#include <string>
#include <system_error>

#include "harness/os/fd.h"
#include "harness/os/net/namespaces.h"
#include "tests/harness/os/sandbox/read_all.h"

namespace badrdp::harness::test {

inline void become_ordinary() {
    if (::geteuid() != 0) return;
    if (::setresgid(65534, 65534, 65534) < 0 || ::setresuid(65534, 65534, 65534) < 0)
        throw std::system_error(errno, std::generic_category(), "cannot become nobody");
    ::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);  // or /proc/self would belong to root
}

// What `told` gives in a process whose user is not root and has claimed namespaces; "refused: why" if he may
// not.
inline std::string as_ordinary_user(const std::function<std::string()>& told) {
    auto pipe = make_pipe();
    const pid_t child = ::fork();
    if (child == 0) {
        std::string text;
        try {
            become_ordinary();
            text = told();
        } catch (const std::exception& error) {
            text = std::string("refused: ") + error.what();
        }
        ::_exit(::write(pipe.write.get(), text.data(), text.size()) < 0 ? 1 : 0);
    }
    pipe.write.reset();
    auto text = read_all(pipe.read);
    ::waitpid(child, nullptr, 0);
    return text;
}

// For tests that take what an ordinary user may not have: inside a chroot, for example.
inline boost::test_tools::assertion_result user_namespaces(boost::unit_test::test_unit_id) {
    const auto refused = as_ordinary_user([] {
        claim_namespaces();
        return "";
    });
    boost::test_tools::assertion_result may(refused.empty());
    may.message() << refused;
    return may;
}

}  // namespace badrdp::harness::test
