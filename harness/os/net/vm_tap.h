// One end of the wire for somebody else: an interface of this machine's network, to which a virtual machine
// (or another host) is attached. What that sends meets the same wire as a client of ours.
#pragma once

#include <string>
#include <vector>

#include "harness/os/fd.h"

namespace badrdp::harness {

class VmTap {
public:
    // Takes the interface of that name, or makes a persistent tap that QEMU, VirtualBox or another program
    // can open; `owner` (a user id, -1: root alone) may then do so. std::system_error says what failed, and
    // what it takes.
    VmTap(std::string name, int owner);
    ~VmTap();  // removes a tap that it made
    VmTap(const VmTap&) = delete;
    VmTap& operator=(const VmTap&) = delete;

    bool made() const { return made_; }
    // A packet socket: each read is a frame that the other machine sends, each write one that it receives.
    Fd take() { return std::move(frames_); }

private:
    std::string name_;
    bool made_ = false;
    Fd lock_;  // held for as long as a tap that it made is there
    Fd frames_;
};

// Removes the taps of this network that programs of ours made and did not live to remove. Returns their
// names. A tap of a living program is known by the lock that it holds, in whichever PID namespace it lives.
std::vector<std::string> sweep_taps();

}  // namespace badrdp::harness
