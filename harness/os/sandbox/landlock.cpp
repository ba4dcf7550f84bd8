#include "harness/os/sandbox/landlock.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "harness/os/sandbox/machine_view.h"

namespace badrdp::harness {
namespace {

namespace fs = std::filesystem;
using Rights = std::uint64_t;

// From kernels that are newer than Debian 12's headers [Linux 6.12, include/uapi/linux/landlock.h].
constexpr Rights kTruncate = 1u << 14;
constexpr Rights kIoctlOfDevice = 1u << 15;
constexpr Rights kConnectTcp = 1u << 1;
constexpr Rights kSignals = 1u << 1;
constexpr int kPortRule = 2;

// As long as that of the newest kernel here: an older one takes it if what it does not know is zero.
struct Handled {
    Rights files = 0;
    Rights ports = 0;
    Rights scopes = 0;
};

struct PortRule {
    Rights allowed = 0;
    std::uint64_t port = 0;
};

constexpr Rights kRead =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr Rights kUse = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | kIoctlOfDevice;
constexpr Rights kOfFiles =  // the rest only a folder can be given
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | kTruncate |
    kIoctlOfDevice;

Rights rights_of_version(int version) {
    Rights out = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
    if (version >= 2) out |= LANDLOCK_ACCESS_FS_REFER;
    if (version >= 3) out |= kTruncate;
    if (version >= 5) out |= kIoctlOfDevice;
    return out;
}

[[noreturn]] void refuse(const std::string& what) {
    throw std::system_error(errno, std::generic_category(), "cannot forbid the client anything: " + what);
}

class Rules {
public:
    explicit Rules(const Handled& handled)
        : handled_(handled),
          fd_(static_cast<int>(::syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0)),
              "cannot make Landlock rules") {}

    // What is not there needs no rule.
    void allow(const fs::path& path, Rights rights) {
        const int at = ::open(path.c_str(), O_PATH | O_CLOEXEC);
        if (at < 0) return;
        const Fd held(at, path.string());
        struct stat info {};
        if (::fstat(at, &info) != 0) refuse(path.string());
        if (!S_ISDIR(info.st_mode)) rights &= kOfFiles;
        landlock_path_beneath_attr rule{};
        rule.allowed_access = rights & handled_.files;
        rule.parent_fd = at;
        add(LANDLOCK_RULE_PATH_BENEATH, &rule, path.string());
    }

    void allow_port(std::uint16_t port) {
        const PortRule rule{kConnectTcp, port};
        add(kPortRule, &rule, "port " + std::to_string(port));
    }

    Fd take() { return std::move(fd_); }

private:
    void add(int kind, const void* rule, const std::string& what) {
        if (::syscall(SYS_landlock_add_rule, fd_.get(), kind, rule, 0) != 0) refuse(what);
    }

    Handled handled_;
    Fd fd_;
};

void allow_files(const SandboxOrder& order, const Fd& log, Rules& rules) {
    for (const auto name : kMachine) rules.allow(fs::path("/") / name, kRead);
    for (const auto name : kMachineData) rules.allow(fs::path("/") / name, kRead);
    rules.allow("/proc", kRead);
    rules.allow("/etc/resolv.conf", kRead);  // often a link to where a service of the machine writes it
    for (const auto name : kDevices) rules.allow(fs::path("/dev") / name, kUse);
    for (const auto& path : order.shows) rules.allow(path, kRead);
    if (!order.directory.empty()) rules.allow(order.directory, ~Rights{0});
    // A program may open its own output again, by name.
    rules.allow("/proc/self/fd/" + std::to_string(log.get()), LANDLOCK_ACCESS_FS_WRITE_FILE | kTruncate);
}

}  // namespace

int landlock_version() {
    static const long version =
        ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return version < 0 ? 0 : static_cast<int>(version);
}

Fd landlock_rules(const SandboxOrder& order, const Fd& log, LandlockWish wish) {
    const int version = landlock_version();
    Handled handled;
    if (wish.files && version >= kLandlockFiles) handled.files = rights_of_version(version);
    if (wish.signals && version >= kLandlockSignals) handled.scopes = kSignals;
    if (order.tcp_port != 0 && version >= kLandlockPorts) handled.ports = kConnectTcp;
    if ((handled.files | handled.ports | handled.scopes) == 0) return {};
    Rules rules(handled);
    if (handled.files != 0) allow_files(order, log, rules);
    if (handled.ports != 0) rules.allow_port(order.tcp_port);
    return rules.take();
}

Fd landlock_for_reader(int file) {
    const int version = landlock_version();
    if (version < kLandlockFiles) return {};
    Rules rules({.files = rights_of_version(version),
                 .ports = version >= kLandlockPorts ? kConnectTcp : 0,
                 .scopes = version >= kLandlockSignals ? kSignals : 0});
    for (const auto name : kMachine) rules.allow(fs::path("/") / name, kRead);
    rules.allow("/proc", kRead);
    rules.allow("/dev/null", kUse);
    // A file in memory is in no folder: no rule can name it, and none forbids it.
    struct stat info {};
    if (::fstat(file, &info) == 0 && info.st_nlink > 0)
        rules.allow("/proc/self/fd/" + std::to_string(file), LANDLOCK_ACCESS_FS_READ_FILE);
    return rules.take();
}

bool obey_landlock(int rules) { return ::syscall(SYS_landlock_restrict_self, rules, 0) == 0; }

}  // namespace badrdp::harness
