// Just enough rtnetlink to set up an interface (rtnetlink(7)), so that no `ip` program is needed.
#pragma once

#include <linux/netlink.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/os/fd.h"

namespace badrdp::harness {

// One request, written front to back: its fixed part, then attributes, some of which hold others.
class RouteRequest {
public:
    template <class Body>
    RouteRequest(std::uint16_t type, std::uint16_t flags, const Body& body)
        : type_(type), flags_(static_cast<std::uint16_t>(flags | NLM_F_REQUEST | NLM_F_ACK)) {
        put(&body, sizeof body);
    }

    template <class Value>
    RouteRequest& add(std::uint16_t type, const Value& value) {
        static_assert(std::is_trivially_copyable_v<Value>);
        return add_bytes(type, {reinterpret_cast<const std::byte*>(&value), sizeof value});
    }
    // The fixed part of a request within a request, in front of its attributes.
    template <class Body>
    RouteRequest& add_fixed(const Body& body) {
        put(&body, sizeof body);
        return *this;
    }
    RouteRequest& add_text(std::uint16_t type, std::string_view text);  // a zero is put behind it
    RouteRequest& add_bytes(std::uint16_t type, std::span<const std::byte> value);
    // What is added between the two lies inside this attribute.
    RouteRequest& open(std::uint16_t type);
    RouteRequest& close();

    std::vector<std::byte> message(std::uint32_t sequence) const;

private:
    void put(const void* data, std::size_t size);

    std::uint16_t type_;
    std::uint16_t flags_;
    std::vector<std::byte> bytes_;
    std::vector<std::size_t> open_;
};

// A socket in the namespace of the thread that makes it; asks there from whichever thread.
class RouteSocket {
public:
    RouteSocket();

    // Waits for the kernel's answer, which is immediate; std::system_error says what could not be done.
    void ask(const RouteRequest& request, const std::string& what) { answer(request, what); }
    // The first message of the answer behind its header, empty when there is none but the acknowledgement.
    std::vector<std::byte> answer(const RouteRequest& request, const std::string& what);

private:
    Fd fd_;
    std::uint32_t sequence_ = 0;
};

// The value of an attribute that follows the fixed part of an answer; empty when it is not there.
std::span<const std::byte> attribute(std::span<const std::byte> attributes, std::uint16_t type);

}  // namespace badrdp::harness
