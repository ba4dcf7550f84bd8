// Hostile programs, each at one wall of the sandbox, in every mode that stands here.
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/core.h>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <csignal>

#include "harness/os/files.h"
#include "harness/os/sandbox/own_user.h"
#include "tests/harness/os/sandbox/apart.h"
#include "tests/harness/os/sandbox/ordinary_user.h"
#include "tests/harness/os/sandbox/play.h"
#include "tests/harness/os/sandbox/small_root.h"
#include "tests/harness/os/sandbox/without_walls.h"

BOOST_AUTO_TEST_SUITE(harness_client_walls)

namespace {

using namespace badrdp::harness;
using namespace badrdp::harness::test;
namespace bdata = boost::unit_test::data;
namespace utf = boost::unit_test;
namespace fs = std::filesystem;

std::string said_by(SandboxOrder order) {
    const auto end = play(std::move(order));
    return end ? end->output : "never ended";
}

// Those that give a program files of its own.
std::vector<SandboxMode> walled() {
    auto out = modes();
    std::erase_if(out, [](SandboxMode mode) { return !has_walls(mode); });
    return out;
}

// Those in which nobody but the program's own processes counts against its user.
std::vector<SandboxMode> counted() {
    auto out = modes();
    if (::geteuid() != 0)
        std::erase_if(out, [](auto mode) { return mode != SandboxMode::user_and_pid_namespace; });
    return out;
}

boost::test_tools::assertion_result root(utf::test_unit_id) { return ::geteuid() == 0; }

constexpr const char* kForkBomb =
    "mkfifo f; exec 9<>f; i=0; while [ $i -lt 700 ]; do read x <&9 & : $((i+=1)); done; echo all";
constexpr const char* kEnvironments = "cat /proc/*/environ 2>&- | tr '\\0' '\\n' | grep -c ^SECRET_OF_A_TEST";
constexpr const char* kLimits = "ulimit -c; ulimit -n; ulimit -f";
constexpr const char* kMyself =
    "id -u; id -g; id -G; grep -E '^(Cap(Prm|Eff|Amb)|NoNewPrivs)' /proc/self/status | cut -f 2";

// Everybody reads this folder: what hides it is the wall, not its mode.
struct Bystander {
    Bystander() {
        file = folder.write("case/client.log", "another client's\n");
        fs::permissions(folder.path(), static_cast<fs::perms>(0755));
    }
    TempFolder folder;
    fs::path file;
};

}  // namespace

BOOST_DATA_TEST_CASE(no_file_of_another_case_is_read_or_written, bdata::make(walled()), mode) {
    const ForcedRung forced(mode);
    const TempFolder home;
    const Bystander other;
    const auto path = other.file.string();
    BOOST_TEST(said_by(shell(home, "cat " + path + " 2>&- || echo hidden; (: >>" + path +
                                       ") 2>&- || echo kept; ls -A " + home.path().parent_path().string())) ==
               "hidden\nkept\n" + home.path().filename().string() + "\n");
}

BOOST_DATA_TEST_CASE(no_users_home_and_no_data_of_this_machine_is_seen, bdata::make(walled()), mode) {
    const ForcedRung forced(mode);
    const TempFolder home;
    const auto script =
        "ls -A /root /home /srv /mnt /media /boot /sys /run | grep -v -e : -e '^$' -e passwd -e group; "
        "ls -d /var/*/* | grep -v -e /var/cache/fontconfig -e /var/lib/dbus; echo seen";
    BOOST_TEST(said_by(shell(home, script)) == "seen\n");
}

BOOST_DATA_TEST_CASE(the_programs_of_this_machine_are_there_and_cannot_be_changed, bdata::make(walled()),
                     mode) {
    const ForcedRung forced(mode);
    const TempFolder home;
    const auto script =
        "for f in /usr/x /usr/bin/x /etc/x /etc/passwd /opt/x /var/x /run/x /x /home/x /root/x /dev/x; do "
        "(: >>$f) 2>&- && echo $f; done; (: >/tmp/x) && (: >here) && (: >/dev/shm/x) && grep -c ^root: "
        "/etc/passwd";
    BOOST_TEST(said_by(shell(home, script)) == "1\n");
    BOOST_TEST(fs::exists(home / "here"));
    BOOST_TEST(!fs::exists("/tmp/x"));
}

BOOST_DATA_TEST_CASE(what_is_shown_is_there_and_cannot_be_changed, bdata::make(walled()), mode) {
    const ForcedRung forced(mode);
    const TempFolder home;
    const Bystander other;
    const auto text = other.folder.write("deep/er/text", "shown\n");
    auto order = shell(home, "cat " + text.string() + "; (: >>" + text.string() + ") 2>&- || echo kept; ls " +
                                 other.folder.path().string());
    order.shows = {text};
    BOOST_TEST(said_by(order) == "shown\nkept\ndeep\n");
    order.shows = {other.folder.path()};
    BOOST_TEST(said_by(order) == "shown\nkept\ncase\ndeep\n");
}

BOOST_DATA_TEST_CASE(a_fresh_home_has_an_end_in_bytes_and_in_files, bdata::make(walled()), mode) {
    const ForcedRung forced(mode);
    const TempFolder home;
    auto order = shell(home,
                       "(head -c 3000000 /dev/zero >flood) 2>&- || echo full; rm flood; "
                       "seq 20000 | xargs touch 2>&- || echo many");
    order.fresh_directory = true;
    order.scratch_bytes = 1 << 20;
    BOOST_TEST(said_by(std::move(order)) == "full\nmany\n");
    BOOST_TEST(!fs::exists(home / "flood"));
}

BOOST_DATA_TEST_CASE(a_home_on_the_disk_is_watched, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const TempFolder home;
    const auto fill = [&](const char* name, int files, std::size_t limit) {
        auto order = shell(home, fmt::format("i=0; while [ $i -lt {} ]; do head -c 200000 /dev/zero >$i; "
                                             ": $((i+=1)); sleep 0.01; done; echo all",
                                             files));
        order.directory = home / name;
        fs::create_directory(order.directory);
        order.scratch_bytes = limit;
        auto end = play(std::move(order));
        BOOST_REQUIRE(end);
        return *end;
    };
    BOOST_TEST((fill("floods", 100'000, 2'000'000).limit == Limit::disk));
    BOOST_TEST(bytes_below(home / "floods", 1u << 30) < 100'000'000u);
    // The same client with room for what it writes comes to its end.
    const auto modest = fill("modest", 20, 64u << 20);
    BOOST_TEST((modest.limit == Limit::none));
    BOOST_TEST(modest.output == "all\n");
    BOOST_TEST(bytes_below(home / "modest", 1u << 30) >= 4'000'000u);
}

BOOST_DATA_TEST_CASE(a_fork_bomb_stays_small, bdata::make(counted()), mode) {
    const ForcedRung forced(mode);
    const TempFolder home;
    const auto end = play(shell(home, kForkBomb));
    BOOST_REQUIRE(end);
    BOOST_TEST(!end->output.contains("all"));
    BOOST_TEST(end->output.contains("annot fork"));
}

BOOST_TEST_DECORATOR(*utf::precondition(root))
BOOST_DATA_TEST_CASE(roots_program_is_a_user_of_its_own_without_privileges, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const TempFolder home;
    const auto one = said_by(shell(home, kMyself)), other = said_by(shell(home, kMyself));
    BOOST_TEST(one != other);
    const auto id = one.substr(0, one.find('\n'));
    BOOST_TEST_REQUIRE(id.size() > 9u);  // no account's
    const std::string none = "0000000000000000\n";
    BOOST_TEST(one == id + "\n" + id + "\n" + id + "\n" + none + none + none + "1\n");
    if (has_walls(mode))
        BOOST_TEST(said_by(shell(home, "id -un; id -gn")) == "badrdp-client\nbadrdp-client\n");
    const SmallRoot release;
    const auto inside = said_by(
        release.order(home, "while read -r k v; do [ $k = Uid: ] && echo $v; done </proc/self/status"));
    BOOST_TEST(inside.size() > 4 * 9u);
}

// A wild client of root's in the mode without a PID namespace once ended every process of the machine. Here
// the machine is a namespace of the test's own.
BOOST_AUTO_TEST_CASE(a_signal_to_everybody_reaches_nobody_but_its_sender, *utf::precondition(root)) {
    for (const auto mode : modes()) {
        const auto told = in_a_pid_namespace([mode] {
            const pid_t bystander = ::fork();
            if (bystander == 0)
                for (;;) ::pause();
            const ForcedRung forced(mode);
            const TempFolder home, neighbour;
            boost::asio::io_context loop;
            std::string out;
            const Sandbox other(loop.get_executor(), shell(neighbour, "echo up; read -r x </dev/zero"),
                                [&](const ProcessEnd&) { out += "the neighbour died, "; });
            Sandbox sandbox(loop.get_executor(),
                            shell(home, "for s in TERM HUP KILL; do kill -$s -1 2>&1 || :; done; echo sent"),
                            [&](const ProcessEnd& end) {
                                out += end.signal ? "killed itself, " : "ended, ";
                                loop.stop();
                            });
            loop.run_for(kDeadline);
            out += ::kill(bystander, 0) == 0 && ::waitpid(bystander, nullptr, WNOHANG) == 0
                       ? "bystander lives"
                       : "bystander died";
            return out;
        });
        BOOST_TEST_CONTEXT(mode)
        BOOST_TEST((told == "ended, bystander lives" || told == "killed itself, bystander lives"), told);
    }
}

BOOST_TEST_DECORATOR(*utf::precondition(root))
BOOST_DATA_TEST_CASE(roots_program_reads_no_environment_of_ours, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const Neighbour neighbour("SECRET_OF_A_TEST=1");
    const TempFolder home;
    BOOST_TEST(said_by(shell(home, kEnvironments)) == "0\n");
}

BOOST_DATA_TEST_CASE(descriptors_core_dumps_and_files_are_limited, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const TempFolder home;
    auto order = shell(home, kLimits);
    order.output_bytes = 1 << 20;
    const auto told = said_by(std::move(order));
    BOOST_TEST(told.starts_with("0\n1024\n"), told);
    BOOST_TEST(!told.contains("unlimited"), told);
}

// The same programs get through where these walls are not put up: their tests would fail.
BOOST_AUTO_TEST_CASE(without_a_user_of_its_own_and_limits_each_gets_through, *utf::precondition(root)) {
    const Neighbour neighbour("SECRET_OF_A_TEST=1");
    const TempFolder home;
    const auto said = [&](const std::string& script) { return said_without_walls(script, home.path()); };
    BOOST_TEST(said(kMyself).starts_with("0\n0\n"));
    BOOST_TEST(said(kEnvironments) == "1\n");
    BOOST_TEST(said(kForkBomb) == "all\n");
    BOOST_TEST(said(kLimits).ends_with("unlimited\n"));
    BOOST_TEST(said("kill -KILL " + neighbour.pid() + " && echo sent") == "sent\n");
}

BOOST_DATA_TEST_CASE(what_it_leaves_can_be_removed_and_its_log_is_ours_again, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const TempFolder home;
    auto order = shell(home, "echo again >/dev/stdout; mkdir -p a/b && : >a/b/c && chmod 0 a/b/c");
    order.directory = home / "its";
    fs::create_directory(order.directory);
    BOOST_TEST(said_by(order) == "again\n");
    struct stat log {};
    BOOST_REQUIRE(::stat((home / "log").c_str(), &log) == 0);
    BOOST_TEST(log.st_uid == ::geteuid());
    std::error_code error;
    fs::remove_all(order.directory, error);
    BOOST_TEST(!error);
    // What is found on a second visit is the program's again.
    fs::create_directory(order.directory);
    order.command[2] = "[ -e seen ] && : >>seen && echo twice; : >seen";
    BOOST_TEST(said_by(order) == "");
    BOOST_TEST(said_by(order) == "twice\n");
}

BOOST_AUTO_TEST_CASE(ids_are_taken_where_a_user_namespace_has_some) {
    BOOST_TEST(free_ids_in("         0          0 4294967295\n", 4096).value_or(0) == 0x70000000u);
    BOOST_TEST(free_ids_in("0 1000 1\n1 100000 65536\n", 4096).value_or(0) == 0x8000u);
    BOOST_TEST(!free_ids_in("0 1000 1\n", 4096));
    BOOST_TEST(!free_ids_in("", 4096));
}

BOOST_AUTO_TEST_CASE(root_without_a_second_id_is_held_by_namespaces_or_not_at_all,
                     *utf::precondition(root) * utf::precondition(user_namespaces)) {
    const auto told = as_ordinary_user([] {
        if (::unshare(CLONE_NEWUSER) != 0) return std::string("no user namespace");
        std::ofstream("/proc/self/setgroups") << "deny";
        std::ofstream("/proc/self/uid_map") << "0 65534 1";
        std::ofstream("/proc/self/gid_map") << "0 65534 1";
        if (::geteuid() != 0) return std::string("no map");
        std::string out;
        const TempFolder home;
        {
            const ForcedRung forced(SandboxMode::pid_namespace);
            out += said_by(shell(home, "id -u; grep CapEff /proc/self/status | cut -f 2"));
        }
        const ForcedRung forced(SandboxMode::process_group);
        try {
            return out + said_by(shell(home, "kill -TERM -1"));
        } catch (const std::runtime_error& refused) {
            return out + refused.what();
        }
    });
    BOOST_TEST(told.starts_with("0\n0000000000000000\ncannot hold a client: "), told);
}

BOOST_AUTO_TEST_SUITE_END()
