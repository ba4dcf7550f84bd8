#include <fmt/core.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <optional>

#include "harness/cli/cli.h"
#include "harness/live/live_host.h"
#include "harness/live/proxy.h"
#include "harness/os/loop/stop_signals.h"
#include "harness/os/narration.h"
#include "harness/os/net/port_holder.h"
#include "harness/os/priority.h"
#include "harness/os/usage_error.h"
#include "harness/play/builtin/arguments.h"
#include "harness/play/builtin/target.h"

namespace badrdp::harness {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

struct ProxyOptions {
    std::string to;
    std::string listen = "127.0.0.1:3390";
    std::vector<std::string> faults;
    std::size_t most = 1000;
};

tcp::endpoint resolved(asio::io_context& loop, const std::string& option, const std::string& text) {
    // Port 0 is any free one, which no server has.
    const bool any = option == "--listen" && text.ends_with(":0");
    auto place = parse_host_port(any ? text.substr(0, text.size() - 2) : text);
    if (any) place.port = 0;
    boost::system::error_code error;
    const auto found = tcp::resolver(loop).resolve(place.host, std::to_string(place.port), error);
    if (error || found.empty())
        throw UsageError(fmt::format("{} {}: no address of '{}' is known ({})", option, text, place.host,
                                     error.message()));
    return found.begin()->endpoint();
}

// Of the end that speaks at its step.
fault::Fault fault_of(const std::string& text) {
    auto of_host = parse_host_fault(text);
    auto parsed = of_host ? std::move(of_host) : parse_client_fault(text);
    if (!parsed) throw UsageError(of_host.error());
    if (const auto why = why_not_on_the_way(*parsed); !why.empty())
        throw UsageError(fmt::format("--fault '{}': {}", text, why));
    return std::move(*parsed);
}

std::string elapsed(link::TimePoint at, std::optional<link::TimePoint>& start) {
    if (!start) start = at;
    return fmt::format("{:9.3f}", std::chrono::duration<double>(at - *start).count());
}

int run_proxy(const ProxyOptions& options) {
    asio::io_context loop{1};
    ProxyOrder order{.listens = resolved(loop, "--listen", options.listen),
                     .to = resolved(loop, "--to", options.to),
                     .faults = {},
                     .most = options.most};
    for (const auto& text : options.faults) order.faults.push_back(fault_of(text));
    if (order.listens == order.to)
        throw UsageError(fmt::format("--listen and --to are the same place, {}", options.to));
    if (!order.listens.address().is_loopback())
        fmt::print(stderr, "badrdp listens on {}, which other machines can reach\n",
                   order.listens.address().to_string());
    const auto to = host_port_text(order.to.address().to_string(), order.to.port());
    const auto listens = order.listens;
    std::optional<Narration> narration;
    std::optional<link::TimePoint> start;
    std::optional<Proxy> proxy;
    try {
        proxy.emplace(loop.get_executor(), std::move(order), [&](const ProxyNote& note) {
            if (narration)
                narration->say(fmt::format("{} #{} {}", elapsed(note.at, start), note.connection, note.text));
        });
    } catch (const std::system_error& refusal) {
        throw std::runtime_error(
            refusal.what() + cure_of_refusal(refusal.code(), port_holder(listens.address(), listens.port())));
    }
    const auto here = host_port_text(listens.address().to_string(), proxy->port());
    fmt::print("Between {} and {}. Point the client here:\n  xfreerdp /v:{}\n{}Ctrl-C ends it.\n", here, to,
               here, options.faults.empty() ? "Nothing is spoilt; --fault says what is to be.\n" : "");
    std::fflush(stdout);
    narration.emplace(STDOUT_FILENO);
    asio::signal_set signals(loop);
    add_stop_signals(signals);
    signals.async_wait([&](boost::system::error_code, int) { loop.stop(); });
    const PriorityBoost punctual;
    loop.run();
    proxy.reset();
    narration.reset();
    return kOk;
}

}  // namespace

void add_proxy(CLI::App& app, const Globals&, int& status) {
    auto* command = app.add_subcommand(
        "proxy", "Stand between a client and a server of your own, and spoil what passes at a step");
    command->footer(
        "Passes on what both say, TLS untouched, so that NLA goes on working; tells the steps that show\n"
        "in clear, and does at them what --fault says, in the words of a [[fault]]: delay, drip, split,\n"
        "swallow, alert, reset, close, half_close, silence; at x224_request, x224_confirm, client_hello,\n"
        "server_flight or tls_finished. The step says in which direction. `connection = 2` means the\n"
        "second TCP connection alone, `connections = 2` the first two.\n"
        "Examples:\n"
        "  badrdp proxy --to server.example\n"
        "  badrdp proxy --to 127.0.0.1:3389 --fault 'reset = \"client_hello\"'\n"
        "  badrdp proxy --to [::1]:3389 --fault 'delay = \"x224_confirm\", by = \"12s\"'\n"
        "  badrdp proxy --to server.example --fault 'drip = \"server_flight\", bytes = 100, every = "
        "\"200ms\"'\n"
        "  badrdp proxy --to server.example --fault 'silence = \"tls_finished\", connection = 2'\n"
        "More: docs/proxy.md");
    auto options = std::make_shared<ProxyOptions>();
    command->add_option("--to", options->to, "The server, HOST[:PORT]; nobody else is contacted")->required();
    command->add_option("--listen", options->listen,
                        "Where clients come to, ADDRESS[:PORT]; port 0 is any free one [127.0.0.1:3390]");
    command->add_option("--fault", options->faults, "What to do at a step; may be given more than once");
    command->add_option("--max-connections", options->most, "Connections at once; one more is reset")
        ->check(whole_number(1, 1'000'000));
    command->callback([options, &status] { status = run_proxy(*options); });
}

}  // namespace badrdp::harness
