#include "harness/os/lines.h"

#include <algorithm>

namespace badrdp::harness {
namespace {

constexpr std::size_t kEnd = 64 * 1024;
constexpr std::size_t kLongestLine = 2000;

void add_lines(std::string_view text, std::vector<std::string_view>& out) {
    while (!text.empty()) {
        const auto end = std::min(text.find_first_of("\r\n"), text.size());
        if (end > 0) out.push_back(text.substr(0, std::min(end, kLongestLine)));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

}  // namespace

std::vector<std::string_view> lines_of(std::string_view output) {
    std::vector<std::string_view> out;
    if (output.size() <= 2 * kEnd) {
        add_lines(output, out);
    } else {
        add_lines(output.substr(0, kEnd), out);
        add_lines(output.substr(output.size() - kEnd), out);
    }
    return out;
}

std::vector<std::string_view> split_lines(std::string_view text) {
    std::vector<std::string_view> out;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        out.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

std::vector<std::string_view> split_words(std::string_view text) {
    std::vector<std::string_view> out;
    constexpr std::string_view kBlank = " \t\r";
    for (;;) {
        text.remove_prefix(std::min(text.find_first_not_of(kBlank), text.size()));
        if (text.empty()) return out;
        const auto end = std::min(text.find_first_of(kBlank), text.size());
        out.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
}

std::string printable_line(std::string_view line, std::size_t most) {
    std::string out;
    for (const char c : line) out += is_control(c) ? ' ' : c;
    out.erase(0, std::min(out.find_first_not_of(' '), out.size()));
    if (out.size() > most) {
        std::size_t cut = most;
        while (cut > 0 && continues_character(out[cut])) --cut;
        out.resize(cut);
    }
    out.resize(out.find_last_not_of(' ') + 1);
    return out;
}

}  // namespace badrdp::harness
