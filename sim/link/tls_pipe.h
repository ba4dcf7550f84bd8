// What libssl reads from and writes to, in place of a socket: it reads what is lent to it, and what it writes
// is taken away whole. Between two calls neither has any memory.
#pragma once

#include <utility>

#include "sim/link/openssl.h"
#include "sim/wire/io/malformed.h"

namespace badrdp::link {

class TlsPipe {
public:
    TlsPipe() = default;
    TlsPipe(const TlsPipe&) = delete;  // its BIO knows where it lives
    TlsPipe& operator=(const TlsPipe&) = delete;

    // For both directions of one SSL, which owns it; must go before this does. Throws std::runtime_error when
    // OpenSSL has no memory.
    Bio bio();

    // Lends these bytes for as long as `reading` runs; what it leaves is kept for the next time.
    template <class Reading>
    void lend(wire::BytesView bytes, Reading reading) {
        if (!kept_.empty()) {
            kept_.insert(kept_.end(), bytes.begin(), bytes.end());
            bytes = kept_;
        }
        incoming_ = bytes;
        reading();
        kept_ = {incoming_.begin(), incoming_.end()};
        incoming_ = kept_;
    }
    wire::Bytes take_output() { return std::exchange(outgoing_, {}); }

private:
    static int read(BIO* bio, char* out, std::size_t size, std::size_t* done);
    static int write(BIO* bio, const char* in, std::size_t size, std::size_t* done);
    static long control(BIO* bio, int what, long number, void* pointer);

    wire::BytesView incoming_;
    wire::Bytes kept_;
    wire::Bytes outgoing_;
};

}  // namespace badrdp::link
