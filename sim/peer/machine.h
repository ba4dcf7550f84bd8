// One honest end of a connection: a message comes in, actions go out. No socket, no clock, no thread; and
// no word of any fault.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "sim/peer/action.h"
#include "sim/peer/client_script.h"
#include "sim/peer/server_script.h"
#include "sim/wire/sequence/sequence.h"
#include "sim/wire/x224/framer.h"

namespace badrdp::peer {

using wire::SequenceRow;

class Machine {
public:
    // TCP is up.
    Machine(Shared<ServerChoices> choices, Shared<Environment> around)
        : role_(Role::server), script_(ServerScript(std::move(choices), std::move(around))) {
        tcp_is_up();
    }
    Machine(Shared<ClientChoices> choices, Shared<Environment> around)
        : role_(Role::client),
          believes_anything_(choices->believes_anything),
          script_(ClientScript(std::move(choices), std::move(around))) {
        tcp_is_up();
    }

    Actions start() { return noted(my_turn()); }

    // How to find where the other end's next message ends.
    wire::Framing framing() const;

    // A whole message, decrypted as far as Standard RDP Security has encrypted it, and which step it claims
    // to be; none if it is nothing we know. Call it once for each message, in order: the cipher moves on. A
    // message whose signature is wrong is malformed.
    std::expected<Opened, wire::Malformed> open(wire::Bytes message);

    // A PDU that stands behind this one in the same message, to be heard after it; or nothing.
    std::optional<Opened> behind(Opened heard) const {
        return std::visit([&](const auto& script) { return script.behind(std::move(heard)); }, script_);
    }

    // The other end has said it. Nothing is done any more once an End was wanted or a message was malformed,
    // unless a Rest came before the End: until that is over the conversation goes on.
    Actions hear(const Opened& message);

    // Encrypts and signs what is about to go out, if this conversation does that: the last thing before the
    // stream.
    void seal(Say& say);

    // A message composed elsewhere, as this end would say it: on its channel, with its ids, ready to be
    // sealed. Nothing if it wants the message channel and there is none.
    std::optional<Say> wrapped(Step step, const wire::Writer& body, std::uint16_t flags,
                               bool on_message_channel) const {
        return std::visit(
            [&](const auto& script) { return script.data().wrapped(step, body, flags, on_message_channel); },
            script_);
    }

    // TLS, which somebody else speaks for us, has passed this step. `server_public_key` is what CredSSP binds
    // to, and wanted with tls_finished.
    Actions tls_passed(Step step, wire::BytesView server_public_key = {});

    // The bytes of the other end cannot be told apart or decrypted; an honest end gives up.
    Actions hear_garbage(const wire::Malformed& why);

    Role role() const { return role_; }
    const Agreement& agreement() const;

private:
    // Where one side's next row is searched from: the index of its latest one.
    std::size_t& at(Role role) { return at_[role == Role::client ? 0 : 1]; }
    std::size_t at(Role role) const { return at_[role == Role::client ? 0 : 1]; }
    bool closed(std::size_t row) const;
    const SequenceRow* next_of(Role sender, std::size_t& from) const;
    const SequenceRow* my_next() const;
    const SequenceRow* find(Step step, const SequenceRow*& expected) const;
    bool passed(Step step) const { return passed_[static_cast<std::size_t>(step)]; }
    void mark(const SequenceRow& row);
    void tcp_is_up();

    Actions answer(const Opened& message);
    Actions noted(Actions actions);
    std::optional<End> too_often(Step step);
    Actions my_turn();
    bool pass_states(Actions& out);
    void start_over();

    Role role_;
    bool believes_anything_ = false;
    std::variant<ServerScript, ClientScript> script_;
    std::array<std::size_t, 2> at_{};
    std::array<bool, wire::kSteps.size()> passed_{};
    bool tls_started_ = false;
    unsigned repeats_ = 0;  // messages that have brought the sequence no further
    bool was_active_ = false;
    bool over_ = false;
};

}  // namespace badrdp::peer
