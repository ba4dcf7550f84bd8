// The words of scenario files for what is a number on the wire or an enumeration in memory, both ways.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/host/host.h"

namespace badrdp::harness {

struct Word {
    std::string_view name;
    std::uint32_t value;
};

// One of these; messages call them `what`, or by the key if that is empty.
struct OneOf {
    std::span<const Word> words;
    std::string_view what{};
};
// So many texts or more; more than none may also be one text that stands alone.
struct AtLeast {
    std::size_t items;
};

template <class E>
constexpr Word word(std::string_view name, E value) {
    return {name, static_cast<std::uint32_t>(value)};
}

std::span<const Word> protocol_words();          // "rdp", "tls", "nla", ...: of the wire, rdp is 0
std::span<const Word> failure_words();           // "HYBRID_REQUIRED_BY_SERVER" [MS-RDPBCGR 2.2.1.2.2]
std::span<const Word> alert_words();             // "handshake_failure" [RFC 8446 6, RFC 5246 7.2]
std::span<const Word> version_words();           // "1.2"
std::span<const Word> listening_words();         // of host::Listening
std::span<const Word> key_words();               // of host::KeyKind
std::span<const Word> issuer_words();            // of host::Issuer
std::span<const Word> spoiled_words();           // of host::Spoiled
std::span<const Word> digest_words();            // the value is of no use
std::span<const Word> encryption_words();        // "128": encryptionMethod [MS-RDPBCGR 2.2.1.4.3]
std::span<const Word> encryption_level_words();  // "client_compatible"
std::span<const Word> pub_key_auth_words();      // of auth::PubKeyAuth
std::span<const Word> round_words();             // of auth::Round
std::span<const Word> licensing_words();         // of peer::Licensing
std::span<const Word> session_info_words();      // of peer::SessionInfo
std::span<const Word> redirection_words();       // of peer::Redirection
std::span<const Word> preconnecting_words();     // of peer::Preconnecting
std::span<const Word> routing_token_words();     // of peer::RoutingToken
std::span<const Word> parting_words();           // of peer::Parting::How
std::span<const Word> account_state_words();     // of auth::AccountState
std::span<const Word> status_words();            // "STATUS_LOGON_FAILURE" [MS-ERREF 2.3.1]
std::span<const Word> mechanism_words();         // of wire::Mechanism
std::span<const Word> outcome_words();           // of Outcome
std::span<const Word> left_words();              // of auth::LeftBehind
std::span<const Word> brought_words();           // of Brought
std::span<const Word> reason_words();            // of Reason
std::span<const Word> answer_words();            // of Names::Answer
std::span<const Word> service_words();           // of Realm::Service
std::span<const Word> found_words();             // of Realm::Found
std::span<const Word> realm_key_words();         // of Realm::Keys

std::optional<std::uint32_t> value_of(std::span<const Word> words, std::string_view name);
std::string_view name_of(std::span<const Word> words, std::uint32_t value);  // empty: it has no name
std::vector<std::string> names_of(std::span<const Word> words);

template <class E>
std::string_view name_of(std::span<const Word> words, E value) requires std::is_enum_v<E> {
    return name_of(words, static_cast<std::uint32_t>(value));
}

// The option sets by which demands name how a client is called. An adapter may know others.
const std::vector<std::string>& option_words();

}  // namespace badrdp::harness
