#include "harness/live/proxy/outlet.h"

#include <algorithm>
#include <boost/asio/write.hpp>
#include <utility>

namespace badrdp::harness {

namespace asio = boost::asio;
namespace piece = fault::piece;
using boost::system::error_code;

void Outlet::put(fault::Piece piece, link::TimePoint due) {
    if (const auto* write = std::get_if<piece::Write>(&piece)) waiting_ += write->bytes.size();
    pieces_.push_back({std::move(piece), due});
}

void Outlet::pump() {
    const bool was_full = full();
    while (!busy_ && !pieces_.empty() && !owner_.is_over()) {
        if (const auto wait = pieces_.front().due - link::Clock::now(); wait > link::Clock::duration(0)) {
            rest(wait);
            break;
        }
        auto next = std::move(pieces_.front().piece);
        pieces_.pop_front();
        if (auto* said = std::get_if<piece::Write>(&next))
            write(std::move(said->bytes));
        else if (const auto* pause = std::get_if<piece::Pause>(&next))
            rest(pause->length);
        else
            owner_.has_come_to(*this, next);
    }
    if (!owner_.is_over() && (!full() || was_full)) owner_.has_room(*this);
}

void Outlet::clear() {
    pieces_.clear();
    waiting_ = 0;
}

void Outlet::cancel() {
    clear();
    timer_.cancel();
}

void Outlet::write(wire::Bytes bytes) {
    owner_.is_said(*this, bytes);
    on_its_way_ = std::move(bytes);
    busy_ = true;
    asio::async_write(socket_, asio::buffer(on_its_way_),
                      [this, kept = owner_.keep()](error_code error, std::size_t size) {
                          if (owner_.is_over()) return;
                          busy_ = false;
                          waiting_ -= std::min(waiting_, size);
                          if (error) return owner_.has_failed(*this, error);
                          pump();
                      });
}

template <class Time>
void Outlet::rest(Time time) {
    busy_ = true;
    timer_.expires_after(time);
    timer_.async_wait([this, kept = owner_.keep()](error_code error) {
        if (error || owner_.is_over()) return;
        busy_ = false;
        pump();
    });
}

}  // namespace badrdp::harness
