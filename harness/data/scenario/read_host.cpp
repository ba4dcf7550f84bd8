#include <fmt/format.h>

#include "harness/data/scenario/host_keys.h"
#include "harness/data/scenario/key_reader.h"
#include "harness/data/scenario/read.h"

namespace badrdp::harness {
namespace {

void read_choices(Table& table, peer::ServerChoices& server) {
    KeyReader reader(table);
    visit_choices(reader, server);
    if (server.select && server.failure) {
        // Either may be what the settings lead to.
        const auto written = table.take(table.has("failure") ? "failure" : "select");
        written->complain("'failure' and 'select' cannot both be: a Confirm carries one of them");
    }
    if (server.direct)
        if (const auto written = table.take("direct");
            written && !has_any(server.accepts, wire::Protocols::ssl | wire::Protocols::hybrid))
            written->complain("a host begins with TLS or with NLA: 'accepts' must have \"tls\" or \"nla\"");
    if (server.direct && (server.select || !server.negotiates))
        if (const auto written = table.take(table.has("select")       ? "select"
                                            : table.has("negotiates") ? "negotiates"
                                                                      : "direct"))
            written->complain(
                "a host that begins with TLS or with NLA has selected that: nothing can be said "
                "against it but a 'failure'");
    if (server.negotiates) return;
    // A host of the settings may not negotiate either, and then has no such key.
    const auto complain = [&](std::string text) {
        const auto negotiates = table.take("negotiates");
        negotiates ? negotiates->complain(std::move(text)) : table.complain(std::move(text));
    };
    if (server.select || server.failure || table.has("flags"))
        complain(
            "a Confirm without negotiation data (negotiates = false) has no room for 'select', 'failure' or "
            "'flags'");
    if (!server.accepts_rdp)
        complain("a host that does not negotiate speaks Standard RDP Security: 'accepts' must have \"rdp\"");
}

void read_tls(Table table, host::Tls& tls) {
    KeyReader reader(table);
    visit_tls(reader, tls);
    // OpenSSL 3 counts the SHA-1 in the signatures of TLS 1.0 and 1.1 as less than 80 bits.
    if (const auto versions = table.take("versions"))
        if (tls.max_version < 0x0303 && tls.security_level != 0)
            versions->complain("OpenSSL serves TLS 1.0 and 1.1 only with security_level = 0");
    table.done();
}

// As OpenSSL counts them: a key below it is refused unless the security level is lowered.
int highest_level_for(unsigned rsa_bits) {
    if (rsa_bits < 1024) return 0;
    return rsa_bits < 2048 ? 1 : 5;
}

void check_key(Table& table, const host::Tls& tls, const host::CertificateRecipe& recipe) {
    if (const auto bits = table.take("bits")) {
        if (!applies("bits", recipe)) bits->complain("'bits' is for RSA keys");
        const int level = highest_level_for(recipe.bits);
        if (level < 5 && (tls.security_level < 0 || tls.security_level > level))
            bits->complain(
                fmt::format("OpenSSL serves an RSA key of {} bits only with host.tls.security_level = "
                            "{}{}",
                            recipe.bits, level, level > 0 ? " or less" : ""));
    }
    if (const auto digest = table.take("digest"); digest && !applies("digest", recipe))
        digest->complain("an Ed25519 key takes no digest");
}

void check_validity(Table& table, host::CertificateRecipe& recipe) {
    if (recipe.not_before < recipe.not_after) return;
    // A certificate that has expired was valid once, for the usual time.
    if (!table.has("not_before"))
        recipe.not_before = recipe.not_after - kSixMonths;
    else if (const auto after = table.take("not_after"))
        after->complain("'not_after' must be later than 'not_before'");
    else
        recipe.not_after = recipe.not_before + kSixMonths;
}

void check_names(Table& table, const host::CertificateRecipe& recipe) {
    if (const auto name = table.take("alternative_name"); name && !recipe.subject_alt_name)
        name->complain("a certificate without a subjectAltName (subject_alt_name = false) has no name in it");
}

}  // namespace

void read_certificate(Table table, const host::Tls& tls, host::CertificateRecipe& recipe) {
    KeyReader reader(table);
    visit_certificate(reader, recipe);
    check_key(table, tls, recipe);
    check_names(table, recipe);
    check_validity(table, recipe);
    table.done();
}

void read_service(Table& table, host::Host& host) {
    read_choices(table, host.server);
    read_session(table, host.server);
    if (auto tls = table.table("tls")) read_tls(*tls, host.tls);
    if (auto certificate = table.table("certificate"))
        read_certificate(*certificate, host.tls, host.certificate);
    check_unread(table, host);
    table.done();
}

void read_host(Table table, host::Host& host) {
    KeyReader reader(table);
    visit_host(reader, host);
    read_service(table, host);
}

}  // namespace badrdp::harness
