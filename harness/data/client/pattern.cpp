#include "harness/data/client/pattern.h"

#include <fmt/core.h>

#include <boost/regex.hpp>
#include <stdexcept>

namespace badrdp::harness {

struct Pattern::Compiled {
    boost::regex expression;
};

namespace {

// What is wrong, without the library's own words and its picture of the expression.
std::string regex_text(const boost::regex_error& error) {
    namespace codes = boost::regex_constants;
    switch (error.code()) {
        case codes::error_brack: return "a '[' is not closed";
        case codes::error_paren: return "a '(' or ')' has no partner";
        case codes::error_brace:
        case codes::error_badbrace: return "what stands in braces is no number of repeats";
        case codes::error_badrepeat:
            return "nothing stands before a '*', '+', '?' or '{' that it could repeat";
        case codes::error_range:
        case codes::error_collate:
        case codes::error_ctype: return "what stands in brackets is no range or class of characters";
        case codes::error_escape: return "a backslash stands before nothing that it could mean";
        case codes::error_backref: return "there is no group with that number";
        case codes::error_perl_extension: return "what follows '(?' is unknown";
        case codes::error_empty: return "an alternative is empty";
        default: return "it is too complex, or cannot be read";
    }
}

}  // namespace

Pattern::Pattern(const std::string& text) : text_(text) {
    try {
        compiled_ = std::make_shared<const Compiled>(boost::regex(text));
    } catch (const boost::regex_error& error) {
        throw std::invalid_argument(regex_text(error));
    }
}

std::size_t Pattern::groups() const { return compiled_ ? compiled_->expression.mark_count() : 0; }

std::optional<std::string> Pattern::found_in(std::string_view line) const {
    if (!compiled_) return std::nullopt;
    boost::cmatch match;
    try {
        if (!boost::regex_search(line.data(), line.data() + line.size(), match, compiled_->expression))
            return std::nullopt;
    } catch (const std::runtime_error&) {
        throw std::runtime_error(
            fmt::format("the pattern '{}' of the adapter takes too long on a line of this client's: it can "
                        "match it in too many ways",
                        text_));
    }
    return match.size() > 1 && match[1].matched ? match[1].str() : std::string(line);
}

}  // namespace badrdp::harness
