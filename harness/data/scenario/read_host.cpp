#include <fmt/format.h>

#include "harness/data/file/units.h"
#include "harness/data/scenario/read.h"
#include "harness/data/scenario/words.h"

namespace badrdp::harness {
namespace {

std::optional<std::uint32_t> read_word(const Value& value, std::string_view what,
                                       std::span<const Word> words) {
    return value.word(
        what, [&](std::string_view name) { return value_of(words, name); }, names_of(words));
}

template <class E>
void read_enum(Table& table, std::string_view key, std::string_view what, std::span<const Word> words,
               E& into) {
    if (const auto value = table.take(key))
        if (const auto word = read_word(*value, what, words)) into = static_cast<E>(*word);
}

std::optional<std::uint32_t> read_number_or_word(const Value& value, std::string_view what,
                                                 std::span<const Word> words) {
    if (!value.is_number()) return read_word(value, what, words);
    const auto number = value.number(0, 0xffffffff);
    return number ? std::optional(static_cast<std::uint32_t>(*number)) : std::nullopt;
}

void read_accepts(const Value& value, peer::ServerChoices& server) {
    server.accepts = 0;
    server.accepts_rdp = false;
    for (const auto& element : value.list()) {
        const auto bit = read_word(element, "protocol", protocol_words());
        if (!bit) continue;
        server.accepts |= *bit;
        server.accepts_rdp |= *bit == peer::protocol::rdp;
    }
}

void read_choices(Table& table, peer::ServerChoices& server) {
    if (const auto accepts = table.take("accepts")) read_accepts(*accepts, server);
    if (const auto select = table.take("select"))
        server.select = read_number_or_word(*select, "protocol", protocol_words());
    const auto failure = table.take("failure");
    if (failure) server.failure = read_number_or_word(*failure, "failure", failure_words());
    const auto negotiates = table.take("negotiates");
    if (negotiates) server.negotiates = negotiates->truth().value_or(true);
    const auto flags = table.take("flags");
    if (flags)
        if (const auto bits = flags->number(0, 0xff)) server.flags = static_cast<std::uint8_t>(*bits);

    if (server.select && server.failure)
        failure->complain("'failure' and 'select' cannot both be: a Confirm carries one of them");
    if (server.negotiates) return;
    // A host of the settings may not negotiate either, and then has no such key.
    const auto complain = [&](std::string text) {
        negotiates ? negotiates->complain(std::move(text)) : table.complain(std::move(text));
    };
    if (server.select || server.failure || flags)
        complain(
            "a Confirm without negotiation data (negotiates = false) has no room for 'select', 'failure' or "
            "'flags'");
    if (!server.accepts_rdp)
        complain("a host that does not negotiate speaks Standard RDP Security: 'accepts' must have \"rdp\"");
}

void read_versions(const Value& value, host::Tls& tls) {
    const auto bounds = value.list();
    if (bounds.size() != 2)
        return value.complain("'versions' is a pair, lowest and highest: [\"1.2\", \"1.3\"]");
    const auto least = read_word(bounds[0], "TLS version", version_words());
    const auto most = read_word(bounds[1], "TLS version", version_words());
    if (!least || !most) return;
    if (*least > *most) return value.complain("'versions' has the highest version first");
    tls.min_version = static_cast<std::uint16_t>(*least);
    tls.max_version = static_cast<std::uint16_t>(*most);
}

void read_tls(Table table, host::Tls& tls) {
    const auto versions = table.take("versions");
    if (versions) read_versions(*versions, tls);
    table.text("ciphers", tls.ciphers);
    table.text("ciphersuites", tls.ciphersuites);
    if (const auto level = table.take("security_level"))
        if (const auto n = level->number(0, 5)) tls.security_level = static_cast<int>(*n);
    // OpenSSL 3 counts the SHA-1 in the signatures of TLS 1.0 and 1.1 as less than 80 bits.
    if (versions && tls.max_version < 0x0303 && tls.security_level != 0)
        versions->complain("OpenSSL serves TLS 1.0 and 1.1 only with security_level = 0");
    table.done();
}

// As OpenSSL counts them: a key below it is refused unless the security level is lowered.
int highest_level_for(unsigned rsa_bits) {
    if (rsa_bits < 1024) return 0;
    return rsa_bits < 2048 ? 1 : 5;
}

void read_key(Table& table, const host::Tls& tls, host::CertificateRecipe& recipe) {
    read_enum(table, "key", "kind of key", key_words(), recipe.key);
    if (const auto bits = table.take("bits")) {
        if (const auto n = bits->number(512, 8192)) recipe.bits = static_cast<unsigned>(*n);
        if (recipe.key != host::KeyKind::rsa) bits->complain("'bits' is for RSA keys");
        const int level = highest_level_for(recipe.bits);
        if (level < 5 && (tls.security_level < 0 || tls.security_level > level))
            bits->complain(
                fmt::format("OpenSSL serves an RSA key of {} bits only with host.tls.security_level = "
                            "{}{}",
                            recipe.bits, level, level > 0 ? " or less" : ""));
    }
    if (const auto digest = table.take("digest")) {
        if (read_word(*digest, "digest", digest_words())) recipe.digest = *digest->text();
        if (recipe.key == host::KeyKind::ed25519) digest->complain("an Ed25519 key takes no digest");
    }
}

void read_validity(Table& table, host::CertificateRecipe& recipe) {
    const auto before = table.take("not_before");
    const auto after = table.take("not_after");
    const auto seconds = [](const std::optional<Value>& value, std::chrono::seconds& into) {
        if (!value) return;
        if (const auto d = value->duration()) into = std::chrono::duration_cast<std::chrono::seconds>(*d);
    };
    seconds(before, recipe.not_before);
    seconds(after, recipe.not_after);
    if (recipe.not_before < recipe.not_after) return;
    // A certificate that has expired was valid once, for as long as Windows makes them.
    constexpr std::chrono::seconds six_months = std::chrono::hours(24 * 182);
    if (!before)
        recipe.not_before = recipe.not_after - six_months;
    else if (!after)
        recipe.not_after = recipe.not_before + six_months;
    else
        after->complain("'not_after' must be later than 'not_before'");
}

void read_usages(const Value& value, host::CertificateRecipe& recipe) {
    recipe.extended_key_usage.clear();
    if (value.empty_list()) return;  // no extension at all
    for (const auto& usage : value.list())
        if (auto name = usage.text()) recipe.extended_key_usage.push_back(std::move(*name));
}

}  // namespace

void read_certificate(Table table, const host::Tls& tls, host::CertificateRecipe& recipe) {
    read_key(table, tls, recipe);
    table.text("common_name", recipe.common_name);
    table.truth("subject_alt_name", recipe.subject_alt_name);
    read_validity(table, recipe);
    if (const auto usages = table.take("extended_key_usage")) read_usages(*usages, recipe);
    read_enum(table, "issuer", "issuer", issuer_words(), recipe.issuer);
    read_enum(table, "spoiled", "way to spoil a certificate", spoiled_words(), recipe.spoiled);
    table.size("pad_to", recipe.pad_to);
    table.done();
}

void read_host(Table table, host::Host& host) {
    table.text("name", host.name);
    read_enum(table, "listening", "way to listen", listening_words(), host.listening);
    read_choices(table, host.server);
    read_session(table, host.server);
    if (auto tls = table.table("tls")) read_tls(*tls, host.tls);
    if (auto certificate = table.table("certificate"))
        read_certificate(*certificate, host.tls, host.certificate);
    check_unread(table, host);
    table.done();
}

}  // namespace badrdp::harness
