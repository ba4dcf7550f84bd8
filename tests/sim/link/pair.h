// Two sessions in memory, on a clock that jumps from event to event: no socket, no waiting.
#pragma once

#include <memory>
#include <optional>

#include "sim/link/environment.h"
#include "sim/link/mint.h"
#include "sim/link/session.h"

namespace badrdp::test {

class Pair {
public:
    // What passed: what each end noted, what each end said, and how each ended.
    link::Transcript notes;
    wire::Bytes from_server;
    wire::Bytes from_client;
    std::string closed;  // by whom and how, in order: "server fin, client close"
    link::TimePoint start = link::TimePoint{} + std::chrono::hours(24 * 365 * 56);
    link::TimePoint now = start;

    explicit Pair(std::vector<fault::Fault> faults = {}, peer::ServerChoices server = {},
                  peer::ClientChoices client = {.requests = peer::Protocols::ssl},
                  std::vector<fault::Fault> client_faults = {})
        : faults_(std::move(faults)), client_faults_(std::move(client_faults)) {
        const auto minted = link::mint({}, "127.0.0.1", start);
        server_tls_.emplace(host::Tls{}, minted);
        link::TlsClient trusting;
        trusting.verify = false;
        client_tls_.emplace(trusting);
        const auto note = [this](const link::Note& n) { notes.push_back(n); };
        link::SessionOrder server_order, client_order;
        server_order.environment = link::environment_of(server, {"badrdp", "a test"});
        client_order.environment = link::environment_of(client);
        server_order.choices = server;
        server_order.tls = &*server_tls_;
        server_order.faults = faults_;
        client_order.faults = client_faults_;
        client_order.choices = client;
        client_order.tls = &*client_tls_;
        client_order.patience = std::chrono::seconds(10);
        server_ = std::make_unique<link::Session>(std::move(server_order), note);
        client_ = std::make_unique<link::Session>(std::move(client_order), note);
    }

    // Plays until nothing more happens, or for this long.
    void play(std::chrono::seconds longest = std::chrono::seconds(120)) {
        server_->connected(now);
        client_->connected(now);
        while (now - start < longest) {
            if (carry(*server_, *client_, "server", from_server)) continue;
            if (carry(*client_, *server_, "client", from_client)) continue;
            const auto next = earliest();
            if (!next) return;
            now = std::max(*next, now + std::chrono::milliseconds(1));
            server_->tick(now);
            client_->tick(now);
        }
    }

    const link::Session& server() const { return *server_; }
    const link::Session& client() const { return *client_; }

    bool saw(wire::Step step) const {
        for (const auto& note : notes)
            if (note.kind == link::NoteKind::step && note.step == step) return true;
        return false;
    }
    std::size_t count(wire::Step step) const {
        std::size_t n = 0;
        for (const auto& note : notes) n += note.kind == link::NoteKind::step && note.step == step ? 1 : 0;
        return n;
    }
    std::string complaints() const {
        std::string all;
        for (const auto& note : notes)
            if (note.kind == link::NoteKind::malformed) all += note.text + "; ";
        return all;
    }
    std::size_t bites() const {
        std::size_t n = 0;
        for (const auto& note : notes) n += note.kind == link::NoteKind::bite ? 1 : 0;
        return n;
    }

private:
    bool carry(link::Session& from, link::Session& to, const char* who, wire::Bytes& record) {
        const auto piece = from.next(now);
        if (!piece) return false;
        if (const auto* write = std::get_if<fault::piece::Write>(&*piece)) {
            record.insert(record.end(), write->bytes.begin(), write->bytes.end());
            to.receive(write->bytes, now);
            return true;
        }
        const bool reset = std::holds_alternative<fault::piece::Rst>(*piece);
        const bool fin = std::holds_alternative<fault::piece::Fin>(*piece);
        closed += (closed.empty() ? "" : ", ") + std::string(who) +
                  (reset ? " rst"
                   : fin ? " fin"
                         : " close");
        if (reset)
            to.reset("reset the connection", now);
        else
            to.fin(now);
        return true;
    }

    std::optional<link::TimePoint> earliest() const {
        const auto a = server_->wake();
        const auto b = client_->wake();
        return a && b ? std::min(*a, *b) : a ? a : b;
    }

    std::vector<fault::Fault> faults_;
    std::vector<fault::Fault> client_faults_;
    std::optional<link::TlsContext> server_tls_;
    std::optional<link::TlsContext> client_tls_;
    std::unique_ptr<link::Session> server_;
    std::unique_ptr<link::Session> client_;
};

}  // namespace badrdp::test
