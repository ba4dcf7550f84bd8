// What is to happen on one TCP connection, in order: the language between a session and its driver.
#pragma once

#include <chrono>
#include <variant>
#include <vector>

#include "sim/wire/io/malformed.h"

namespace badrdp::fault {
namespace piece {

struct Write {
    wire::Bytes bytes;
};
struct Pause {
    std::chrono::milliseconds length{0};
};
struct Fin {};    // no more from us; what the other end says is still read
struct Close {};  // close(2): FIN, and whatever comes later meets nobody
struct Rst {};    // RST, now
struct Mute {};   // whatever follows is never sent; the connection stays

}  // namespace piece

using Piece = std::variant<piece::Write, piece::Pause, piece::Fin, piece::Close, piece::Rst, piece::Mute>;

}  // namespace badrdp::fault
