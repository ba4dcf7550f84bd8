// What a host needs of a Kerberos library: one context of GSS-API as acceptor [RFC 4121]. The library, its
// keytab and its clock are the rim's (sim/kerberos); here is what the conversations ask of it.
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <string>

#include "sim/auth/account.h"
#include "sim/auth/seal.h"

namespace badrdp::auth {

class KerberosAcceptor : public Seal {
public:
    struct Accepted {
        std::string principal;  // "alice@EXAMPLE.TEST", as the ticket names the client
        wire::Bytes token;      // AP-REP, with its GSS header; empty if the client wants none
    };

    // The client's AP-REQ with its GSS header [RFC 4121 4.1]. Once; what was refused stays refused.
    virtual std::expected<Accepted, Refused> accept(wire::BytesView token) = 0;

    // A signature without data, for SPNEGO's mechListMIC. Both only behind accept().
    virtual wire::Bytes sign(wire::BytesView message) = 0;
    virtual bool verify(wire::BytesView message, wire::BytesView signature) = 0;
};

// A new one for each connection; nothing: this host is in no realm.
using KerberosMaker = std::function<std::unique_ptr<KerberosAcceptor>()>;

}  // namespace badrdp::auth
