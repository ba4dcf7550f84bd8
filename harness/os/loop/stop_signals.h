// The signals by which a person, a terminal that closes or a service manager ends a program.
#pragma once

#include <boost/asio/signal_set.hpp>
#include <csignal>

namespace badrdp::harness {

// SIGINT, SIGTERM, and SIGHUP unless whoever started badrdp had it ignored, as nohup(1) does.
inline void add_stop_signals(boost::asio::signal_set& signals) {
    signals.add(SIGINT);
    signals.add(SIGTERM);
    struct sigaction hangup {};
    if (::sigaction(SIGHUP, nullptr, &hangup) == 0 && hangup.sa_handler != SIG_IGN) signals.add(SIGHUP);
}

}  // namespace badrdp::harness
