// A line of pasted text as words and numbers.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace badrdp::harness {

// Letters, digits and underscores in a row.
struct PastedWord {
    std::string_view raw;
    std::string low;          // in lower case
    std::string_view before;  // what stands between it and the word before
};

struct PastedNumber {
    std::uint32_t value = 0;
    bool hex = false;  // written as 0x..., or as the eight digits of a status
};

using PastedLine = std::vector<PastedWord>;

PastedLine words_of(std::string_view line);

std::optional<PastedNumber> number_of(const PastedWord& word);

// Whether these words stand right before the word at `at`: "error code" in "Error code is: 0x904".
bool said_before(const PastedLine& line, std::size_t at, std::initializer_list<std::string_view> words);

bool has_word(const PastedLine& line, std::string_view low);

// Words in lower case with a blank around each, and nothing else: for texts that are recognised by their
// words.
std::string folded_words(std::string_view text);

std::string lower_case(std::string_view text);

// UTF-16 with a byte order mark as ASCII, what is none of it as '?'; other text as it is.
std::string plain_text(std::string_view bytes);

}  // namespace badrdp::harness
