// The keys at the top of a scenario file, of [case], [names], [kdc] and [[demand]], told once. How the calls
// are meant: host_keys.h.
#pragma once

#include "harness/data/scenario/words.h"
#include "sim/fault/argument.h"

namespace badrdp::harness {

template <class Visitor, class... Scenario>
void visit_heading(Visitor& v, Scenario&... s) {
    v.sentence("title", s.title...);
    v.sentence("why", s.why...);
    v.text("spec", s.spec...);
    v.texts("symptom", AtLeast{1}, s.symptom...);
    v.tags("tags", s.tags...);
    v.text("cause", s.cause...);
    v.text("approximate", s.approximate...);
    v.limit("patience", s.patience...);
    v.between("visits", fault::Number{1, 10}, s.visits...);
    v.truth("by_name", s.by_name...);
    v.truth("ipv6", s.ipv6...);
    v.truth("trusted", s.trusted...);
    // IPv4 promises 68 bytes [RFC 791 3.2]; an Ethernet frame carries 1500.
    v.between("mtu", fault::Number{68, 1500}, s.mtu...);
    v.number("seed", s.seed...);
}

template <class Visitor, class... Played>
void visit_played(Visitor& v, Played&... played) {
    v.text("client", played.client...);
    v.text("version", played.version...);
    v.text("options", played.options...);
    v.seed("seed", played.seed...);
    v.text("net", played.net...);
}

template <class Visitor, class... Answer>
void visit_names(Visitor& v, Answer&... answer) {
    v.needed_word("answer", OneOf{answer_words()}, answer...);
}

template <class Visitor, class... One>
void visit_realm(Visitor& v, One&... realm) {
    v.word("service", OneOf{service_words()}, realm.service...);
    v.word("found", OneOf{found_words()}, realm.found...);
    v.word("keys", OneOf{realm_key_words()}, realm.keys...);
    v.truth("other_realm", realm.other_realm...);
    v.duration("clock", realm.clock...);
    v.duration("ticket_life", realm.ticket_life...);
    // Less than a datagram of IPv4 that every host takes [RFC 791 3.1] is not asked for.
    v.between("largest_datagram", fault::Number{0, 65535}, realm.largest_datagram...);
}

// But for the option sets: a table speaks of several, a Demand of one.
template <class Visitor, class... Demand>
void visit_demand(Visitor& v, Demand&... d) {
    v.word_or_number("unrequested", OneOf{protocol_words(), "protocol"}, d.unrequested...);
    v.words("outcome", OneOf{outcome_words()}, d.outcome...);
    v.between("connection", fault::Number{1, 1000}, d.connection...);
    v.words("brings", OneOf{brought_words()}, d.brings...);
    v.step("reaches", d.reaches...);
    v.steps("never", d.never...);
    v.limit("within", d.within...);
    v.words("says", OneOf{reason_words(), "reason"}, d.says...);
    v.between("connections", fault::Number{0, 1000}, d.connections...);
    v.words("offers", OneOf{mechanism_words(), "mechanism"}, d.offers...);
    v.words("prefers", OneOf{mechanism_words(), "mechanism"}, d.prefers...);
    v.words("proves_by", OneOf{mechanism_words(), "mechanism"}, d.proves_by...);
    v.words("leaves", OneOf{left_words()}, d.leaves...);
    v.sentence("why", d.why...);
}

}  // namespace badrdp::harness
