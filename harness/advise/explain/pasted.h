// Codes in what people paste: a dialog, a sentence, lines of a client's or a host's log, events of Windows as
// XML or text. Pure. Whatever the text is, the work is linear in it, and what is found is bounded.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/advise/explain/query.h"

namespace badrdp::harness {

inline constexpr std::size_t kMostPasted = 16u << 20;    // bytes that are read; what comes after is not
inline constexpr std::size_t kMostMentions = 12;         // different codes that are kept, the first ones
inline constexpr std::size_t kLongestPastedLine = 8192;  // a longer one is read in pieces

// A code that the text speaks of, and where it does so first.
struct Mention {
    Query query;
    std::size_t line = 0;   // from 1
    std::size_t times = 1;  // how often it is there

    friend bool operator==(const Mention& a, const Mention& b) {
        return a.query.text == b.query.text && a.line == b.line && a.times == b.times;
    }
};

struct Pasted {
    std::vector<Mention> mentions;  // each code once, in the order of the text
    std::size_t more = 0;           // how often others behind the first kMostMentions are there
};

// Where a code stands: its line from 1, and the byte of the text, as plain_text() has it, at which that line
// begins, or the element of XML.
struct PastedPlace {
    std::size_t line = 0;
    std::size_t at = 0;
};

// The lines of plain text one by one; where it is XML, its elements, and of a line that is too long its
// pieces.
void each_piece(std::string_view text, const std::function<void(std::string_view, PastedPlace)>& take);

using Heard = std::function<void(const Query&, PastedPlace)>;

// `text` is bytes: ASCII and UTF-8, or UTF-16 with a byte order mark, as Windows exports it. What it says is
// looked up in all of `families`; a number that is in none of them is kept where its form, or the words
// before it, say that it is a code.
// Each time that a code is there is also told to `heard`, those behind the first kMostMentions too.
Pasted read_pasted(std::string_view text, std::span<const Family> families, const Heard& heard = {});

}  // namespace badrdp::harness
