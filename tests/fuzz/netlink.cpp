// What the kernel, or whoever stands for it, answers over rtnetlink; and lines of /proc.
#include "harness/os/net/netlink.h"

#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include <boost/asio/ip/address.hpp>
#include <cstring>

#include "harness/os/net/port_holder.h"
#include "harness/os/proc.h"
#include "tests/fuzz/demand.h"

namespace {

using namespace badrdp::harness;
using badrdp::fuzz::Complaint;

std::span<const std::byte> found(std::span<const std::byte> answer, std::uint16_t type) {
    auto value = attribute(answer, sizeof(ifinfomsg), type);
#ifdef BADRDP_PLANTED
    if (!value.empty()) value = {value.data() + 1, value.size()};  // one byte too far
#endif
    return value;
}

Complaint about_answer(std::span<const std::byte> answer) {
    for (std::uint16_t type = 0; type < 64; ++type) {
        const auto value = found(answer, type);
        if (value.empty()) continue;
        if (value.data() < answer.data() || value.data() + value.size() > answer.data() + answer.size())
            return "an attribute lies outside of its answer";
    }
    return std::nullopt;
}

Complaint about_text(std::string_view text) {
    if (const auto row = parse_stat(text.data(), text.size()); row.pid != 0 && text.find('(') == text.npos)
        return "takes for a process what is none";
    for (const auto* address : {"127.0.0.1", "::1", "0.0.0.0"})
        if (const auto all = listeners_on(text, boost::asio::ip::make_address(address), 3389);
            all.size() > text.size() / 10)
            return "finds more listeners than lines";
    return std::nullopt;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // At the alignment of a netlink message, and with no byte behind it.
    const std::vector<std::byte> answer(reinterpret_cast<const std::byte*>(data),
                                        reinterpret_cast<const std::byte*>(data) + size);
    badrdp::fuzz::demand_silence_of(about_answer(answer));
    badrdp::fuzz::demand_silence_of(about_text({reinterpret_cast<const char*>(data), size}));
    return 0;
}
