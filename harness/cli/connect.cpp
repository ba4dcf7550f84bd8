#include <fmt/core.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <cstdlib>
#include <iostream>

#include "harness/cli/cli.h"
#include "harness/os/loop/stop_signals.h"
#include "harness/play/builtin/client_behaviour.h"
#include "harness/play/keep.h"
#include "sim/link/connector.h"

namespace badrdp::harness {

namespace asio = boost::asio;
using link::Connected;

namespace {

// Ways of being a bad client once the connection is over, however it went.
void misbehave(Mutant mutant) {
    if (mutant == Mutant::crashes) std::abort();
    if (mutant == Mutant::floods)
        for (;;) fmt::print("badrdp connect: and on, and on, and on\n");
    if (mutant == Mutant::hoards)
        for (;;) {
            auto* page = static_cast<volatile char*>(std::malloc(1u << 20));
            for (std::size_t i = 0; page && i < 1u << 20; i += 4096) page[i] = 1;
        }
}

Connected once(asio::io_context& loop, ClientBehaviour& client_behaviour, std::uint16_t number, bool quiet) {
    link::ConnectOrder order{.host = client_behaviour.target().host,
                             .port = client_behaviour.target().port,
                             .attempt = client_behaviour.attempt(number),
                             .connection = number,
                             .tries_udp = true};
    const auto patience = order.attempt.patience;
    std::optional<Connected> seen;
    std::optional<link::TimePoint> start;
    link::Connector connector(
        loop.get_executor(), std::move(order),
        [&](const link::Note& note) {
            if (!start) start = note.at;
            if (!quiet) fmt::print("{}\n", narrate(note, *start));
        },
        [&](Connected c) { seen = std::move(c); });
    if (client_behaviour.mutant() == Mutant::reconnects)
        loop.run_for(patience);
    else
        while (!seen && !loop.stopped()) loop.run_one();
    return seen.value_or(Connected{});
}

int connect(const ConnectOptions& options) {
    asio::io_context loop{1};
    asio::signal_set signals(loop);
    add_stop_signals(signals);
    bool stopped = false;
    signals.async_wait([&](boost::system::error_code error, int) {
        if (error) return;
        stopped = true;
        loop.stop();
    });
    auto password = password_asked_of(std::cin, options);
    ClientBehaviour client_behaviour(options, password);
    auth::wipe(password);
    if (!options.home.empty()) {
        client_behaviour.known_hosts() = KnownHosts(options.home / "known-hosts");
        client_behaviour.license() = KeptLicense(options.home / "license");
    }
    if (client_behaviour.mutant() == Mutant::gives_up) return 0;

    Connected seen;
    for (std::uint16_t number = 1; !stopped; ++number) {
        seen = once(loop, client_behaviour, number, options.quiet);
        if (!client_behaviour.goes_on(number, seen)) break;
    }
    if (stopped) return 130;
    misbehave(client_behaviour.mutant());
    if (client_behaviour.mutant() == Mutant::waits_forever) {
        loop.run();
        return 130;
    }
    fmt::print("{}", client_behaviour.farewell(seen));
    return client_behaviour.report(seen).exit;
}

}  // namespace

void add_connect(CLI::App& app, const Globals&, int& status) {
    auto* command =
        app.add_subcommand("connect", "Run the fake client against a server, and tell what the server did");
    command->footer(
        "The last line is `badrdp connect: REASON: text`. Exit status: 0 the session became active; 10 the\n"
        "server's certificate was refused; 11 no common or proven security; 12 TLS failed; 13 no "
        "connection;\n"
        "14 the server reset it; 15 timed out; 16 the server broke the protocol; 17 the name is unknown;\n"
        "18 the server closed it; 19 the server refused the account; 20 the server gave a reason to stop.\n"
        "If the server offers a UDP transport, four datagrams test whether UDP passes; the session stays on\n"
        "TCP.\n"
        "Examples:\n"
        "  badrdp connect 127.0.0.1:3389 --cert ignore\n"
        "  badrdp connect 127.0.0.1:3389 --cert ignore --security nla --account alice:secret\n"
        "  badrdp connect 127.0.0.1:3389 --fault 'set = \"x224_request.tpkt.length\", to = 3'\n"
        "  badrdp connect server.example --account bob@EXAMPLE --password-from-stdin\n"
        "  badrdp connect server.example --security rdp");
    auto options = std::make_shared<ConnectOptions>();
    add_connect_options(*command, *options);
    command->callback([options, &status] {
        finish(*options);
        status = connect(*options);
    });
}

}  // namespace badrdp::harness
