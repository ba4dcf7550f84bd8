#include "harness/os/net/netlink.h"

#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>

namespace badrdp::harness {
namespace {

constexpr std::size_t padded(std::size_t size) {
    return (size + NLA_ALIGNTO - 1) & ~std::size_t{NLA_ALIGNTO - 1};
}

[[noreturn]] void fail(int error, const std::string& what) {
    throw std::system_error(error, std::generic_category(), what);
}

template <class T>
T read_as(std::span<const std::byte> bytes) {
    T value{};
    std::memcpy(&value, bytes.data(), std::min(bytes.size(), sizeof value));
    return value;
}

}  // namespace

void RouteRequest::put(const void* data, std::size_t size) {
    const auto* from = static_cast<const std::byte*>(data);
    bytes_.insert(bytes_.end(), from, from + size);
    bytes_.resize(padded(bytes_.size()));
}

RouteRequest& RouteRequest::add_bytes(std::uint16_t type, std::span<const std::byte> value) {
    const nlattr header{static_cast<std::uint16_t>(NLA_HDRLEN + value.size()), type};
    put(&header, sizeof header);
    put(value.data(), value.size());
    return *this;
}

RouteRequest& RouteRequest::add_text(std::uint16_t type, std::string_view text) {
    const std::string terminated(text);
    return add_bytes(type, std::as_bytes(std::span(terminated.c_str(), terminated.size() + 1)));
}

RouteRequest& RouteRequest::open(std::uint16_t type) {
    open_.push_back(bytes_.size());
    return add_bytes(type, {});
}

RouteRequest& RouteRequest::close() {
    const auto at = open_.back();
    open_.pop_back();
    const auto size = static_cast<std::uint16_t>(bytes_.size() - at);
    std::memcpy(bytes_.data() + at, &size, sizeof size);  // nlattr.nla_len is its first member
    return *this;
}

std::vector<std::byte> RouteRequest::message(std::uint32_t sequence) const {
    const nlmsghdr header{static_cast<std::uint32_t>(NLMSG_HDRLEN + bytes_.size()), type_, flags_, sequence,
                          0};
    std::vector<std::byte> all(sizeof header + bytes_.size());
    std::memcpy(all.data(), &header, sizeof header);
    std::ranges::copy(bytes_, all.data() + sizeof header);
    return all;
}

RouteSocket::RouteSocket()
    : fd_(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE), "cannot open an rtnetlink socket") {}

std::vector<std::byte> RouteSocket::answer(const RouteRequest& request, const std::string& what) {
    const auto message = request.message(++sequence_);
    if (::send(fd_.get(), message.data(), message.size(), 0) < 0) fail(errno, what);
    std::vector<std::byte> first;
    std::vector<std::byte> buffer(32 * 1024);
    for (;;) {
        const auto got = ::recv(fd_.get(), buffer.data(), buffer.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) fail(errno, what);
        std::span<const std::byte> rest(buffer.data(), static_cast<std::size_t>(got));
        while (rest.size() >= sizeof(nlmsghdr)) {
            const auto header = read_as<nlmsghdr>(rest);
            if (header.nlmsg_len < sizeof header || header.nlmsg_len > rest.size()) fail(EBADMSG, what);
            const auto body = rest.first(header.nlmsg_len).subspan(NLMSG_HDRLEN);
            if (header.nlmsg_type == NLMSG_ERROR) {
                const int error = -read_as<nlmsgerr>(body).error;
                if (error != 0) fail(error, what);
                return first;
            }
            if (first.empty()) first.assign(body.begin(), body.end());
            rest = rest.subspan(std::min(padded(header.nlmsg_len), rest.size()));
        }
    }
}

std::span<const std::byte> attribute(std::span<const std::byte> attributes, std::uint16_t type) {
    while (attributes.size() >= sizeof(nlattr)) {
        const auto header = read_as<nlattr>(attributes);
        if (header.nla_len < sizeof header || header.nla_len > attributes.size()) return {};
        if ((header.nla_type & NLA_TYPE_MASK) == type)
            return attributes.first(header.nla_len).subspan(NLA_HDRLEN);
        attributes = attributes.subspan(std::min(padded(header.nla_len), attributes.size()));
    }
    return {};
}

}  // namespace badrdp::harness
