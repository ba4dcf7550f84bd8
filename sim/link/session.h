// One end of one connection, from TCP upwards: the honest machine, TLS and the faults, put together. Bytes
// and times come in, pieces come out; sockets or a virtual clock drive it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>

#include "sim/fault/injector.h"
#include "sim/fault/pieces.h"
#include "sim/link/patience.h"
#include "sim/link/tls.h"
#include "sim/link/transcript.h"
#include "sim/peer/machine.h"
#include "sim/wire/x224/framer.h"

namespace badrdp::link {

// How a connection ended, from this end's point of view.
struct Ending {
    enum class Kind : std::uint8_t {
        done,         // the session was active, and has been taken leave of
        security,     // no security protocol in common, or a server that cannot prove itself
        credentials,  // the account was not accepted
        server,       // the server said why it does not go on
        protocol,     // malformed, or out of turn
        certificate,  // we did not approve of the other end's certificate
        tls,          // the TLS handshake failed
        closed,       // the other end closed
        reset,        // the other end reset
        timeout,      // the other end said nothing for too long
    } kind = Kind::done;
    std::string why;
    // Client: where the server has sent it instead.
    std::optional<wire::Shared<wire::ServerRedirection>> redirection{};
    wire::Bytes license{};  // client: that it was granted; empty: none
};

struct SessionOrder {
    std::variant<wire::Shared<peer::ServerChoices>, wire::Shared<peer::ClientChoices>> choices;
    wire::Shared<peer::Environment> environment;
    const TlsContext* tls = nullptr;       // not owned; lives longer
    std::string server_name;               // client: for SNI
    std::span<const fault::Fault> faults;  // not owned; live longer
    std::uint16_t connection = 1;          // counts the TCP connections of a case
    std::uint16_t peer_port = 0;
    std::chrono::milliseconds patience{60'000};  // for each step [MS-RDPBCGR 3.3.6.1]
    // Client: looks at the finished TLS; a text is a refusal. Absent: everything is approved.
    std::function<std::optional<std::string>(const Tls&)> approve;
    // Whether what is about to be said at this step waits until somebody has looked at it; absent: nothing
    // does.
    std::function<bool(wire::Step)> holds{};
};

class Session {
public:
    Session(SessionOrder order, std::function<void(const Note&)> note);
    Session(const Session&) = delete;  // the injector knows where it lives
    Session& operator=(const Session&) = delete;

    void connected(TimePoint now);
    void receive(wire::BytesView bytes, TimePoint now);
    void fin(TimePoint now);                            // the other end has closed its direction
    void reset(const std::string& why, TimePoint now);  // the connection is gone
    void tick(TimePoint now);                           // some time has passed

    // What to do next on the network; nothing: wait for bytes, or until wake().
    std::optional<fault::Piece> next(TimePoint now);
    std::optional<TimePoint> wake() const;
    // What waits to be said, before the faults and the cipher; null: nothing does. Meanwhile this end hears
    // nothing, and ends the connection after ten minutes.
    const peer::Say* held() const;
    // Says it, bent by these edits of its PDU, and all that comes behind it. Says how many of them changed
    // anything.
    std::size_t go_on(std::span<const fault::Fault> edits, TimePoint now);

    // A fault has put a pause into what this end says, and it is not over.
    bool pauses() const { return paused_until_ && *paused_until_ != kForEver; }

    const std::optional<Ending>& ending() const { return ending_; }
    std::uint16_t connection() const { return order_.connection; }

private:
    // What it does with what the other end says.
    enum class Hearing : std::uint8_t {
        open,
        deaf,    // reads on, but reacts to nothing
        closed,  // the other end has closed its direction: nothing more comes
    };
    // What has become of the connection.
    enum class Line : std::uint8_t {
        open,
        shut,  // Fin was handed out: this end says nothing more
        gone,  // it is over in both directions
    };
    // How far TLS has come on it.
    enum class Shield : std::uint8_t {
        none,
        first_record,  // the other end's is awaited, whole
        handshake,
        flight_said,  // the server's; a client's goes with tls_finished
        up,
    };
    static constexpr TimePoint kForEver = TimePoint::max();

    bool deaf() const { return hearing_ != Hearing::open; }
    bool gone() const { return line_ == Line::gone; }
    bool in_tls() const { return shield_ != Shield::none; }
    bool tls_is_up() const { return shield_ == Shield::up; }
    void stop_hearing();
    void react(wire::Step step, TimePoint now);  // hears no more when a fault forbids to answer
    void perform(peer::Actions actions, TimePoint now);
    bool holds(peer::Actions& actions, std::size_t at, TimePoint now);
    void let_go();
    void hear_rest(TimePoint now);
    void keep(wire::BytesView bytes, TimePoint now);
    void say(peer::Say what, TimePoint now);
    void say_one(peer::Say what, TimePoint now);
    void say_more(wire::Step step, fault::Moment moment, TimePoint now);
    void send(wire::Step step, wire::Bytes bytes, TimePoint now);
    void hand_out(wire::Step step, std::vector<fault::Piece> pieces, std::size_t size, TimePoint now);
    Tls& tls();
    void start_tls(TimePoint now);
    void feed_tls(wire::BytesView bytes, TimePoint now);
    void feed_alert(TimePoint now);
    bool hold_first_record(wire::BytesView bytes);
    void after_tls_input(TimePoint now);
    void enter_tls(TimePoint now);
    std::string describe_tls() const;
    void hear_clear(wire::BytesView bytes, TimePoint now);
    bool closes_behind_alert() const;
    std::optional<fault::SaidAlert> say_alert(std::uint8_t level, std::uint8_t description);
    void leave_behind_alert(TimePoint now);
    void complain(wire::Malformed malformed, TimePoint now);
    void hear(wire::Bytes message, TimePoint now);
    void end(Ending ending, TimePoint now);
    void settle(Ending ending);  // what it has come to, unless that is settled already
    void tell(NoteKind kind, wire::Role from, wire::Step step, std::string text, TimePoint now,
              std::size_t fault = 0, bool withheld = false);
    void tell_message(const peer::Opened& opened, TimePoint now);  // the other end's
    void tell_bites(wire::Step step, TimePoint now);

    SessionOrder order_;
    std::function<void(const Note&)> note_;
    Patience patience_;
    peer::Machine machine_;
    fault::FaultInjector injector_;
    fault::Pieces pieces_;
    std::optional<TimePoint> paused_until_;  // kForEver: a fault has silenced it
    peer::Actions later_;                    // after a rest in which the other end is still heard
    std::optional<TimePoint> later_at_;
    peer::Actions held_;   // the first of them waits to be said
    wire::Bytes unheard_;  // what came meanwhile
    std::uint64_t queued_bytes_ = 0;

    std::unique_ptr<Tls> tls_;  // once it is spoken
    wire::Bytes first_record_;
    std::uint64_t unsaid_records_ = 0;  // of TLS: encrypted, and still to pass the faults
    bool withheld_ = false;             // a fault let nothing of what was said last out
    wire::Framer framer_;

    Hearing hearing_ = Hearing::open;
    Line line_ = Line::open;
    Shield shield_ = Shield::none;
    std::optional<TimePoint> hello_due_;  // a host that waits no longer for the ClientHello
    wire::Bytes license_;                 // granted
    std::optional<Ending> ending_;
};

}  // namespace badrdp::link
