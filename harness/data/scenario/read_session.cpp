// [host.rdp], [host.credssp], [host.session] and [[host.account]].
#include "harness/data/scenario/canary.h"
#include "harness/data/scenario/read.h"
#include "harness/data/scenario/read_code.h"
#include "harness/data/scenario/session_keys.h"

namespace badrdp::harness {
namespace {

std::optional<std::uint32_t> read_word(const Value& value, std::span<const Word> words) {
    return value.word(
        value.key(), [&](std::string_view name) { return value_of(words, name); }, names_of(words));
}

std::optional<wire::Step> read_step(const Value& value) {
    std::vector<std::string> all;
    for (const auto& row : wire::kSteps) all.emplace_back(row.name);
    return value.word(
        "step", [](std::string_view name) { return wire::step_named(name); }, all);
}

// Takes what a table says of each key, and leaves alone what it does not say.
class Reader {
public:
    explicit Reader(Table& table) : table_(table) {}

    void truth(std::string_view key, bool& into) { table_.truth(key, into); }
    template <class Number>
    void number(std::string_view key, Number& into) {
        table_.number(key, into);
    }
    void duration(std::string_view key, milliseconds& into) { table_.duration(key, into); }
    void seconds(std::string_view key, std::chrono::seconds& into) {
        if (const auto value = table_.take(key))
            if (const auto d = value->duration()) into = std::chrono::duration_cast<std::chrono::seconds>(*d);
    }
    template <class E>
    void word(std::string_view key, std::span<const Word> words, E& into) {
        if (const auto value = table_.take(key))
            if (const auto word = read_word(*value, words)) into = static_cast<E>(*word);
    }
    template <class E>
    void optional_word(std::string_view key, std::span<const Word> words, std::optional<E>& into) {
        if (const auto value = table_.take(key))
            if (const auto word = read_word(*value, words)) into = static_cast<E>(*word);
    }
    void optional(std::string_view key, std::optional<std::uint32_t>& into) {
        if (const auto value = table_.take(key))
            if (const auto n = value->number(0, 0xffffffff)) into = static_cast<std::uint32_t>(*n);
    }
    void status(std::string_view key, std::optional<std::uint32_t>& into) {
        if (const auto value = table_.take(key)) into = read_code(*value, key, "ntstatus", status_words());
    }
    void code(std::string_view key, const std::string& family, std::uint32_t& into) {
        if (const auto value = table_.take(key)) into = read_code(*value, key, family).value_or(into);
    }
    void step(std::string_view key, std::optional<wire::Step>& into) {
        if (const auto value = table_.take(key)) into = read_step(*value);
    }
    void one_step(std::string_view key, wire::Step& into) {
        if (const auto value = table_.take(key)) into = read_step(*value).value_or(into);
    }

private:
    Table& table_;
};

// An account of a scenario is the canary's with another state, another name, or another password that no file
// tells.
auth::Account read_account(Table table) {
    auth::Account account = canary_account();
    Reader reader(table);
    table.text("name", account.name);
    table.text("domain", account.domain);
    reader.word("state", account_state_words(), account.state);
    bool same_password = true;
    table.truth("same_password", same_password);
    if (!same_password) account.password = auth::Secret(kAnotherPassword);
    table.done();
    return account;
}

}  // namespace

void read_session(Table& host, peer::ServerChoices& server) {
    if (auto table = host.table("rdp")) {
        Reader reader(*table);
        visit_rdp(reader, server);
        table->done();
    }
    if (auto table = host.table("credssp")) {
        Reader reader(*table);
        visit_credssp(reader, server);
        table->done();
    }
    if (auto table = host.table("session")) {
        Reader reader(*table);
        visit_session(reader, server);
        if (server.parting.after != wire::Step::active && server.parting.after != wire::Step::client_info)
            table->complain("'parts_after' must be client_info or active");
        using enum wire::Step;
        if (const auto said = server.says_when_active; said && *said != auto_reconnect_status &&
                                                       *said != server_redirection && *said != heartbeat &&
                                                       *said != channel_data)
            table->complain(
                "'says_when_active' must be auto_reconnect_status, server_redirection, heartbeat or "
                "channel_data");
        table->done();
    }
    if (const auto accounts = host.tables("account"); !accounts.empty()) {
        server.accounts.clear();
        for (const auto& account : accounts) server.accounts.push_back(read_account(account));
    }
}

}  // namespace badrdp::harness
