#include "sim/link/tls_pipe.h"

#include <algorithm>

namespace badrdp::link {

int TlsPipe::read(BIO* bio, char* out, std::size_t size, std::size_t* done) {
    auto& in = static_cast<TlsPipe*>(BIO_get_data(bio))->incoming_;
    BIO_clear_retry_flags(bio);
    *done = std::min(size, in.size());
    if (*done == 0) {
        BIO_set_retry_read(bio);
        return 0;
    }
    std::ranges::copy(in.first(*done), reinterpret_cast<std::uint8_t*>(out));
    in = in.subspan(*done);
    return 1;
}

int TlsPipe::write(BIO* bio, const char* in, std::size_t size, std::size_t* done) {
    auto& out = static_cast<TlsPipe*>(BIO_get_data(bio))->outgoing_;
    BIO_clear_retry_flags(bio);
    out.insert(out.end(), in, in + size);
    *done = size;
    return 1;
}

long TlsPipe::control(BIO*, int what, long, void*) { return what == BIO_CTRL_FLUSH ? 1 : 0; }

Bio TlsPipe::bio() {
    static const auto method = [] {
        Owned<BIO_METHOD, BIO_meth_free> made(
            BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "badrdp"));
        need(made && BIO_meth_set_read_ex(made.get(), read) == 1 &&
                 BIO_meth_set_write_ex(made.get(), write) == 1 && BIO_meth_set_ctrl(made.get(), control) == 1,
             "tls: no memory");
        return made;
    }();
    Bio made(BIO_new(method.get()));
    need(made != nullptr, "tls: no memory");
    BIO_set_data(made.get(), this);
    BIO_set_init(made.get(), 1);
    return made;
}

}  // namespace badrdp::link
