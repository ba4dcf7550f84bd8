// What must hold of the two halves of CredSSP whatever the other end says, as ordinary functions.
#pragma once

#include "tests/fuzz/oracle.h"
#include "tests/sim/auth/conversation.h"

namespace badrdp::fuzz {

// A part that is not empty lies in the payload, so that looking it up gives all of it.
template <class Message>
Complaint about_parts(BytesView input, std::initializer_list<wire::NtlmPart Message::*> parts) {
    wire::Reader in(input);
    const auto message = Message::read(in);
    if (!message) return std::nullopt;
    for (const auto part : parts)
        if ((*message).part((*message).*part).size() != ((*message).*part).length)
            return "accepts a part that lies outside";
    return std::nullopt;
}

// A server that has heard so many messages of an honest client, the last of which the input replaces.
template <class Server>
Complaint about_server(BytesView input, std::size_t before) {
    auto order = test::server_order();
    order.version = 2 + static_cast<std::uint32_t>(input.size() % 5);
    Server server(order);
    auth::CredSspClient client(test::client_order());
    auto message = client.start().bytes;
    Bytes honest;
    for (std::size_t i = 0; i < before; ++i) {
        auto reply = server.hear(message);
        if (!reply.send) return "does not answer an honest client";
        auto answer = client.hear(reply.send->bytes);
        if (!answer.send) return "is not understood by an honest client";
        message = answer.send->bytes;
    }
    if (std::ranges::equal(message, input)) return std::nullopt;  // he may say that
    const auto reply = server.hear(input);
    if (const auto* malformed = std::get_if<wire::Malformed>(&reply.result)) {
        // Of the token inside, which is no longer than the message.
        if (auto complaint = about_blame(*malformed, input.size())) return complaint;
    }
    if (std::holds_alternative<auth::Authenticated>(reply.result)) return "authenticates without proof";
    if (std::holds_alternative<auth::More>(reply.result) && before > 0) return "goes on without proof";
    if (reply.send && reply.send->bytes.size() > 2048) return "says more than it can mean";
    if (std::holds_alternative<auth::More>(reply.result)) return std::nullopt;
    if (!server.over()) return "goes on after it has refused";
    const auto again = server.hear(message);
    if (!std::holds_alternative<auth::Refused>(again.result) || again.send) return "speaks when it is over";
    return std::nullopt;
}

// The same of a client and an honest server.
template <class Client>
Complaint about_client(BytesView input, std::size_t before) {
    auto order = test::client_order();
    order.spnego = input.size() % 2 == 1;
    auth::CredSspServer server(test::server_order());
    Client client(order);
    auto message = server.hear(client.start().bytes).send.value().bytes;
    if (before > 0) {
        auto answer = client.hear(message);
        if (!answer.send) return "does not answer an honest server";
        message = server.hear(answer.send->bytes).send.value().bytes;
    }
    if (std::ranges::equal(message, input)) return std::nullopt;
    const auto reply = client.hear(input);
    if (const auto* malformed = std::get_if<wire::Malformed>(&reply.result)) {
        if (auto complaint = about_blame(*malformed, input.size())) return complaint;
    }
    if (std::holds_alternative<auth::Delegated>(reply.result)) return "delegates without proof";
    wire::Reader in(input);
    const auto request = wire::TsRequest::read(in);
    if (request && request->error_code && !std::holds_alternative<auth::Refused>(reply.result))
        return "does not stop at an errorCode";
    const bool goes_on = std::holds_alternative<auth::More>(reply.result);
    if (goes_on && before > 0) return "goes on without proof";
    if (goes_on != reply.send.has_value()) return "stops and speaks";
    // An answer repeats the server's target info and names, and not more.
    if (reply.send && reply.send->bytes.size() > 2048 + 2 * input.size()) return "says more than it can mean";
    if (!goes_on && !client.over()) return "goes on after it has stopped";
    return std::nullopt;
}

}  // namespace badrdp::fuzz
