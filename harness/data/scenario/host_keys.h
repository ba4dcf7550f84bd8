// The keys of [host], [[connection]], [host.tls], [host.certificate] and [middlebox], told once: a visitor
// that reads them, one that writes them, one that compares them and one that tells their shapes see the same
// names.
//
// A call names the key, says what kind of value it has, and hands over that member of each value visited: of
// one (to read, to write in full), of two (to write what differs from the second) or of three (to follow a
// change from the second to the third).
#pragma once

#include "harness/data/scenario/words.h"
#include "sim/fault/argument.h"

namespace badrdp::harness {

// The negotiation [MS-RDPBCGR 2.2.1.2].
template <class Visitor, class... Choices>
void visit_choices(Visitor& v, Choices&... c) {
    v.accepts("accepts", c...);
    v.word_or_number("select", OneOf{protocol_words(), "protocol"}, c.select...);
    v.word_or_number("failure", OneOf{failure_words(), "failure"}, c.failure...);
    v.truth("wants_token", c.wants_token...);
    v.word("preconnection", OneOf{preconnecting_words()}, c.preconnection...);
    v.truth("direct", c.direct...);
    v.truth("negotiates", c.negotiates...);
    v.duration("hello_within", c.hello_within...);
    v.bits("flags", c.flags...);
    v.truth("refuses_restricted_admin", c.refuses_restricted_admin...);
    v.truth("closes_behind_alert", c.closes_behind_alert...);
}

template <class Visitor, class... Tls>
void visit_tls(Visitor& v, Tls&... tls) {
    v.versions("versions", tls...);
    v.text("ciphers", tls.ciphers...);
    v.text("ciphersuites", tls.ciphersuites...);
    v.text("groups", tls.groups...);
    v.between("security_level", fault::Number{0, 5}, tls.security_level...);
}

template <class Visitor, class... Recipe>
void visit_certificate(Visitor& v, Recipe&... recipe) {
    v.word("key", OneOf{key_words(), "kind of key"}, recipe.key...);
    v.between("bits", fault::Number{512, 8192}, recipe.bits...);
    v.word("digest", OneOf{digest_words()}, recipe.digest...);
    v.text("common_name", recipe.common_name...);
    v.truth("subject_alt_name", recipe.subject_alt_name...);
    v.text("alternative_name", recipe.alternative_name...);
    v.duration("not_before", recipe.not_before...);
    v.duration("not_after", recipe.not_after...);
    v.texts("extended_key_usage", AtLeast{0}, recipe.extended_key_usage...);
    v.word("issuer", OneOf{issuer_words()}, recipe.issuer...);
    v.word("spoiled", OneOf{spoiled_words(), "way to spoil a certificate"}, recipe.spoiled...);
    v.size("pad_to", recipe.pad_to...);
}

// What no connection decides.
template <class Visitor, class... Host>
void visit_host(Visitor& v, Host&... host) {
    v.text("name", host.name...);
    v.word("listening", OneOf{listening_words(), "way to listen"}, host.listening...);
}

template <class Visitor, class... Account>
void visit_account(Visitor& v, Account&... account) {
    v.text("name", account.name...);
    v.text("domain", account.domain...);
    v.word("state", OneOf{account_state_words()}, account.state...);
}

// How long Windows makes its certificates valid.
inline constexpr std::chrono::seconds kSixMonths = std::chrono::hours(24 * 182);

// Whether a key says anything beside the others: an EC key has no number of bits.
inline bool applies(std::string_view key, const host::CertificateRecipe& recipe) {
    if (key == "bits") return recipe.key == host::KeyKind::rsa;
    return key != "digest" || recipe.key != host::KeyKind::ed25519;
}

}  // namespace badrdp::harness
