// TLS that ends in a proxy: which certificate a client is shown, and how the server is asked.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/link/tls.h"

namespace badrdp::harness {

// Whom a certificate is for.
struct ShownTo {
    unsigned connection = 0;            // this one alone; 0: all
    std::optional<std::string> name{};  // who asks for this name (SNI), in small letters; empty: for none

    friend bool operator==(const ShownTo&, const ShownTo&) = default;
};

// "certificate/expired", and behind it, by blanks apart, connection=N or sni=NAME or both. "-" or nothing is
// no scenario: an honest certificate. Throws UsageError.
struct CertificateWish {
    std::string scenario{};
    ShownTo to{};

    friend bool operator==(const CertificateWish&, const CertificateWish&) = default;
};
// Those for somebody alone come first. Throws UsageError, also if two are for all.
std::vector<CertificateWish> certificate_wishes(const std::vector<std::string>& texts);

struct Shown {
    ShownTo to{};
    link::TlsContext context;
    std::string text{};  // "certificate/expired's certificate"
};

struct Terminated {
    std::vector<Shown> shown;  // the first one that fits counts; the last one is for all
    link::TlsContext asks;
    std::string server_name{};  // for SNI, if it is a name

    // Whether it takes a connection's ClientHello to know.
    bool asks_for_name(unsigned connection) const;
    const Shown& shown_to(unsigned connection, std::string_view name) const;
    std::string text() const;  // of all of them
};

// The name that a ClientHello asks for, of what a client says from its first byte; empty: for none, or it is
// none that can be read. Nothing: it is not there in full.
std::optional<std::string> name_asked_for(wire::BytesView said);

}  // namespace badrdp::harness
