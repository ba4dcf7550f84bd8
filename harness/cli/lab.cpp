#include <fmt/core.h>

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <cstdio>
#include <optional>
#include <utility>

#include "harness/cli/cli.h"
#include "harness/lab/page_parts.h"
#include "harness/lab/pages.h"
#include "harness/lab/real_clients.h"
#include "harness/lab/site.h"
#include "harness/live/http/http_server.h"
#include "harness/os/descriptors.h"
#include "harness/os/loop/stop_signals.h"
#include "harness/os/priority.h"
#include "harness/os/private_folder.h"
#include "harness/os/sandbox/display.h"
#include "harness/os/usage_error.h"
#include "harness/play/builtin/arguments.h"
#include "harness/play/builtin/target.h"

namespace badrdp::harness {

namespace asio = boost::asio;

namespace {

struct LabOptions {
    unsigned students = 0;  // 0: as the state has it, or one
    std::filesystem::path roster;
    std::string address = "127.0.0.1:8388";
    std::filesystem::path state = "badrdp-lab.sqlite";
    std::optional<unsigned> minutes;
    std::uint16_t port = 0;  // 0: the usual one
    std::optional<std::uint64_t> seed;
    std::string client;  // the real one that desks may start; empty: none
};

constexpr std::uint16_t kUsualPort = 3389;
constexpr unsigned kMostConnections = 1024;  // a browser has six
constexpr std::uint16_t kFirstPort = 14001;  // where all hosts share an address

std::vector<std::string> names_of(const LabOptions& options) {
    std::vector<std::string> out;
    if (!options.roster.empty()) {
        auto loaded = load_class(options.roster);
        demand_none(loaded.complaints);
        return std::move(loaded.students);
    }
    for (unsigned i = 1; i <= std::max(1U, options.students); ++i)
        out.push_back(fmt::format("Student {}", i));
    return out;
}

void warn_if_open(const asio::ip::address& address) {
    if (address.is_loopback()) return;
    fmt::print(
        stderr,
        "\n*** The lab listens on {}, which other machines can reach, without TLS: whoever can read the\n"
        "*** network can read the links. Its hosts are broken on purpose. Stop it when the lesson is "
        "over.\n\n",
        address.to_string());
}

// A lesson that goes on stays what it was.
template <class T>
void demand_same(std::string_view option, const std::optional<T>& asked, T held, const LabOptions& options) {
    if (asked && *asked != held)
        throw UsageError(fmt::format("{}: {} holds a lesson with {}: name another with --state, or delete it",
                                     option, options.state.string(), held));
}

// The class that the file has, or a new one, which is then kept there.
lab::Roll roll_of(lab::Store& store, const LabOptions& options) {
    const auto names = names_of(options);
    auto roll = store.roll();
    if (!roll) {
        roll = lab::Classroom::new_roll(names, options.seed.value_or(1), options.minutes.value_or(0));
        store.begin(*roll);
        return *roll;
    }
    const bool asked = options.students != 0 || !options.roster.empty();
    if (asked && !std::ranges::equal(names, roll->members, {}, {}, &lab::Roll::Member::name))
        throw UsageError(
            fmt::format("{} holds a lesson of other students: name another with --state, or delete it",
                        options.state.string()));
    demand_same("--minutes", options.minutes, roll->minutes, options);
    demand_same("--seed", options.seed, roll->seed, options);
    fmt::print("The lesson of {} goes on; {} of it are over.\n", options.state.string(),
               lab::minutes_text(store.clock()));
    return *roll;
}

// A clock that is kept every second: what a killed lab loses of the lesson. Trouble is told when it begins.
asio::awaitable<void> keep_time(lab::Lesson& lesson, lab::Site::Trouble trouble) {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    for (bool troubled = false;;) {
        timer.expires_after(std::chrono::seconds(1));
        co_await timer.async_wait(asio::use_awaitable);
        try {
            lesson.keep_time();
            troubled = false;
        } catch (const std::exception& why) {
            if (!std::exchange(troubled, true))
                trouble(fmt::format("the clock of the lesson cannot be kept: {}", why.what()));
        }
    }
}

std::int64_t steady_milliseconds() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

void print_links(const std::string& base, const lab::Classroom& room, const std::filesystem::path& state) {
    fmt::print("The teacher's wall:\n  {}{}\n", base, lab::teacher_path(room));
    for (const auto& student : room.students())
        fmt::print("{}:\n  {}{}\n", student.name, base, lab::student_path(student));
    fmt::print(
        "Whoever has a link is that student. Ctrl-C ends the lab; the lesson is kept in {}, and the next lab "
        "goes "
        "on with it. Delete it for another class.\n",
        state.string());
    std::fflush(stdout);
}

// The client that desks may start, and its version: some ask for a display to say it. Throws UsageError.
Client real_client(const Globals& globals, const std::string& name) {
    const PrivateFolder folder;
    std::optional<Display> display;
    try {
        display.emplace(folder.path(), why_not_seen().empty() ? SeenBy::vnc : SeenBy::nobody);
    } catch (const std::runtime_error&) {
        // Then the client is what is missing something, and says so.
    }
    auto found = clients(globals, {name}, {}, display ? display->address() : DisplayAddress());
    if (!found.front().adapter.display) throw UsageError(fmt::format("--client: {} has no window", name));
    return std::move(found.front());
}

int hold_lab(const Globals& globals, const LabOptions& options) {
    const auto place = parse_host_port(options.address);
    boost::system::error_code bad;
    const auto address = asio::ip::make_address(place.host == "localhost" ? "127.0.0.1" : place.host, bad);
    if (bad || address.is_unspecified())
        throw UsageError(fmt::format("--address: '{}' is no address that students can type", place.host));
    warn_if_open(address);
    raise_descriptor_limit();
    const auto data = lab::lab_data(globals.scenarios);
    lab::Store store(options.state);
    lab::Classroom room(data, roll_of(store, options));
    lab::Lesson lesson(room, &store, steady_milliseconds);
    asio::io_context loop{1};
    asio::thread_pool workers(2);
    Hosts hosts(loop.get_executor(), {});
    const auto usual = address.is_loopback() ? kUsualPort : kFirstPort;
    const auto trouble = [](const std::string& text) { fmt::print(stderr, "badrdp: {}\n", text); };
    lab::Site site(data, lesson, hosts, address, options.port == 0 ? usual : options.port, trouble);
    std::optional<lab::RealClients> real;
    if (!options.client.empty()) {
        real.emplace(loop.get_executor(), workers, real_client(globals, options.client), self_path(),
                     trouble);
        site.offer(*real, lab::viewer_files(lab::kNoVnc));
    }
    const http::HttpServer pages(loop.get_executor(), address, place.port,
                                 [&](const http::Request& r) { return site.answer(r); }, trouble,
                                 {.connections = kMostConnections});
    asio::signal_set signals(loop);
    add_stop_signals(signals);
    signals.async_wait([&](boost::system::error_code, int) { loop.stop(); });
    site.get_ready();
    print_links("http://" + host_port_text(place.host, pages.port()), room, options.state);
    asio::co_spawn(loop, keep_time(lesson, trouble), asio::detached);
    const PriorityBoost boost;  // a class and its clients keep a small machine busy
    loop.run();
    return kOk;
}

}  // namespace

void add_lab(CLI::App& app, const Globals& globals, int& status) {
    auto* command = app.add_subcommand("lab", "Let students mend broken hosts, in a browser, and grade them");
    command->footer(
        "Examples:\n"
        "  badrdp lab --students 3\n"
        "  badrdp lab --class class.toml                        with students = [\"Ada\", \"Linus\"] in it\n"
        "  badrdp lab --students 3 --client xfreerdp            with a real client in the page\n"
        "  badrdp lab --students 12 --address 192.0.2.7:8388    for students at other machines");
    auto options = std::make_shared<LabOptions>();
    command
        ->add_option("--students", options->students, "How many; each gets a link [1, or those of the state]")
        ->check(whole_number(1, lab::Classroom::kMostStudents));
    command->add_option("--class", options->roster, "A file with their names instead");
    command->add_option("--address", options->address, "Where the pages are shown [127.0.0.1:8388]");
    command->add_option("-p,--port", options->port,
                        "Port of the hosts [3389, each at 127.82.x.y; elsewhere from 14001 on]");
    command->add_option("--state", options->state,
                        "Where the lesson is kept, and goes on from [badrdp-lab.sqlite]");
    command
        ->add_option("--minutes", options->minutes,
                     "How long the lesson is; then desks take no more [no end, or that of the state]")
        ->check(whole_number(1, 999));
    command->add_option("--seed", options->seed,
                        "Decides whose host is broken in which way [1, or that of the state]");
    command->add_option(
        "--client", options->client,
        "A client of this machine that students may start, its window in their page: xfreerdp");
    command->callback([options, &globals, &status] { status = hold_lab(globals, *options); });
}

}  // namespace badrdp::harness
