// Plays one program in a sandbox and hands back how it ended; a folder that vanishes; who is alive.
#pragma once

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "harness/os/proc.h"
#include "harness/os/sandbox/launch.h"
#include "harness/os/sandbox/process_end.h"
#include "harness/os/sandbox/sandbox.h"

namespace badrdp::harness {
inline std::ostream& operator<<(std::ostream& out, SandboxMode mode) { return out << name(mode); }
}  // namespace badrdp::harness

namespace badrdp::harness::test {

// Empty if there is no such file, or no longer: a process may die while it is looked at.
inline std::string text_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    try {
        return {std::istreambuf_iterator<char>(in), {}};
    } catch (const std::ios_base::failure&) {
        return {};
    }
}

class TempFolder {
public:
    TempFolder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "badrdp-test-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make " + pattern);
        path_ = pattern;
    }
    ~TempFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;

    std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path write(const std::string& name, const std::string& text) const {
        std::filesystem::create_directories((path_ / name).parent_path());
        std::ofstream(path_ / name) << text;
        return path_ / name;
    }

private:
    std::filesystem::path path_;
};

// The modes that this machine offers.
inline std::vector<SandboxMode> modes() {
    std::vector<SandboxMode> out;
    for (const auto mode :
         {SandboxMode::pid_namespace, SandboxMode::user_and_pid_namespace, SandboxMode::process_group})
        if (can_clone(mode)) out.push_back(mode);
    return out;
}

// Names the mode that the sandboxes of one test use; the machine must offer it.
class ForcedRung {
public:
    explicit ForcedRung(SandboxMode mode) { ::setenv("BADRDP_SANDBOX", std::string(name(mode)).c_str(), 1); }
    ~ForcedRung() { ::unsetenv("BADRDP_SANDBOX"); }
    ForcedRung(const ForcedRung&) = delete;
    ForcedRung& operator=(const ForcedRung&) = delete;
};

// A shell script in `folder`, with all limits far away.
inline SandboxOrder shell(const TempFolder& folder, const std::string& script) {
    SandboxOrder order;
    order.command = {"/bin/sh", "-c", script};
    order.environment = {{"PATH", "/usr/bin:/bin"}};
    order.directory = folder.path();
    order.log = folder / "log";
    return order;
}

constexpr std::chrono::seconds kDeadline{10};

// Runs `loop` until `done` holds or the deadline has passed; the answer is what `done` says at the end.
inline bool run_until(boost::asio::io_context& loop, const std::function<bool()>& done) {
    const auto deadline = std::chrono::steady_clock::now() + kDeadline;
    const auto guard = boost::asio::make_work_guard(loop);
    while (!done() && std::chrono::steady_clock::now() < deadline)
        loop.run_one_for(std::chrono::milliseconds(2));
    return done();
}

// For what sends us no event: asks again and again until it holds or the deadline has passed.
inline bool eventually(const std::function<bool()>& done) {
    boost::asio::io_context nothing_to_run;
    return run_until(nothing_to_run, done);
}

// Nothing if the callback has not come within ten seconds.
inline std::optional<ProcessEnd> play(SandboxOrder order,
                                      const std::function<void(Sandbox&)>& meanwhile = {}) {
    boost::asio::io_context loop;
    std::optional<ProcessEnd> end;
    Sandbox sandbox(loop.get_executor(), std::move(order), [&](ProcessEnd how) { end = std::move(how); });
    if (meanwhile) meanwhile(sandbox);
    run_until(loop, [&] { return end.has_value(); });
    return end;
}

// Living processes whose command line begins with `words`.
inline std::vector<int> running(const std::string& words) {
    std::vector<int> out;
    for_each_process([&](const ProcessRow& row) {
        auto command = text_of("/proc/" + std::to_string(row.pid) + "/cmdline");
        std::ranges::replace(command, '\0', ' ');
        if (!row.dead && command.starts_with(words)) out.push_back(row.pid);
    });
    return out;
}

}  // namespace badrdp::harness::test
