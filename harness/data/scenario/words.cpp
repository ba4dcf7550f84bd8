#include "harness/data/scenario/words.h"

#include <algorithm>
#include <array>

#include "harness/data/facts.h"
#include "harness/data/names.h"
#include "harness/data/realm.h"
#include "sim/auth/ntstatus.h"
#include "sim/wire/nla/mechanism.h"
#include "sim/wire/tls/tls_alerts.h"

namespace badrdp::harness {
namespace {

// The names of a family of codes, as wire knows them.
template <std::size_t Size>
constexpr std::array<Word, Size> words(const std::array<wire::Named, Size>& family) {
    std::array<Word, Size> out{};
    std::ranges::transform(family, out.begin(), [](const wire::Named& row) {
        return Word{row.said(), row.value};
    });
    return out;
}

constexpr auto kProtocolWords = words(wire::kProtocols);
constexpr auto kFailures = words(wire::kFailureCodes);
constexpr auto kAlerts = words(wire::kAlerts);
constexpr auto kMechanismWords = words(wire::kMechanisms);
constexpr auto kStatuses = words(auth::kStatuses);

constexpr std::array kVersions{word("1.0", 0x0301), word("1.1", 0x0302), word("1.2", 0x0303),
                               word("1.3", 0x0304)};

constexpr std::array kListening{
    word("normal", host::Listening::normal), word("closed", host::Listening::closed),
    word("backlog_full", host::Listening::backlog_full), word("mute", host::Listening::mute)};

constexpr std::array kKeyKinds{word("rsa", host::KeyKind::rsa), word("ec", host::KeyKind::ec),
                               word("ed25519", host::KeyKind::ed25519)};

constexpr std::array kIssuers{word("self", host::Issuer::self),
                              word("ca", host::Issuer::ca),
                              word("expired_ca", host::Issuer::expired_ca),
                              word("weak_ca", host::Issuer::weak_ca),
                              word("unknown_ca", host::Issuer::unknown_ca),
                              word("intermediate", host::Issuer::intermediate),
                              word("expired_intermediate", host::Issuer::expired_intermediate),
                              word("missing_intermediate", host::Issuer::missing_intermediate)};

constexpr std::array kSpoiled{
    word("no", host::Spoiled::no), word("bad_signature", host::Spoiled::bad_signature),
    word("wrong_key", host::Spoiled::wrong_key), word("garbage_der", host::Spoiled::garbage_der)};

constexpr std::array kDigests{word("sha256", 0), word("sha384", 0), word("sha512", 0), word("sha1", 0),
                              word("md5", 0)};

using peer::EncryptionLevel;
using peer::EncryptionMethod;

constexpr std::array kEncryption{word("none", EncryptionMethod::none), word("40", EncryptionMethod::rc4_40),
                                 word("56", EncryptionMethod::rc4_56), word("128", EncryptionMethod::rc4_128),
                                 word("fips", EncryptionMethod::fips)};

constexpr std::array kEncryptionLevels{word("none", EncryptionLevel::none), word("low", EncryptionLevel::low),
                                       word("client_compatible", EncryptionLevel::client_compatible),
                                       word("high", EncryptionLevel::high),
                                       word("fips", EncryptionLevel::fips)};

using auth::AccountState;
using auth::PubKeyAuth;
using auth::Round;
using peer::Licensing;
using peer::Redirection;
using peer::RoutingToken;
using peer::SessionInfo;
using How = peer::Parting::How;

constexpr std::array kPubKeyAuth{word("honest", PubKeyAuth::honest), word("flipped", PubKeyAuth::flipped),
                                 word("echoed", PubKeyAuth::echoed), word("unsealed", PubKeyAuth::unsealed),
                                 word("absent", PubKeyAuth::absent)};

constexpr std::array kRounds{word("negotiate", Round::negotiate), word("authenticate", Round::authenticate),
                             word("credentials", Round::credentials)};

constexpr std::array kLicensing{word("valid_client", Licensing::valid_client),
                                word("new_license", Licensing::new_license),
                                word("refused", Licensing::refused),
                                word("skipped", Licensing::skipped),
                                word("issued", Licensing::issued),
                                word("upgraded", Licensing::upgraded),
                                word("challenge_refused", Licensing::challenge_refused),
                                word("presented_refused", Licensing::presented_refused)};

constexpr std::array kSessionInfo{word("cookie", SessionInfo::cookie), word("errors", SessionInfo::errors),
                                  word("logon", SessionInfo::logon), word("logon_2", SessionInfo::logon_2),
                                  word("plain", SessionInfo::plain)};

constexpr std::array kRedirections{word("token", Redirection::token),
                                   word("nothing", Redirection::nothing),
                                   word("address", Redirection::address),
                                   word("credentials", Redirection::credentials),
                                   word("certificate", Redirection::certificate),
                                   word("cut_certificate", Redirection::cut_certificate),
                                   word("everything", Redirection::everything),
                                   word("information", Redirection::information),
                                   word("handover", Redirection::handover)};

constexpr std::array kPreconnecting{word("none", peer::Preconnecting::none),
                                    word("wanted", peer::Preconnecting::wanted),
                                    word("unknown", peer::Preconnecting::unknown)};

constexpr std::array kRoutingTokens{word("known", RoutingToken::known),
                                    word("unknown", RoutingToken::unknown), word("none", RoutingToken::none)};

constexpr std::array kParting{word("stays", How::stays), word("ultimatum", How::ultimatum),
                              word("error_info", How::error_info), word("deactivate", How::deactivate),
                              word("close", How::close)};

constexpr std::array kAccountStates{word("ok", AccountState::ok),
                                    word("locked", AccountState::locked),
                                    word("disabled", AccountState::disabled),
                                    word("expired", AccountState::expired),
                                    word("password_expired", AccountState::password_expired),
                                    word("must_change", AccountState::must_change),
                                    word("not_allowed_here", AccountState::not_allowed_here),
                                    word("logon_hours", AccountState::logon_hours),
                                    word("restricted", AccountState::restricted)};

template <class E, std::size_t Size>
std::vector<Word> words_of_all(const std::array<E, Size>& all) {
    std::vector<Word> out;
    for (const auto one : all) out.push_back(word(name(one), one));
    return out;
}

std::vector<Word> words_by(const std::vector<std::string_view>& names, auto named) {
    std::vector<Word> out;
    for (const auto name : names) out.push_back(word(name, *named(name)));
    return out;
}

}  // namespace

std::span<const Word> protocol_words() { return kProtocolWords; }
std::span<const Word> failure_words() { return kFailures; }
std::span<const Word> alert_words() { return kAlerts; }
std::span<const Word> version_words() { return kVersions; }
std::span<const Word> listening_words() { return kListening; }
std::span<const Word> key_words() { return kKeyKinds; }
std::span<const Word> issuer_words() { return kIssuers; }
std::span<const Word> spoiled_words() { return kSpoiled; }
std::span<const Word> digest_words() { return kDigests; }
std::span<const Word> encryption_words() { return kEncryption; }
std::span<const Word> encryption_level_words() { return kEncryptionLevels; }
std::span<const Word> pub_key_auth_words() { return kPubKeyAuth; }
std::span<const Word> round_words() { return kRounds; }
std::span<const Word> licensing_words() { return kLicensing; }
std::span<const Word> session_info_words() { return kSessionInfo; }
std::span<const Word> redirection_words() { return kRedirections; }
std::span<const Word> preconnecting_words() { return kPreconnecting; }
std::span<const Word> routing_token_words() { return kRoutingTokens; }
std::span<const Word> parting_words() { return kParting; }
std::span<const Word> account_state_words() { return kAccountStates; }
std::span<const Word> status_words() { return kStatuses; }
std::span<const Word> mechanism_words() { return kMechanismWords; }

std::span<const Word> outcome_words() {
    static const auto words = words_by(outcome_names(), outcome_named);
    return words;
}

std::span<const Word> brought_words() {
    static const auto words = words_by(brought_names(), brought_named);
    return words;
}

std::span<const Word> left_words() {
    static const auto words = words_of_all(auth::kEachLeftBehind);
    return words;
}

std::span<const Word> reason_words() {
    static const auto words = words_by(reason_names(), reason_named);
    return words;
}

std::span<const Word> answer_words() {
    static const auto words = words_of_all(kAnswers);
    return words;
}

std::span<const Word> service_words() {
    static const auto words = words_of_all(kServices);
    return words;
}

std::span<const Word> found_words() {
    static const auto words = words_of_all(kFinds);
    return words;
}

std::span<const Word> realm_key_words() {
    static const auto words = words_of_all(kRealmKeys);
    return words;
}

std::optional<std::uint32_t> value_of(std::span<const Word> words, std::string_view name) {
    for (const auto& w : words)
        if (w.name == name) return w.value;
    return std::nullopt;
}

std::string_view name_of(std::span<const Word> words, std::uint32_t value) {
    for (const auto& w : words)
        if (w.value == value) return w.name;
    return {};
}

std::vector<std::string> names_of(std::span<const Word> words) {
    std::vector<std::string> out;
    for (const auto& w : words) out.emplace_back(w.name);
    return out;
}

const std::vector<std::string>& option_words() {
    static const std::vector<std::string> words{
        "lenient",       "strict",        "tofu",         "tls",
        "rdp",           "nla",           "nla_ex",       "desktop",
        "udp",           "large_hello",   "rdstls",       "kerberos",
        "kerberos_only", "preconnection", "console",      "restricted_admin",
        "remote_guard",  "slow_user",     "huge_desktop", "entra"};
    return words;
}

}  // namespace badrdp::harness
