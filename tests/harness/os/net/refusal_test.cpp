#include "harness/os/net/refusal.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <fstream>
#include <ostream>

#include "tests/harness/os/sandbox/play.h"

BOOST_AUTO_TEST_SUITE(harness_net_refusal)

using namespace badrdp::harness;
using badrdp::harness::test::TempFolder;
namespace bdata = boost::unit_test::data;

namespace {

struct Told {
    const char* name;
    NetRefusal refusal;
    const char* setting;  // file and value of the kernel's setting that forbids it
    const char* value;
    const char* text;
};
std::ostream& operator<<(std::ostream& os, const Told& told) { return os << told.name; }

const std::vector<Told> kTold{
    {"debian",
     {NetStage::user_namespace, EPERM},
     "kernel/unprivileged_userns_clone",
     "0",
     "neither root (CAP_SYS_ADMIN and CAP_NET_ADMIN) nor unprivileged user namespaces (Operation not "
     "permitted): "
     "sysctl -w kernel.unprivileged_userns_clone=1, or run as root"},
    {"ubuntu",
     {NetStage::user_map, EPERM},
     "kernel/apparmor_restrict_unprivileged_userns",
     "1",
     "neither root (CAP_SYS_ADMIN and CAP_NET_ADMIN) nor unprivileged user namespaces (Operation not "
     "permitted): "
     "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, or run as root"},
    {"none_left",
     {NetStage::user_namespace, ENOSPC},
     "user/max_user_namespaces",
     "0",
     "neither root (CAP_SYS_ADMIN and CAP_NET_ADMIN) nor unprivileged user namespaces (No space left on "
     "device): "
     "sysctl -w user.max_user_namespaces=10000, or run as root"},
    {"container",
     {NetStage::user_namespace, EPERM},
     "kernel/unprivileged_userns_clone",
     "1",
     "neither root (CAP_SYS_ADMIN and CAP_NET_ADMIN) nor unprivileged user namespaces (Operation not "
     "permitted): "
     "run as root, or in a container with CAP_SYS_ADMIN and CAP_NET_ADMIN"},
    {"tun_of_root",
     {NetStage::open_tun, EACCES},
     "none",
     "",
     "/dev/net/tun cannot be opened (Permission denied): chmod 0666 /dev/net/tun, as most systems have it, "
     "or "
     "run as root"},
    {"no_tun",
     {NetStage::open_tun, ENOENT},
     "none",
     "",
     "/dev/net/tun cannot be opened (No such file or directory): modprobe tun, or give the container "
     "--device "
     "/dev/net/tun"},
};

}  // namespace

BOOST_DATA_TEST_CASE(says_what_is_missing_and_what_to_do, bdata::make(kTold), told) {
    const TempFolder proc_sys;
    const auto file = proc_sys.path() / told.setting;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << told.value << '\n';
    BOOST_TEST(to_text(told.refusal, false, proc_sys.path()) == told.text);
}

// Who is root already is not told to become it.
BOOST_AUTO_TEST_CASE(a_root_is_told_what_it_lacks) {
    const TempFolder proc_sys;
    const auto said = to_text({NetStage::user_namespace, EPERM}, true, proc_sys.path());
    BOOST_TEST(said.find("run as root") == std::string::npos, said);
    BOOST_TEST(said.find("this root lacks both") != std::string::npos, said);
}

BOOST_AUTO_TEST_SUITE_END()
