#include "harness/os/roots/archive.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <stdexcept>
#include <vector>

#include "harness/os/lines.h"

namespace badrdp::harness {
namespace {

namespace fs = std::filesystem;

constexpr const char* kUsualKeyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
constexpr std::size_t kLargest = 1 << 20;  // of a file of apt's sources

std::string text_of_file(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::string text(kLargest + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (text.size() > kLargest) throw std::runtime_error(file.string() + " is too large to be apt's sources");
    return text;
}

bool lists(const std::vector<std::string>& words, std::string_view wanted) {
    return std::ranges::find(words, wanted) != words.end();
}

// A keyring may also stand in the field itself, or be named by its fingerprint: then Debian's own.
fs::path keyring_of(const std::vector<std::string>& signed_by) {
    return !signed_by.empty() && signed_by.front().starts_with('/') ? signed_by.front() : kUsualKeyring;
}

using Fields = std::map<std::string, std::vector<std::string>, std::less<>>;

std::string in_lower_case(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

std::optional<Archive> archive_of(const Fields& fields, std::string_view codename) {
    const auto words = [&](std::string_view key) {
        const auto found = fields.find(key);
        return found == fields.end() ? std::vector<std::string>() : found->second;
    };
    const auto uris = words("uris");
    if (!lists(words("types"), "deb") || !lists(words("suites"), codename) || uris.empty() ||
        lists(words("enabled"), "no"))
        return std::nullopt;
    return Archive{uris.front(), keyring_of(words("signed-by"))};
}

std::optional<Archive> in_stanzas(std::string_view text, std::string_view codename) {
    Fields fields;
    std::vector<std::string>* last = nullptr;
    auto lines = split_lines(text);
    lines.push_back("");  // ends the last stanza
    for (const auto line : lines) {
        if (line.starts_with('#')) continue;
        if (split_words(line).empty()) {
            if (auto found = archive_of(fields, codename)) return found;
            fields.clear();
            last = nullptr;
            continue;
        }
        const bool goes_on = line.front() == ' ' || line.front() == '\t';
        const auto colon = line.find(':');
        if (!goes_on && colon == line.npos) continue;
        if (!goes_on) last = &fields[in_lower_case(line.substr(0, colon))];
        if (!last) continue;
        for (const auto word : split_words(goes_on ? line : line.substr(colon + 1))) last->emplace_back(word);
    }
    return std::nullopt;
}

// deb [ signed-by=/a/keyring.gpg ] http://an.archive/debian bookworm main
std::optional<Archive> in_line(std::string_view line, std::string_view codename) {
    auto words = split_words(line.substr(0, line.find('#')));
    if (words.empty() || words.front() != "deb") return std::nullopt;
    words.erase(words.begin());
    std::vector<std::string> signed_by;
    if (!words.empty() && words.front().starts_with('[')) {
        for (bool open = true; open && !words.empty(); words.erase(words.begin())) {
            std::string word(words.front());
            open = !word.ends_with(']');
            std::erase_if(word, [](char c) { return c == '[' || c == ']'; });
            if (word.starts_with("signed-by=")) signed_by = {word.substr(word.find('=') + 1)};
        }
    }
    if (words.size() < 2 || words[1] != codename) return std::nullopt;
    return Archive{std::string(words[0]), keyring_of(signed_by)};
}

// What os-release(5) says of a key, without quotes.
std::string release_value(std::string_view text, std::string_view key) {
    for (auto line : split_lines(text))
        if (line.starts_with(key) && line.substr(key.size()).starts_with('=')) {
            std::string value(line.substr(key.size() + 1));
            std::erase(value, '"');
            return value;
        }
    return {};
}

}  // namespace

std::optional<Archive> archive_in(std::string_view text, bool stanzas, std::string_view codename) {
    if (stanzas) return in_stanzas(text, codename);
    for (const auto line : split_lines(text))
        if (auto found = in_line(line, codename)) return found;
    return std::nullopt;
}

Archive machine_archive(const fs::path& etc) {
    const auto release = text_of_file(etc / "os-release");
    if (release_value(release, "ID") != "debian")
        throw std::runtime_error("roots are made from Debian's archive, and this machine is no Debian");
    std::vector<fs::path> files{etc / "apt/sources.list"};
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(etc / "apt/sources.list.d", none))
        files.push_back(entry.path());
    std::ranges::sort(files);
    // A machine of testing or unstable may name its suite by its class.
    const auto codename = release_value(release, "VERSION_CODENAME");
    for (const std::string& suite : {codename, std::string("testing"), std::string("sid"),
                                     std::string("unstable"), std::string("stable")})
        for (const auto& file : files) {
            const bool stanzas = file.extension() == ".sources";
            if (!stanzas && file.extension() != ".list") continue;
            if (auto found = archive_in(text_of_file(file), stanzas, suite)) return *found;
        }
    throw std::runtime_error(fmt::format("{}: apt's sources name no archive that has {}",
                                         (etc / "apt").string(), codename.empty() ? "a release" : codename));
}

}  // namespace badrdp::harness
