// Just enough rtnetlink to set up an interface (rtnetlink(7)), over libmnl, so that no `ip` program is
// needed.
#pragma once

#include <linux/netlink.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

struct mnl_socket;

namespace badrdp::harness {

// One request, written front to back: its fixed part, then attributes, some of which hold others.
class RouteRequest {
public:
    template <class Body>
    RouteRequest(std::uint16_t type, std::uint16_t flags, const Body& body) : RouteRequest(type, flags) {
        put_fixed({reinterpret_cast<const std::byte*>(&body), sizeof body});
    }

    template <class Value>
    RouteRequest& add(std::uint16_t type, const Value& value) {
        static_assert(std::is_trivially_copyable_v<Value>);
        return add_bytes(type, {reinterpret_cast<const std::byte*>(&value), sizeof value});
    }
    // The fixed part of a request within a request, in front of its attributes.
    template <class Body>
    RouteRequest& add_fixed(const Body& body) {
        put_fixed({reinterpret_cast<const std::byte*>(&body), sizeof body});
        return *this;
    }
    RouteRequest& add_text(std::uint16_t type, const std::string& text);  // a zero is put behind it
    RouteRequest& add_bytes(std::uint16_t type, std::span<const std::byte> value);
    // What is added between the two lies inside this attribute.
    RouteRequest& open(std::uint16_t type);
    RouteRequest& close();

    std::span<const std::byte> message(std::uint32_t sequence);

private:
    RouteRequest(std::uint16_t type, std::uint16_t flags);
    void put_fixed(std::span<const std::byte> body);
    nlmsghdr* header() { return reinterpret_cast<nlmsghdr*>(bytes_.data()); }

    std::vector<std::byte> bytes_;
    std::vector<std::size_t> open_;  // where the attributes begin that are open
};

// A socket in the namespace of the thread that makes it; asks there from whichever thread.
class RouteSocket {
public:
    RouteSocket();

    // Waits for the kernel's answer, which is immediate; std::system_error says what could not be done.
    void ask(RouteRequest request, const std::string& what) { answer(std::move(request), what); }
    // The first message of the answer behind its header, empty when there is none but the acknowledgement.
    std::vector<std::byte> answer(RouteRequest request, const std::string& what);

private:
    struct Closed {
        void operator()(mnl_socket* socket) const;
    };

    std::unique_ptr<mnl_socket, Closed> socket_;
    std::uint32_t sequence_ = 0;
};

// The value of an attribute that follows the fixed part of an answer, as long as that is; empty when it is
// not there.
std::span<const std::byte> attribute(std::span<const std::byte> answer, std::size_t fixed,
                                     std::uint16_t type);

}  // namespace badrdp::harness
