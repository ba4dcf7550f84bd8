#include "harness/cli/inside.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <chrono>
#include <optional>

#include "harness/cli/origins.h"
#include "harness/os/loop/stop_signals.h"
#include "harness/os/private_folder.h"
#include "harness/os/roots/store.h"
#include "harness/os/sandbox/display.h"
#include "harness/os/sandbox/sandbox.h"

namespace badrdp::harness {
namespace {

namespace fs = std::filesystem;

constexpr int kDiedOfSignal = 128;  // the exit status is that and the signal's number, as a shell has it
constexpr std::chrono::hours kAsLongAsWanted{24 * 365};
constexpr std::size_t kMostOutput = 64u << 20;

struct ExecOptions {
    std::string name;
    std::string home, log, display;
    std::vector<std::string> shows;
    std::vector<std::string> in_place;  // FILE=AT
};

fs::path root_named(const Globals& globals, const std::string& name) {
    const RootStore store(RootStore::usual_folder());
    const auto all = addable(globals);
    const auto found = std::ranges::find(all, name, &Origin::name);
    if (found == all.end() || !store.has(found->recipe))
        throw UsageError(fmt::format("{} is not here; `badrdp clients list` shows what is", name));
    return store.path_of(found->recipe);
}

SandboxOrder order_for(const ExecOptions& options, std::vector<std::string> command, const fs::path& own) {
    if (command.empty() || !fs::path(command.front()).is_absolute())
        throw UsageError("name the program by its whole path in the root: /usr/sbin/xrdp");
    SandboxOrder order;
    order.command = std::move(command);
    order.directory = options.home.empty() ? own / "home" : fs::absolute(options.home);
    fs::create_directories(order.directory);
    order.log = options.log.empty() ? own / "log" : fs::absolute(options.log);
    const auto home = order.directory.string();
    order.environment = {{"PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"},
                         {"HOME", home},
                         {"TMPDIR", home},
                         {"XDG_RUNTIME_DIR", home},
                         {"LANG", "C.UTF-8"}};
    order.shows.assign(options.shows.begin(), options.shows.end());
    show_at({options.display, {}}, order);
    for (const auto& pair : options.in_place) {
        const auto sign = pair.find('=');
        if (sign == pair.npos) throw UsageError("--in-place wants FILE=PATH: what is found, and where");
        order.in_place.emplace_back(fs::absolute(pair.substr(0, sign)), pair.substr(sign + 1));
    }
    order.wall_clock = kAsLongAsWanted;
    order.output_bytes = kMostOutput;
    return order;
}

int exec_in(const Globals& globals, const ExecOptions& options, std::vector<std::string> command) {
    const PrivateFolder own;
    auto order = order_for(options, std::move(command), own.path());
    order.root = root_named(globals, options.name);
    const HeldRoot held(order.root);
    boost::asio::io_context loop;
    boost::asio::signal_set stop(loop);
    add_stop_signals(stop);
    std::optional<ProcessEnd> how;
    Sandbox sandbox(loop.get_executor(), std::move(order), [&](ProcessEnd end) {
        how = std::move(end);
        stop.cancel();
    });
    stop.async_wait([&](boost::system::error_code failed, int) {
        if (!failed) sandbox.kill(Limit::none);
    });
    loop.run();
    if (options.log.empty()) fmt::print("{}", how->output);
    return how->exit.value_or(kDiedOfSignal + how->signal.value_or(0));
}

}  // namespace

void add_exec(CLI::App& clients, const Globals& globals, int& status) {
    auto* command = clients.add_subcommand(
        "exec", "Start a program of one of them in the sandbox, and wait for its end: a server, for a test");
    command->fallthrough(false);  // the words behind its name are the program's
    command->prefix_command();
    command->footer(
        "The program finds the root, a HOME, and what is shown to it, and is in this machine's network. Its "
        "exit\n"
        "status is this command's; 128 and more: a signal ended it. SIGTERM ends it with all that it "
        "started.\n"
        "Example:\n"
        "  badrdp clients exec --home /tmp/there xrdp@trixie /usr/sbin/xrdp --nodaemon --config "
        "/tmp/there/xrdp.ini");
    auto options = std::make_shared<ExecOptions>();
    command->add_option("--home", options->home, "Its HOME, which is given to it with all in it [a new one]");
    command->add_option("--log", options->log,
                        "Where its output goes as it comes [printed when it has ended]");
    command->add_option("--display", options->display, "The X display that it may use");
    command->add_option("--show", options->shows, "A file or folder that it can read, at the same path")
        ->allow_extra_args(false);
    command
        ->add_option("--in-place", options->in_place, "FILE=PATH: it finds that file at the path of another")
        ->allow_extra_args(false);
    command->add_option("client", options->name, "A name such as xrdp@trixie")->required();
    command->callback(
        [options, command, &globals, &status] { status = exec_in(globals, *options, command->remaining()); });
}

}  // namespace badrdp::harness
