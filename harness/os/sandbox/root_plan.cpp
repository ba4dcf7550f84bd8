#include "harness/os/sandbox/root_plan.h"

#include <fmt/core.h>
#include <sys/mount.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <array>
#include <system_error>

#include "harness/os/sandbox/machine_view.h"
#include "harness/os/sandbox/own_user.h"

namespace badrdp::harness {
namespace {

namespace fs = std::filesystem;
using What = RootStep::What;

constexpr unsigned long kPlain = MS_NOSUID | MS_NODEV;
// What every root has, empty [FHS 3.0, 3.12]; it is where the new root is put together.
constexpr const char* kStage = "mnt";
// Folders that are not the release's: what the program finds there is made for it.
constexpr std::array<std::string_view, 11> kOwn{"dev",  "proc", "sys",   "run", "tmp", "mnt",
                                                "home", "root", "media", "srv", "boot"};
constexpr std::size_t kMostFiles = 16'384;  // in a file system in memory: each takes a kibibyte of the kernel

// In a user namespace a mount may not lose what restricts the one that it shows.
unsigned long restrictions_of(const fs::path& path) {
    struct statvfs info {};
    if (::statvfs(path.c_str(), &info) != 0)
        throw std::system_error(errno, std::generic_category(), "cannot look at " + path.string());
    unsigned long out = 0;
    for (const auto& [has, flag] : {std::pair<unsigned long, unsigned long>{ST_NOSUID, MS_NOSUID},
                                    {ST_NODEV, MS_NODEV},
                                    {ST_NOEXEC, MS_NOEXEC},
                                    {ST_NOATIME, MS_NOATIME},
                                    {ST_NODIRATIME, MS_NODIRATIME},
                                    {ST_RELATIME, MS_RELATIME}})
        if ((info.f_flag & has) != 0) out |= flag;
    return out;
}

// Whether anybody may look into it: what is private on this machine is no part of the view of it.
bool open_to_all(const fs::path& folder) {
    constexpr auto wanted = fs::perms::others_read | fs::perms::others_exec;
    std::error_code unknown;
    return (fs::status(folder, unknown).permissions() & wanted) == wanted;
}

bool shown_with_the_machine(const fs::path& file) {
    if (std::ranges::find(kMachine, file.relative_path().begin()->string()) == kMachine.end()) return false;
    for (auto folder = file.parent_path(); folder != folder.parent_path(); folder = folder.parent_path())
        if (!open_to_all(folder)) return false;
    return true;
}

class Planner {
public:
    Planner(const SandboxOrder& order, std::optional<uid_t> user)
        : order_(order), machine_(order.root.empty()), user_(user), root_("/") {
        plan_.stage = kMachineStage;
        if (!machine_) {
            root_ = fs::absolute(order.root);
            plan_.stage = (root_ / kStage).string();
        }
        if (!fs::is_directory(plan_.stage))
            throw std::system_error(std::make_error_code(std::errc::no_such_file_or_directory),
                                    root_.string() + " is no root file system");
        if (!order.directory.empty()) directory_ = fs::absolute(order.directory).lexically_normal();
        for (const auto& path : order.shows) {
            auto file = fs::absolute(path).lexically_normal();
            if (!machine_ || !shown_with_the_machine(file)) files_.push_back(std::move(file));
        }
    }

    RootPlan make(const std::vector<Overlay>& overlays) {
        add({.what = What::mount,
             .at = plan_.stage,
             .from = "tmpfs",
             .flags = kPlain,
             .data = "mode=0755,size=4m"});
        for (const auto& overlay : overlays)
            if (is_lacking(overlay)) lacking_.emplace_back(overlay.over);
        machine_ ? lay_machine() : lay_release();
        lay_own_folders();
        lay_devices();
        for (const auto& overlay : overlays) lay_over(overlay);
        if (user_) lay_user();
        if (!directory_.empty()) show_directory();
        for (const auto& file : files_) show(file);
        return std::move(plan_);
    }

private:
    void add(RootStep step) { plan_.steps.push_back(std::move(step)); }
    std::string staged(const fs::path& path) const {
        return plan_.stage + '/' + path.relative_path().string();
    }

    void lay_release() {
        const auto restrictions = restrictions_of(root_);
        for (const auto& entry : fs::directory_iterator(root_)) {
            const auto name = entry.path().filename().string();
            if (std::ranges::find(kOwn, name) == kOwn.end()) lay(entry, "/" + name, restrictions);
        }
    }

    void lay_machine() {
        for (const auto name : kMachine)
            if (const fs::directory_entry entry(root_ / name); entry.exists()) lay(entry, entry.path(), 0);
        for (const auto name : kMachineData)
            if (fs::is_directory(root_ / name)) show(root_ / name);
        // Often a link to where a service of the machine writes it.
        std::error_code none;
        if (const auto names = fs::canonical("/etc/resolv.conf", none);
            !none && !shown_with_the_machine(names))
            show(names);
    }

    // A folder in which something of this machine must show is made anew, and what is in it is laid out.
    void lay(const fs::directory_entry& entry, const fs::path& path, unsigned long restrictions) {
        const auto holds = [&](const fs::path& wanted) {
            const auto below = wanted.lexically_relative(path);
            return !below.empty() && *below.begin() != ".." && below != ".";
        };
        if (entry.is_symlink())
            return add(
                {.what = What::link, .at = staged(path), .from = fs::read_symlink(entry.path()).string()});
        const bool folder = entry.is_directory();
        if (!folder && !entry.is_regular_file()) return;
        add({.what = folder ? What::folder : What::file, .at = staged(path)});
        if (folder && (holds(directory_) || std::ranges::any_of(files_, holds) ||
                       std::ranges::any_of(lacking_, holds))) {
            if (machine_ && !open_to_all(entry.path())) return;
            for (const auto& below : fs::directory_iterator(entry.path()))
                lay(below, path / below.path().filename(), restrictions);
            return;
        }
        add({.what = machine_ ? What::bind_tree : What::bind,
             .at = staged(path),
             .from = entry.path().string(),
             .flags = restrictions | kPlain | MS_RDONLY});
    }

    void lay_own_folders() {
        for (const auto name : kOwn) add({.what = What::folder, .at = staged(name)});
        // A kernel lets nobody see more of /proc than he does already: where part of it is hidden, ours
        // shows.
        add({.what = What::mount,
             .at = staged("proc"),
             .from = "proc",
             .flags = kPlain | MS_NOEXEC,
             .data = user_ ? "hidepid=2" : "",
             .needed = false});
        add({.what = What::bind_all,
             .at = staged("proc"),
             .from = "/proc",
             .needed = false,
             .instead = true});
        add({.what = What::mount,
             .at = staged("tmp"),
             .from = "tmpfs",
             .flags = kPlain,
             .data = tmpfs_options("1777")});
    }

    std::string tmpfs_options(std::string_view mode) const {
        return fmt::format("mode={},size={},nr_inodes={}", mode, order_.scratch_bytes, kMostFiles);
    }

    void lay_devices() {
        for (const auto name : kDevices) {
            const auto device = std::string("/dev/").append(name);
            add({.what = What::file, .at = staged(device)});
            add({.what = What::bind, .at = staged(device), .from = device, .needed = name != "tty"});
        }
        add({.what = What::folder, .at = staged("dev/pts")});
        add({.what = What::mount,
             .at = staged("dev/pts"),
             .from = "devpts",
             .flags = MS_NOSUID | MS_NOEXEC,
             .data = "newinstance,ptmxmode=0666,mode=0620",
             .needed = false});
        add({.what = What::folder, .at = staged("dev/shm")});
        add({.what = What::mount,
             .at = staged("dev/shm"),
             .from = "tmpfs",
             .flags = kPlain,
             .data = tmpfs_options("1777")});
        for (const auto& [name, says] :
             {std::pair{"dev/ptmx", "pts/ptmx"}, std::pair{"dev/fd", "/proc/self/fd"},
              std::pair{"dev/stdin", "/proc/self/fd/0"}, std::pair{"dev/stdout", "/proc/self/fd/1"},
              std::pair{"dev/stderr", "/proc/self/fd/2"}})
            add({.what = What::link, .at = staged(name), .from = says});
    }

    // A minimal release may not have the file of a package that is not among its own.
    bool is_lacking(const Overlay& overlay) const {
        return !machine_ && overlay.needed && !fs::exists(root_ / fs::path(overlay.over).relative_path());
    }

    // Who is root may else write to this machine's own file.
    void lay_over(const Overlay& overlay) {
        if (!overlay.needed && !fs::exists(overlay.from)) return;
        if (is_lacking(overlay)) {
            make_parents(overlay.over);
            add({.what = What::file, .at = staged(overlay.over)});
        }
        fs::path over = overlay.over;
        std::error_code none;  // a link of this machine's would lead out of the view
        if (auto target = fs::canonical(over, none); machine_ && !none) over = std::move(target);
        add({.what = What::bind,
             .at = staged(over),
             .from = overlay.from,
             .flags = restrictions_of(overlay.from) | kPlain | MS_RDONLY,
             .needed = overlay.needed});
    }

    // Their own files, since nobody can write to the view's /etc.
    void lay_user() {
        for (const auto& [name, text] : {std::pair{"passwd", passwd_with(*user_, directory_, root_)},
                                         std::pair{"group", group_with(*user_, root_)}}) {
            const auto made = staged(fs::path("run") / name);
            add({.what = What::text, .at = made, .from = text});
            add({.what = What::bind,
                 .at = staged(fs::path("etc") / name),
                 .from = made,
                 .flags = kPlain | MS_RDONLY,
                 .needed = false});
        }
    }

    void make_parents(const fs::path& path) {
        fs::path at;
        for (const auto& part : path.parent_path().relative_path())
            add({.what = What::folder, .at = staged(at /= part)});
    }

    void show_directory() {
        make_parents(directory_);
        add({.what = What::folder, .at = staged(directory_)});
        if (order_.fresh_directory)
            add({.what = What::mount,
                 .at = staged(directory_),
                 .from = "tmpfs",
                 .flags = kPlain,
                 .data = tmpfs_options("0700") +
                         (user_ ? fmt::format(",uid={0},gid={0}", *user_) : std::string())});
        else
            add({.what = What::bind,
                 .at = staged(directory_),
                 .from = directory_.string(),
                 .flags = restrictions_of(directory_) | kPlain});
    }

    void show(const fs::path& path) {
        make_parents(path);
        const bool folder = fs::is_directory(path);
        add({.what = folder ? What::folder : What::file, .at = staged(path)});
        add({.what = folder ? What::bind_tree : What::bind,
             .at = staged(path),
             .from = path.string(),
             .flags = restrictions_of(path) | kPlain | MS_RDONLY});
    }

    const SandboxOrder& order_;
    bool machine_;  // or else a release's root
    std::optional<uid_t> user_;
    fs::path root_;
    fs::path directory_;
    std::vector<fs::path> files_;
    std::vector<fs::path> lacking_;  // files that are put where the release has none
    RootPlan plan_;
};

}  // namespace

RootPlan plan_root(const SandboxOrder& order, const std::vector<Overlay>& overlays,
                   std::optional<uid_t> user) {
    return Planner(order, user).make(overlays);
}

}  // namespace badrdp::harness
