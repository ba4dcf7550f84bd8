#include <fcntl.h>
#include <linux/capability.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/harness/os/net/available.h"
#include "tests/harness/os/sandbox/ordinary_user.h"
#include "tests/harness/os/sandbox/play.h"

namespace badrdp::sandbox_network_tests {

namespace {

using namespace badrdp::harness;
using namespace badrdp::harness::test;
namespace bdata = boost::unit_test::data;
namespace utf = boost::unit_test;

std::string name_of(const NetNamespace& network) {
    struct stat info {};
    ::fstat(network.fd(), &info);
    return "net:[" + std::to_string(info.st_ino) + "]\n";
}

std::string output_of(SandboxOrder order) {
    const auto end = play(std::move(order));
    return end ? end->output : "never ended";
}

void give_up_capabilities() {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    const std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
    if (::syscall(SYS_capset, &header, none.data()) != 0)
        throw std::system_error(errno, std::generic_category(), "capset");
}

struct Claimed {
    Claimed() { claim_namespaces(); }
};

constexpr const char* kWhere = "readlink /proc/self/ns/net";
constexpr const char* kNames =
    "cat /etc/resolv.conf; getent ahosts localhost | grep -c STREAM; grep ^hosts: /etc/nsswitch.conf";

}  // namespace

BOOST_AUTO_TEST_SUITE(harness_client_sandbox_network,
                      *utf::precondition(namespaces) * utf::fixture<Claimed>())

BOOST_DATA_TEST_CASE(the_program_lives_in_the_network_it_is_given, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const TempFolder folder;
    const NetNamespace network;
    auto order = shell(folder, kWhere);
    order.net_namespace = network.fd();
    const auto ours = std::filesystem::read_symlink("/proc/self/ns/net").string() + "\n";
    BOOST_TEST(output_of(order) == name_of(network));
    BOOST_TEST(output_of(shell(folder, kWhere)) == ours);
}

BOOST_DATA_TEST_CASE(a_program_in_another_network_ends_as_any_other, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const TempFolder folder;
    const NetNamespace network;
    auto order = shell(folder, "setsid sleep 1234.5 & exit 131");
    order.net_namespace = network.fd();
    const auto end = play(order);
    BOOST_REQUIRE(end);
    BOOST_TEST(end->exit.value_or(-1) == 131);
    BOOST_TEST(eventually([] { return running("sleep 1234.5").empty(); }));

    order.command = {"/bin/sh", "-c", "exec sleep 1234.5"};
    const auto killed = play(order, [](Sandbox& sandbox) { sandbox.kill(Limit::reconnects); });
    BOOST_REQUIRE(killed);
    BOOST_TEST((killed->limit == Limit::reconnects));

    order.command = {"/nowhere/xfreerdp"};
    BOOST_CHECK_EXCEPTION(play(order), std::system_error, [](const auto& e) {
        return std::string_view(e.what()).find("/nowhere/xfreerdp") != std::string_view::npos;
    });
}

BOOST_DATA_TEST_CASE(the_program_sees_names_of_its_own_and_we_keep_ours, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const TempFolder folder;
    const auto before = text_of("/etc/resolv.conf");
    auto order = shell(folder, kNames);
    order.resolv_conf = folder.write("resolv.conf", "nameserver 127.0.0.1\n# of the sandbox\n");
    BOOST_TEST(output_of(order) == "nameserver 127.0.0.1\n# of the sandbox\n2\nhosts: files dns\n");
    BOOST_TEST(text_of("/etc/resolv.conf") == before);
}

BOOST_AUTO_TEST_CASE(what_is_no_network_namespace_is_said_to_be_the_trouble) {
    const TempFolder folder;
    const Fd null(::open("/dev/null", O_RDONLY | O_CLOEXEC), "/dev/null");
    auto order = shell(folder, "");
    order.net_namespace = null.get();
    BOOST_CHECK_EXCEPTION(play(order), std::system_error, [](const auto& e) {
        return e.code() == std::errc::invalid_argument &&
               std::string_view(e.what()).find("network namespace of the client") != std::string_view::npos;
    });
}

// What an ordinary user gets who has claimed a user namespace: everything, but the program may do nothing.
BOOST_AUTO_TEST_CASE(an_ordinary_user_may_too_and_the_program_has_no_capabilities,
                     *utf::precondition(user_namespaces)) {
    const auto told = as_ordinary_user([] {
        claim_namespaces();
        const TempFolder folder;
        const NetNamespace network;
        auto order = shell(folder,
                           "readlink /proc/self/ns/net; cat /etc/resolv.conf; grep ^Cap...: "
                           "/proc/self/status | grep -v CapBnd | cut -f 2 | sort -u; id -u");
        order.net_namespace = network.fd();
        order.resolv_conf = folder.write("resolv.conf", "nameserver 127.0.0.1\n");
        const ForcedRung forced(SandboxMode::pid_namespace);
        const auto said = output_of(order);
        const auto net = name_of(network);
        return said.starts_with(net) ? said.substr(net.size()) : "elsewhere: " + said;
    });
    const auto uid = ::geteuid() == 0 ? 65534 : ::geteuid();
    BOOST_TEST(told == "nameserver 127.0.0.1\n0000000000000000\n" + std::to_string(uid) + "\n");
}

BOOST_AUTO_TEST_CASE(whoever_may_not_enter_is_told_what_it_takes) {
    const NetNamespace network;
    const auto told = as_ordinary_user([&] {
        give_up_capabilities();
        const ForcedRung forced(SandboxMode::process_group);
        const TempFolder folder;
        auto order = shell(folder, kWhere);
        order.net_namespace = network.fd();
        return output_of(order);
    });
    BOOST_TEST(told.find("takes CAP_SYS_ADMIN") != told.npos, told);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::sandbox_network_tests
