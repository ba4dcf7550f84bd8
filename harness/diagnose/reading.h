// What the rules ask of a conversation, in the words of the rules.
#pragma once

#include <initializer_list>
#include <optional>
#include <string_view>

#include "harness/diagnose/diagnosis.h"
#include "harness/diagnose/sizes.h"

namespace badrdp::harness::diagnosis {

struct Reading {
    Reading(const capture::Talk& talk, const capture::Survey& survey);

    const capture::Talk& talk;
    const capture::Survey& survey;

    bool one_sided = false;  // packets of one direction only
    ToldBySizes sizes{};
    bool up = false;        // so much passed inside that a session was shown
    bool inside = false;    // records behind the TLS handshake were seen
    double round_trip = 0;  // seconds from the SYN to its answer, at least; 0: not seen
    double slowest = 0;     // seconds that an answer of the host took, at most
    std::uint64_t slowest_frame = 0;
    bool late_answer = false;  // the host answered when the client had gone
    std::uint64_t late_frame = 0;
    unsigned repeats = 0;  // segments with data that were sent again, by either end

    // When the conversation was last heard of, and how long the capture went on behind that, in seconds.
    capture::Seen last;
    double capture_went_on = 0;

    std::uint64_t frame_of(wire::Step step) const;  // 0: it was not taken
    const capture::Event* said(std::string_view beginning, wire::Role from) const;
    bool passed(wire::Step step) const { return frame_of(step) != 0; }
    bool acknowledged(wire::Role role) const;  // all that this end sent
    // Its latest word that is neither an alert nor an end: a step, or a record inside TLS.
    capture::Seen last_word(wire::Role role) const;
    // An alert, not a fatal one, behind which this end says no more: it leaves, whoever sends the first FIN.
    // Null: there is none.
    const capture::Event* goodbye() const;
    double seconds_between(capture::Seen from, capture::Seen to) const;
    // The client's last question, or the host's last word, behind which the client waited in vain until it
    // left or the capture ended; nothing: it did not.
    capture::Seen waited_in_vain() const;
    const Ending& ending() const { return ending_; }

    // The ClientHello, which came, takes more than one segment.
    bool splits_hello() const;

    // A RST that shows by itself that another machine than the host made it, and how.
    std::optional<Evidence> forged() const;

private:
    Ending find_ending() const;

    Ending ending_{};
};

// Of the catalogue, in literals.
using Scenarios = std::initializer_list<std::string_view>;

// How the rules put a diagnosis together.
class Draft {
public:
    explicit Draft(Diagnosis& into) : out_(into) {}

    Suspect& suspect(std::string_view cause, Certainty certainty, Scenarios scenarios);
    // The causes so far leave the same packets.
    void all_alike() { out_.alike = out_.causes.size(); }
    Diagnosis& out() { return out_; }

private:
    Diagnosis& out_;
};

// Each fills in causes and says whether it knows this face.
bool face_of_opening(const Reading& reading, Draft draft);
bool face_of_path(const Reading& reading, Draft draft);
bool face_of_negotiation(const Reading& reading, Draft draft);
bool face_of_tls(const Reading& reading, Draft draft);
bool face_of_inside(const Reading& reading, Draft draft);
// A client that a redirection has sent here.
bool face_of_redirection(const Reading& reading, Draft draft);
// What a connection was for that a redirection ended; empty: none did.
std::string sent_on(const Reading& reading);
// What was said inside TLS, where keys opened it.
bool face_of_opened(const Reading& reading, Draft draft);
// The same of a session that was up: how it ended, if that was said.
void judge_opened_session(const Reading& reading, Draft draft);
// UDP beside a session: whatever else is said.
void face_of_datagrams(const Reading& reading, Draft draft);
// A client that asks a KDC while NLA is due, and gets no answer.
bool face_of_domain(const Reading& reading, Draft draft);
// The same of a client that came into a session all the same.
void face_of_slow_domain(const Reading& reading, Draft draft);

}  // namespace badrdp::harness::diagnosis
