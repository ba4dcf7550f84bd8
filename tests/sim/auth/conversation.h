// Both halves of CredSSP talking to each other in memory, with whatever a test puts between them.
#pragma once

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "sim/auth/credssp_client.h"
#include "sim/auth/credssp_server.h"

namespace badrdp::test {

inline auth::Random chance(unsigned seed) {
    return [engine = std::make_shared<std::minstd_rand>(seed)](std::span<std::uint8_t> out) {
        for (auto& byte : out) byte = static_cast<std::uint8_t>((*engine)() >> 8);
    };
}

inline constexpr std::uint64_t kNow = 0x01dc5a0000000000;  // November 2025

inline auth::Bytes public_key() {
    auth::Bytes key(270, 0x5a);
    key[0] = 0x30;
    return key;
}

inline auth::ServerOrder server_order() {
    return {.accounts = {{.name = "alice", .password = "secret"}, {.name = "empty"}},
            .server_public_key = public_key(),
            .random = chance(1),
            .now = kNow};
}

inline auth::ClientOrder client_order() {
    return {.credentials = {.user = "alice", .password = "secret"},
            .server_public_key = public_key(),
            .random = chance(2),
            .now = kNow};
}

// How it ended for one end: "authenticated", "delegated", "more", "STATUS_LOGON_FAILURE: wrong password", or
// what is malformed.
template <class Result>
std::string text_of(const Result& result) {
    if (const auto* refused = std::get_if<auth::Refused>(&result))
        return auth::status_text(refused->status) + ": " + refused->why;
    if (const auto* malformed = std::get_if<wire::Malformed>(&result)) return to_string(*malformed);
    if (std::holds_alternative<auth::More>(result)) return "more";
    return result.index() == 2 ? "through" : "nothing";
}

struct Conversation {
    auth::CredSspServer server;
    auth::CredSspClient client;
    std::vector<auth::Bytes> from_client{}, from_server{};  // as they were sent
    std::vector<wire::Writer> server_writers{};
    std::vector<wire::Step> steps{};
    std::string server_end{}, client_end{};
    std::optional<auth::Authenticated> authenticated{};
    std::optional<auth::LeftBehind> left{};
    // What the wire makes of a message before it arrives.
    std::function<void(wire::Step, auth::Bytes&)> bend{};

    Conversation(auth::ServerOrder s, auth::ClientOrder c) : server(std::move(s)), client(std::move(c)) {}

    Conversation& run() {
        auto message = client.start().bytes;
        auto said = wire::Step::credssp_negotiate;
        for (int turns = 0; turns < 8; ++turns) {
            if (bend) bend(said, message);
            from_client.push_back(message);
            auto reply = server.hear(message);
            steps.push_back(reply.heard);
            server_end = text_of(reply.result);
            if (reply.left) left = reply.left;
            if (auto* done = std::get_if<auth::Authenticated>(&reply.result)) authenticated = *done;
            if (!reply.send) return *this;
            steps.push_back(reply.said);
            server_writers.push_back(*reply.send);
            message = reply.send->bytes;
            if (bend) bend(reply.said, message);
            from_server.push_back(message);
            if (client.over()) return *this;
            auto answer = client.hear(message);
            client_end = text_of(answer.result);
            if (!answer.send) return *this;
            said = answer.said;
            message = answer.send->bytes;
        }
        return *this;
    }
};

}  // namespace badrdp::test
