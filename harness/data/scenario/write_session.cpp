// [host.rdp], [host.credssp], [host.session] and [[host.account]], written down again: what differs from an
// honest host.
#include "harness/data/scenario/write_session.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/data/file/toml_text.h"
#include "harness/data/file/units.h"
#include "harness/data/scenario/session_keys.h"

namespace badrdp::harness {
namespace {

using Line = std::pair<std::string, std::string>;  // key and value, as TOML has them
using KeyLines = std::vector<Line>;

class Writer {
public:
    KeyLines lines;

    void truth(std::string_view key, bool value) { put(key, value ? "true" : "false"); }
    template <class Number>
    void number(std::string_view key, Number value) {
        put(key, fmt::format("{}", value));
    }
    void duration(std::string_view key, std::chrono::milliseconds value) {
        quoted(key, duration_text(value));
    }
    void seconds(std::string_view key, std::chrono::seconds value) { quoted(key, duration_text(value)); }
    template <class E>
    void word(std::string_view key, std::span<const Word> words, E value) {
        quoted(key, name_of(words, static_cast<std::uint32_t>(value)));
    }
    template <class E>
    void optional_word(std::string_view key, std::span<const Word> words, const std::optional<E>& value) {
        if (value) word(key, words, *value);
    }
    void optional(std::string_view key, const std::optional<std::uint32_t>& value) {
        if (value) number(key, *value);
    }
    void status(std::string_view key, const std::optional<std::uint32_t>& value) {
        if (!value) return;
        const auto name = name_of(status_words(), *value);
        if (name.empty())
            put(key, fmt::format("{:#010x}", *value));
        else
            quoted(key, name);
    }
    void code(std::string_view key, const std::string&, std::uint32_t value) { number(key, value); }
    void step(std::string_view key, const std::optional<wire::Step>& value) {
        if (value) quoted(key, wire::name(*value));
    }
    void one_step(std::string_view key, wire::Step value) { quoted(key, wire::name(value)); }

private:
    void put(std::string_view key, std::string value) { lines.emplace_back(key, std::move(value)); }
    void quoted(std::string_view key, std::string_view value) { put(key, toml_string(value)); }
};

template <class Visit>
KeyLines differences(const peer::ServerChoices& server, const peer::ServerChoices& usual, Visit visit) {
    Writer mine, theirs;
    visit(mine, server);
    visit(theirs, usual);
    std::erase_if(mine.lines, [&](const Line& line) {
        return std::ranges::find(theirs.lines, line) != theirs.lines.end();
    });
    return mine.lines;
}

struct Section {
    std::string_view title;
    KeyLines lines;
};

std::vector<Section> sections(const peer::ServerChoices& server, const peer::ServerChoices& usual) {
    return {{"rdp", differences(server, usual, [](auto& v, const auto& c) { visit_rdp(v, c); })},
            {"credssp", differences(server, usual, [](auto& v, const auto& c) { visit_credssp(v, c); })},
            {"session", differences(server, usual, [](auto& v, const auto& c) { visit_session(v, c); })}};
}

std::string account_text(const auth::Account& account, std::string_view whose) {
    const auto canary = canary_account();
    auto text = fmt::format("\n[[{}.account]]\n", whose);
    text += fmt::format("name = {}\n", toml_string(account.name));
    if (!account.domain.empty()) text += fmt::format("domain = {}\n", toml_string(account.domain));
    text += fmt::format("state = \"{}\"\n", name_of(account_state_words(), account.state));
    if (account.password != canary.password) text += "same_password = false\n";
    return text;
}

}  // namespace

std::string session_to_toml(const peer::ServerChoices& server, const peer::ServerChoices& usual,
                            std::string_view whose) {
    std::string text;
    for (const auto& [title, lines] : sections(server, usual)) {
        if (lines.empty()) continue;
        text += fmt::format("\n[{}.{}]\n", whose, title);
        for (const auto& [key, value] : lines) text += fmt::format("{} = {}\n", key, value);
    }
    if (server.accounts != usual.accounts)
        for (const auto& account : server.accounts) text += account_text(account, whose);
    return text;
}

std::vector<std::string> session_notes(const peer::ServerChoices& server) {
    std::vector<std::string> notes;
    for (const auto& [title, lines] : sections(server, honest_choices()))
        for (const auto& [key, value] : lines) notes.push_back(fmt::format("{}.{} = {}", title, key, value));
    if (server.accounts == honest_choices().accounts) return notes;
    for (const auto& account : server.accounts)
        notes.push_back(fmt::format(
            "knows the account {} ({}{})", account.name, name_of(account_state_words(), account.state),
            account.password == canary_account().password ? "" : ", with another password"));
    return notes;
}

}  // namespace badrdp::harness
