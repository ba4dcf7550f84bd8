#include "harness/os/net/netlink.h"

#include <libmnl/libmnl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace badrdp::harness {
namespace {

// More than any request of ours: an interface's name, addresses and a few numbers.
constexpr std::size_t kRequest = 1024;
// What libmnl recommends is less than a link's counters take on a machine with many queues.
constexpr std::size_t kAnswer = 32 * 1024;

[[noreturn]] void fail(int error, const std::string& what) {
    throw std::system_error(error, std::generic_category(), what);
}

int keep_first(const nlmsghdr* message, void* kept) {
    auto& first = *static_cast<std::vector<std::byte>*>(kept);
    const auto* body = static_cast<const std::byte*>(mnl_nlmsg_get_payload(message));
    if (first.empty()) first.assign(body, body + mnl_nlmsg_get_payload_len(message));
    return MNL_CB_OK;
}

}  // namespace

RouteRequest::RouteRequest(std::uint16_t type, std::uint16_t flags) : bytes_(kRequest) {
    auto* begun = mnl_nlmsg_put_header(bytes_.data());
    begun->nlmsg_type = type;
    begun->nlmsg_flags = static_cast<std::uint16_t>(flags | NLM_F_REQUEST | NLM_F_ACK);
}

void RouteRequest::put_fixed(std::span<const std::byte> body) {
    std::ranges::copy(body, static_cast<std::byte*>(mnl_nlmsg_put_extra_header(header(), body.size())));
}

RouteRequest& RouteRequest::add_bytes(std::uint16_t type, std::span<const std::byte> value) {
    if (!mnl_attr_put_check(header(), bytes_.size(), type, value.size(), value.data()))
        fail(ENOBUFS, "a request to the kernel is too long");
    return *this;
}

RouteRequest& RouteRequest::add_text(std::uint16_t type, const std::string& text) {
    return add_bytes(type, std::as_bytes(std::span(text.c_str(), text.size() + 1)));
}

RouteRequest& RouteRequest::open(std::uint16_t type) {
    open_.push_back(header()->nlmsg_len);
    if (!mnl_attr_nest_start_check(header(), bytes_.size(), type))
        fail(ENOBUFS, "a request to the kernel is too long");
    return *this;
}

RouteRequest& RouteRequest::close() {
    mnl_attr_nest_end(header(), reinterpret_cast<nlattr*>(bytes_.data() + open_.back()));
    open_.pop_back();
    return *this;
}

std::span<const std::byte> RouteRequest::message(std::uint32_t sequence) {
    header()->nlmsg_seq = sequence;
    return std::span(bytes_).first(header()->nlmsg_len);
}

void RouteSocket::Closed::operator()(mnl_socket* socket) const { mnl_socket_close(socket); }

RouteSocket::RouteSocket() : socket_(mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC)) {
    if (!socket_) fail(errno, "cannot open an rtnetlink socket");
}

std::vector<std::byte> RouteSocket::answer(RouteRequest request, const std::string& what) {
    const auto message = request.message(++sequence_);
    if (mnl_socket_sendto(socket_.get(), message.data(), message.size()) < 0) fail(errno, what);
    std::vector<std::byte> first;
    std::vector<std::byte> buffer(kAnswer);
    for (int more = MNL_CB_OK; more > MNL_CB_STOP;) {
        const auto got = mnl_socket_recvfrom(socket_.get(), buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) fail(errno, what);
        more = mnl_cb_run(buffer.data(), static_cast<std::size_t>(got), sequence_, 0, keep_first, &first);
        if (more < 0) fail(errno, what);
    }
    return first;
}

std::span<const std::byte> attribute(std::span<const std::byte> answer, std::size_t fixed,
                                     std::uint16_t type) {
    if (answer.size() < MNL_ALIGN(fixed)) return {};
    const auto attributes = answer.subspan(MNL_ALIGN(fixed));
    const auto* end = attributes.data() + attributes.size();
    const auto* one = reinterpret_cast<const nlattr*>(attributes.data());
    for (; mnl_attr_ok(one, static_cast<int>(end - reinterpret_cast<const std::byte*>(one)));
         one = mnl_attr_next(one))
        if (mnl_attr_get_type(one) == type)
            return {static_cast<const std::byte*>(mnl_attr_get_payload(one)), mnl_attr_get_payload_len(one)};
    return {};
}

}  // namespace badrdp::harness
