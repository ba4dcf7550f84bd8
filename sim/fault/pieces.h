// Pieces that wait for their driver, in order. One that has none takes no memory.
#pragma once

#include <iterator>
#include <utility>

#include "sim/fault/piece.h"

namespace badrdp::fault {

class Pieces {
public:
    bool empty() const { return next_ == pieces_.size(); }
    std::size_t size() const { return pieces_.size() - next_; }

    void add(Piece piece) {
        forget_taken();
        pieces_.push_back(std::move(piece));
    }
    void add(std::vector<Piece> more) {
        if (empty()) {
            pieces_ = std::move(more);
            next_ = 0;
            return;
        }
        forget_taken();
        pieces_.insert(pieces_.end(), std::make_move_iterator(more.begin()),
                       std::make_move_iterator(more.end()));
    }

    // The first one; there must be one.
    Piece take() {
        auto piece = std::move(pieces_[next_++]);
        if (empty()) clear();
        return piece;
    }

    void clear() { *this = {}; }

private:
    // Moving the rest to the front for each piece that is taken would be quadratic.
    void forget_taken() {
        if (next_ <= pieces_.size() / 2) return;
        pieces_.erase(pieces_.begin(), pieces_.begin() + static_cast<std::ptrdiff_t>(next_));
        next_ = 0;
    }

    std::vector<Piece> pieces_;
    std::size_t next_ = 0;
};

}  // namespace badrdp::fault
