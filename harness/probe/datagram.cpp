#include "harness/probe/datagram.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>

namespace badrdp::harness::probe {

namespace asio = boost::asio;

std::string_view name(UdpAnswer answer) {
    switch (answer) {
        case UdpAnswer::awaited: return "interrupted";
        case UdpAnswer::syn_ack: return "SYN+ACK";
        case UdpAnswer::other: return "not RDP";
        case UdpAnswer::refused: return "refused";
        case UdpAnswer::unreachable: return "unreachable";
        case UdpAnswer::silence: return "silence";
    }
    return "";
}

Datagram ask_udp(const std::string& address, std::uint16_t port, const std::function<bool()>& interrupted) {
    using Clock = std::chrono::steady_clock;
    constexpr std::chrono::milliseconds kGlance{100};
    boost::system::error_code error;
    const auto host = asio::ip::make_address(address, error);
    if (error) return {UdpAnswer::unreachable, error.message()};
    Datagram out;
    asio::io_context loop;
    const auto began = Clock::now();
    const link::UdpAttempt attempt(loop.get_executor(), host, port, false, [&](const link::UdpTold& told) {
        out.answer = told.answer;
        out.text = told.text;
    });
    while (out.answer == UdpAnswer::awaited && !interrupted()) loop.run_for(kGlance);
    if (out.answer != UdpAnswer::silence) out.took = Clock::now() - began;
    return out;
}

}  // namespace badrdp::harness::probe
