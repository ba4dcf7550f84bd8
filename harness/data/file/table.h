// One TOML table, read strictly: every key must be asked for, every value must have its type, and what is
// wrong becomes a complaint with its place.
#pragma once

#if __has_include(<toml++/impl/forward_declarations.hpp>)
#include <toml++/impl/forward_declarations.hpp>
#else
#include <toml++/impl/forward_declarations.h>  // before toml++ 3.4
#endif

#include <chrono>
#include <concepts>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "harness/data/file/complaint.h"

namespace badrdp::harness {

std::string toml_version();  // of the library that reads TOML: "3.3.0"

// Where in a file: both count from 1.
struct Place {
    Place() = default;
    Place(unsigned at_line, unsigned at_column) : line(at_line), column(at_column) {}
    Place(const toml::source_position& at);  // as the parser says it

    unsigned line = 0;
    unsigned column = 0;
};

// What everything that reads one file shares.
class Reading {
public:
    explicit Reading(std::filesystem::path file) : file_(std::move(file)) {}

    const std::filesystem::path& file() const { return file_; }
    // The same complaint at the same place is kept once: every variant of a scenario reads the same file.
    void complain(Place at, std::string text);

    // A key that is taken and then plays no part in this variant; a mistake only if it plays none in any.
    void unread(Place at, std::string text);
    void complain_of_unread(std::size_t variants);

    // Placeholder -> value of the variant being read, and the ones that were met so far.
    std::map<std::string, const toml::node*, std::less<>> variant;
    std::set<std::string, std::less<>> met;
    std::vector<Complaint> complaints;
    // The folder whose tables of codes know more names; empty: none is asked.
    std::filesystem::path catalogue;
    // Other tables of the same file that have such a key: "in [host.settings]".
    std::function<std::vector<std::string>(std::string_view key)> belongs;
    bool variants = true;  // false: "{word}" is text like any other, as in the commands of clients

private:
    struct Unread {
        std::size_t variants = 0;
        Complaint complaint;
    };
    std::filesystem::path file_;
    std::set<std::tuple<unsigned, unsigned, std::string>> complained_;
    std::map<std::tuple<unsigned, unsigned, std::string>, Unread> unread_;
};

// " (did you mean 'outcome'?)", or nothing; `quote` is put around the word.
std::string did_you_mean(std::string_view wanted, const std::vector<std::string>& candidates);

// One value, its key and its place. Every accessor complains if the value is not what it is asked for.
class Value {
public:
    Value(Reading& reading, std::string key, const toml::node& node);

    Reading& reading() const { return *reading_; }
    Place at() const { return at_; }
    const std::string& key() const { return key_; }
    void complain(std::string text) const { reading_->complain(at_, std::move(text)); }

    bool is_number() const;
    bool is_text() const;
    bool is_list() const;
    std::optional<std::string> text() const;
    std::optional<bool> truth() const;
    std::optional<std::uint64_t> number(std::uint64_t least, std::uint64_t most) const;
    std::optional<std::uint32_t> code() const;       // of 32 bits, also written with a sign as Windows does
    std::optional<std::int64_t> difference() const;  // a number other than 0, of at most 32 bits
    std::optional<std::chrono::milliseconds> duration() const;
    std::optional<std::size_t> size() const;
    bool empty_list() const;
    std::vector<Value> list() const;  // complains if it is empty; a value that is no array is a list of one

    // A word out of a fixed list, which `named` knows and `all` names: "unknown outcome 'refusd' ...".
    template <class Named>
    auto word(std::string_view what, Named named, const std::vector<std::string>& all) const
        -> decltype(named(std::string_view())) {
        const auto written = text();
        if (!written) return std::nullopt;
        auto found = named(std::string_view(*written));
        if (!found) unknown(what, *written, all);
        return found;
    }

private:
    void unknown(std::string_view what, const std::string& written,
                 const std::vector<std::string>& all) const;
    void wrong_type(std::string_view wanted) const;

    Reading* reading_;
    std::string key_;
    const toml::node* node_;  // null after an unknown placeholder, which has been complained of
    Place at_;
};

class Table {
public:
    Table(Reading& reading, const toml::table& table, std::string title);

    Reading& reading() const { return *reading_; }
    Place at() const { return at_; }
    void complain(std::string text) const { reading_->complain(at_, std::move(text)); }

    bool has(std::string_view key) const;
    std::vector<std::pair<std::string, Place>> keys() const;
    std::optional<Value> take(std::string_view key);
    std::optional<Value> need(std::string_view key);  // complains if it is missing
    std::optional<Table> table(std::string_view key);
    std::vector<Table> tables(std::string_view key);

    // Take the value if it is there and right, leave `into` alone otherwise.
    void text(std::string_view key, std::string& into);
    void truth(std::string_view key, bool& into);
    void duration(std::string_view key, std::chrono::milliseconds& into);
    void size(std::string_view key, std::size_t& into);
    template <std::integral T>
    void number(std::string_view key, T& into, std::uint64_t least = 0,
                std::uint64_t most = static_cast<std::uint64_t>(std::numeric_limits<T>::max())) {
        if (const auto value = take(key))
            if (const auto n = value->number(least, most)) into = static_cast<T>(*n);
    }

    // Complains of every key that nobody asked for. Call it last.
    void done();

private:
    std::string path_of(std::string_view key) const;  // "host.tls"

    Reading* reading_;
    const toml::table* table_;
    std::string title_;  // "[[demand]]" or "the file", for messages
    Place at_;
    std::vector<std::string> asked_;
};

}  // namespace badrdp::harness
