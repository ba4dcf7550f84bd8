#include "harness/data/scenario/shape.h"

#include <algorithm>

#include "harness/data/scenario/known_keys.h"
#include "harness/data/scenario/path_keys.h"
#include "harness/data/scenario/session_keys.h"
#include "harness/data/scenario/settings_words.h"
#include "sim/fault/fault.h"
#include "sim/fault/message.h"

namespace badrdp::harness {
namespace {

KeyShape text_key(std::string_view key, std::vector<std::string> words) {
    KeyShape shape{.key = std::string(key), .text = true};
    shape.words = std::move(words);
    return shape;
}

KeyShape text_like(std::string_view key, std::string_view example) {
    KeyShape shape{.key = std::string(key), .text = true};
    shape.like = example;
    return shape;
}

KeyShape number_key(std::string_view key, std::uint64_t least = 0, std::uint64_t most = 0) {
    KeyShape shape{.key = std::string(key), .number = true};
    shape.least = least;
    shape.most = most;
    return shape;
}

std::vector<std::string> steps() {
    std::vector<std::string> out;
    for (const auto& row : wire::kSteps)
        if (row.step != wire::Step::none) out.emplace_back(row.name);
    return out;
}

// A visitor of faults and impairments.
struct ArgumentShapes {
    std::vector<KeyShape>& keys;

    void need(std::string_view key, const auto& value, auto... kind) {
        keys.push_back(shape(key, value, kind...));
        keys.back().needed = true;
    }
    void usual(std::string_view key, const auto& value, auto... kind) {
        keys.push_back(shape(key, value, kind...));
    }
    void may(std::string_view key, const auto& value, auto... kind) {
        keys.push_back(shape(key, value, kind...));
    }
    void either(std::string_view to, std::string_view by, auto&, auto&) {
        keys.push_back(number_key(to, 0, 0xffffffff));
        keys.push_back(number_key(by));
    }

private:
    static KeyShape shape(std::string_view key, const auto&, fault::Number number) {
        return number_key(key, number.least, number.most);
    }
    static KeyShape shape(std::string_view key, std::size_t, fault::Size size) {
        auto out = number_key(key, size.least);
        out.text = true;
        out.like = "16KiB";
        return out;
    }
    static KeyShape shape(std::string_view key, fault::Moment, fault::Moments moments) {
        return text_key(key, {std::string(name(moments.usual)), std::string(name(moments.other))});
    }
    static KeyShape shape(std::string_view key, std::uint8_t, fault::AlertCode) {
        auto out = number_key(key, 0, 255);
        out.text = true;
        out.like = "handshake_failure";
        return out;
    }
    static KeyShape shape(std::string_view key, const auto&, OneOf one) {
        return text_key(key, names_of(one.words));
    }
    static KeyShape shape(std::string_view key, double, Share) {
        auto out = number_key(key, 1, 100);
        out.text = true;
        out.like = "0.5%";
        return out;
    }
    static KeyShape shape(std::string_view key, std::uint64_t, BitRate) { return text_like(key, "10Mbit"); }
    static KeyShape shape(std::string_view key, const fault::Payload&) { return text_like(key, "hex:0300"); }
    static KeyShape shape(std::string_view key, const wire::Bytes&) { return text_like(key, "hex:0300"); }
    static KeyShape shape(std::string_view key, wire::Step) { return text_key(key, steps()); }
    static KeyShape shape(std::string_view key, std::chrono::milliseconds) { return text_like(key, "10s"); }
    static KeyShape shape(std::string_view key, path::nanoseconds) { return text_like(key, "10s"); }
    static KeyShape shape(std::string_view key, const std::optional<path::nanoseconds>&) {
        return text_like(key, "10s");
    }
};

// A visitor of session_keys.h.
struct SessionShapes {
    std::vector<KeyShape>& keys;

    void truth(std::string_view key, auto&) { keys.push_back({.key = std::string(key), .truth = true}); }
    void number(std::string_view key, auto&) { keys.push_back(number_key(key)); }
    void duration(std::string_view key, auto&) { keys.push_back(text_like(key, "10s")); }
    void seconds(std::string_view key, auto&) { keys.push_back(text_like(key, "10s")); }
    void word(std::string_view key, std::span<const Word> words, auto&) {
        keys.push_back(text_key(key, names_of(words)));
    }
    void optional_word(std::string_view key, std::span<const Word> words, auto&) {
        keys.push_back(text_key(key, names_of(words)));
    }
    void optional(std::string_view key, auto&) { keys.push_back(number_key(key)); }
    void status(std::string_view key, auto&) { code(key, "STATUS_LOGON_FAILURE", 0); }
    void code(std::string_view key, std::string_view example, const auto&) {
        auto shape = number_key(key);
        shape.text = true;
        shape.like = example;
        keys.push_back(std::move(shape));
    }
    void step(std::string_view key, auto&) { keys.push_back(text_key(key, steps())); }
    void one_step(std::string_view key, auto&) { keys.push_back(text_key(key, steps())); }
};

TableShape of_fault(auto deed) {
    using D = decltype(deed);
    TableShape out{"[[fault]]", std::string(D::kVerb.name), {}};
    const auto verb = D::kVerb.name;
    if constexpr (std::is_same_v<D, fault::Say>) {
        std::vector<std::string> messages;
        for (const auto step : fault::known_messages()) messages.emplace_back(name(step));
        out.keys.push_back(text_key(verb, std::move(messages)));
        out.keys.push_back(text_key(fault::kPlaceOfAMessage, steps()));
        out.keys.back().needed = true;
    } else if constexpr (std::is_same_v<D, fault::SetField>) {
        out.keys.push_back(text_like(verb, "x224_confirm.tpkt.length"));
    } else {
        out.keys.push_back(text_key(verb, steps()));
    }
    out.keys.front().needed = true;
    ArgumentShapes visitor{out.keys};
    D::visit(visitor, deed);
    out.keys.push_back(number_key("connections", 1, 1000));
    return out;
}

TableShape of_impairment(auto deed) {
    TableShape out{"[[path]]", {}, {}};
    ArgumentShapes visitor{out.keys};
    visit_path(visitor, deed);
    out.verb = out.keys.front().key;
    path::Impairment any;
    visit_impairment(visitor, any);
    return out;
}

KeyShape of_setting(const SettingKey& key) {
    if (key.kind == SettingKind::number) return number_key(key.name, key.least, key.most);
    auto out = text_key(key.name, names_of(key.words));
    out.text = key.kind == SettingKind::word;
    out.truth = key.kind == SettingKind::truth;
    if (out.truth) out.words.clear();
    out.number = key.numbered;
    return out;
}

// Described key by key.
std::vector<TableShape> described() {
    std::vector<TableShape> out;
    fault::for_each_deed([&](auto deed) { out.push_back(of_fault(std::move(deed))); });
    for_each_impairment([&](auto deed) { out.push_back(of_impairment(std::move(deed))); });
    peer::ServerChoices server;
    TableShape rdp{"[host.rdp]", {}, {}}, credssp{"[host.credssp]", {}, {}},
        session{"[host.session]", {}, {}};
    SessionShapes of_rdp{rdp.keys}, of_credssp{credssp.keys}, of_session{session.keys};
    visit_rdp(of_rdp, server);
    visit_credssp(of_credssp, server);
    visit_session(of_session, server);
    TableShape settings{"[host.settings]", {}, {}};
    for (const auto& key : setting_keys()) settings.keys.push_back(of_setting(key));
    for (auto* table : {&rdp, &credssp, &session, &settings}) out.push_back(std::move(*table));
    return out;
}

}  // namespace

// Of the other tables nothing is told but the names of their keys: those that their readers ask for.
std::vector<TableShape> scenario_shapes() {
    auto out = described();
    const auto known = out;
    for (const auto& [title, keys] : keys_of_tables()) {
        if (std::ranges::find(known, title, &TableShape::title) != known.end()) continue;
        TableShape table{title, {}, {}};
        for (const auto& key : keys) table.keys.push_back({.key = key});
        out.push_back(std::move(table));
    }
    return out;
}

}  // namespace badrdp::harness
