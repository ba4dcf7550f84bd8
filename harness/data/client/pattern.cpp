#include "harness/data/client/pattern.h"

#include <boost/regex.hpp>
#include <stdexcept>

namespace badrdp::harness {

struct Pattern::Compiled {
    boost::regex expression;
};

Pattern::Pattern(const std::string& text) : text_(text) {
    try {
        compiled_ = std::make_shared<const Compiled>(boost::regex(text));
    } catch (const boost::regex_error& error) {
        throw std::invalid_argument(error.what());
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
        return std::nullopt;
    }
    return match.size() > 1 && match[1].matched ? match[1].str() : std::string(line);
}

}  // namespace badrdp::harness
