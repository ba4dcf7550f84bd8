// One honest end of a connection: a message comes in, actions go out. No socket, no clock, no thread; and
// no word of any fault.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "sim/peer/sequence.h"
#include "sim/wire/malformed.h"
#include "sim/wire/writer.h"

namespace badrdp::peer {

struct Say {
    Step step;
    wire::Writer out;
};
struct StartTls {};
struct End {
    enum class Kind : std::uint8_t {
        done,       // the sequence went through, as far as it is built
        security,   // the two ends share no security protocol
        malformed,  // the other end said something that is not what it claims to be
        unexpected  // the other end spoke out of turn
    } kind = Kind::done;
    std::string why;
};
using Action = std::variant<Say, StartTls, End>;
using Actions = std::vector<Action>;

class Machine {
public:
    explicit Machine(ServerChoices choices) : role_(Role::server), server_(std::move(choices)) {}
    explicit Machine(ClientChoices choices) : role_(Role::client), client_(std::move(choices)) {}

    Actions start() { return my_turn(); }

    // Which step a whole message claims to be, told by its first bytes; none if it is nothing we know.
    static Step recognise(wire::BytesView message);

    // The other end has said a whole message (a TPKT packet, or a TSRequest once TLS is up).
    Actions hear(wire::BytesView message);

    // TLS, which somebody else speaks for us, has passed this step.
    Actions tls_passed(Step step);

    Role role() const { return role_; }
    const Agreement& agreement() const { return agreement_; }

private:
    const Rung* next(Role sender) const;
    bool passed(Step step) const { return passed_[static_cast<std::size_t>(step)]; }
    void mark(Step step) { passed_[static_cast<std::size_t>(step)] = true; }

    Actions my_turn();
    wire::Writer compose(Step step);
    std::optional<End> read(Step step, wire::BytesView message);
    std::optional<End> read_confirm(wire::BytesView message);
    void assume();

    Role role_;
    ServerChoices server_;
    ClientChoices client_;
    Agreement agreement_;
    std::array<bool, wire::kSteps.size()> passed_{};
    bool tls_started_ = false;
};

}  // namespace badrdp::peer
