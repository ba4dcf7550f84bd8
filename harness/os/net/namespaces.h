// Networks of our own: network namespaces, made without a helper program and without a child.
#pragma once

#include <string>

#include "harness/os/fd.h"

namespace badrdp::harness {

// May this process make network namespaces and taps in them, as it is or once it has claimed them? Empty when
// it may, otherwise one line: what is missing, and what to do. Tried once, in a child that goes at once.
std::string why_no_namespaces();

// To be called once, before the first thread. Who has the capabilities already is left where they are; any
// other user enters a user, a network and a mount namespace of its own, with the same user and group ids and
// every capability there: then this process may make network namespaces, and capture on `lo`, which is its
// own from then on, even where it gets no tap. Does nothing where no namespaces are to be had.
void claim_namespaces();

// A network namespace with nothing but its `lo`, which is up. It lives as long as a descriptor, a socket or a
// process is in it; connections that were closed, but whose end can no longer be told to anybody, are given
// up with this. std::system_error says what failed.
class NetNamespace {
public:
    NetNamespace();
    ~NetNamespace();
    NetNamespace(NetNamespace&&) noexcept = default;
    NetNamespace& operator=(NetNamespace&&) noexcept = default;

    int fd() const { return fd_.get(); }

private:
    Fd fd_;
};

// While it lives, this thread is in that namespace: what it opens belongs there. Ends on the thread on which
// it began, and never across a suspension of a coroutine.
class Inside {
public:
    explicit Inside(const NetNamespace& there);
    ~Inside();
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;

private:
    Fd home_;
};

}  // namespace badrdp::harness
