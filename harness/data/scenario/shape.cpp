#include "harness/data/scenario/shape.h"

#include <fmt/format.h>

#include "harness/data/scenario/host_keys.h"
#include "harness/data/scenario/path_keys.h"
#include "harness/data/scenario/scenario.h"
#include "harness/data/scenario/scenario_keys.h"
#include "harness/data/scenario/session_keys.h"
#include "harness/data/scenario/settings_words.h"
#include "sim/fault/message.h"

namespace badrdp::harness {
namespace {

constexpr fault::Number kOf32Bits{0, 0xffffffff};

KeyShape truth_key(std::string_view key) { return {.key = std::string(key), .truth = true}; }

KeyShape text_key(std::string_view key, std::vector<std::string> words = {}) {
    KeyShape shape{.key = std::string(key), .text = true};
    shape.words = std::move(words);
    return shape;
}

KeyShape text_like(std::string_view key, std::string_view example) {
    KeyShape shape{.key = std::string(key), .text = true};
    shape.like = example;
    return shape;
}

KeyShape number_key(std::string_view key, fault::Number bounds) {
    KeyShape shape{.key = std::string(key), .number = true};
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();  // of TOML
    shape.least = static_cast<std::int64_t>(std::min(bounds.least, most));
    shape.most = static_cast<std::int64_t>(std::min(bounds.most, most));
    return shape;
}

// Written either way: 16384 or "16KiB".
KeyShape number_or_text_like(std::string_view key, fault::Number bounds, std::string_view example) {
    auto shape = number_key(key, bounds);
    shape.text = true;
    shape.like = example;
    return shape;
}

KeyShape size_key(std::string_view key, std::size_t least = 0) {
    return number_or_text_like(key, {least, std::uint64_t{1} << 30}, "16KiB");
}

// Of 32 bits, with or without a sign; or a name.
KeyShape code_key(std::string_view key, std::string_view example) {
    auto shape = number_or_text_like(key, kOf32Bits, example);
    shape.least = std::numeric_limits<std::int32_t>::min();
    return shape;
}

KeyShape needed(KeyShape shape) {
    shape.needed = true;
    return shape;
}

KeyShape list_of(KeyShape shape, ListShape list = {.is_list = true}) {
    shape.list = list;
    return shape;
}

std::vector<std::string> words_of_steps() {
    std::vector<std::string> out;
    for (const auto& row : wire::kSteps)
        if (row.step != wire::Step::none) out.emplace_back(row.name);
    return out;
}

// A visitor of faults and impairments.
struct ArgumentShapes {
    std::vector<KeyShape>& keys;

    void need(std::string_view key, const auto& value, auto... kind) {
        keys.push_back(needed(shape(key, value, kind...)));
    }
    void usual(std::string_view key, const auto& value, auto... kind) {
        keys.push_back(shape(key, value, kind...));
    }
    void may(std::string_view key, const auto& value, auto... kind) {
        keys.push_back(shape(key, value, kind...));
    }
    void either(std::string_view to, std::string_view by, auto&, auto&) {
        keys.push_back(number_key(to, kOf32Bits));
        keys.push_back(number_key(by, kOf32Bits));
        keys.back().least = -keys.back().most;
    }

private:
    static KeyShape shape(std::string_view key, const auto&, fault::Number number) {
        return number_key(key, number);
    }
    static KeyShape shape(std::string_view key, std::size_t, fault::Size size) {
        return size_key(key, size.least);
    }
    static KeyShape shape(std::string_view key, fault::Moment, fault::Moments moments) {
        return text_key(key, {std::string(name(moments.usual)), std::string(name(moments.other))});
    }
    static KeyShape shape(std::string_view key, std::uint8_t, fault::AlertCode) {
        return number_or_text_like(key, {0, 255}, "handshake_failure");
    }
    static KeyShape shape(std::string_view key, const auto&, OneOf one) {
        return text_key(key, names_of(one.words));
    }
    static KeyShape shape(std::string_view key, double, Share) {
        return number_or_text_like(key, {1, 100}, "0.5%");
    }
    static KeyShape shape(std::string_view key, std::uint64_t, BitRate) { return text_like(key, "10Mbit"); }
    static KeyShape shape(std::string_view key, const fault::Payload&) { return text_like(key, "hex:0300"); }
    static KeyShape shape(std::string_view key, const wire::Bytes&) { return text_like(key, "hex:0300"); }
    static KeyShape shape(std::string_view key, wire::Step) { return text_key(key, words_of_steps()); }
    static KeyShape shape(std::string_view key, std::chrono::milliseconds) { return text_like(key, "10s"); }
    static KeyShape shape(std::string_view key, path::nanoseconds) { return text_like(key, "10s"); }
    static KeyShape shape(std::string_view key, const std::optional<path::nanoseconds>&) {
        return text_like(key, "10s");
    }
};

// A visitor of host_keys.h, session_keys.h and scenario_keys.h.
class KeyShapes {
public:
    std::vector<KeyShape> keys;

    void truth(std::string_view key, auto&) { put(truth_key(key)); }
    template <class Number>
    void number(std::string_view key, Number&) {
        put(number_key(key, {0, std::numeric_limits<Number>::max()}));
    }
    template <class Number>
    void number(std::string_view key, std::optional<Number>&) {
        put(number_key(key, {0, std::numeric_limits<Number>::max()}));
    }
    void bits(std::string_view key, auto& value) { number(key, value); }
    void between(std::string_view key, fault::Number bounds, auto&) { put(number_key(key, bounds)); }
    void size(std::string_view key, auto&) { put(size_key(key)); }
    void seed(std::string_view key, auto&) { put(number_or_text_like(key, {0, ~0ull}, "1")); }

    void text(std::string_view key, auto&) { put(text_key(key)); }
    void sentence(std::string_view key, auto&) { put(needed(text_key(key))); }
    void texts(std::string_view key, AtLeast least, auto&) {
        put(list_of(text_key(key), {.is_list = true, .least = least.items}));
    }
    void tags(std::string_view key, auto&) { put(list_of(text_like(key, "middlebox"))); }
    void options(std::string_view key, auto&) { put(list_of(text_like(key, option_words().front()))); }
    void duration(std::string_view key, auto&) { put(text_like(key, "10s")); }
    void limit(std::string_view key, auto&) { put(text_like(key, "10s")); }

    void word(std::string_view key, OneOf one, auto&) { put(text_key(key, names_of(one.words))); }
    void needed_word(std::string_view key, OneOf one, auto&) {
        put(needed(text_key(key, names_of(one.words))));
    }
    void word_or_number(std::string_view key, OneOf one, auto&) {
        auto shape = number_key(key, kOf32Bits);
        shape.text = true;
        shape.words = names_of(one.words);
        put(std::move(shape));
    }
    void words(std::string_view key, OneOf one, auto&) { put(list_of(text_key(key, names_of(one.words)))); }
    void step(std::string_view key, auto&) { put(text_key(key, words_of_steps())); }
    void steps(std::string_view key, auto&) { put(list_of(text_key(key, words_of_steps()))); }

    void status(std::string_view key, auto&) { put(code_key(key, "STATUS_LOGON_FAILURE")); }
    void code(std::string_view key, std::string_view, auto&) { put(code_key(key, "0x0000000c")); }
    void accepts(std::string_view key, auto&) { put(list_of(text_key(key, names_of(protocol_words())))); }
    void versions(std::string_view key, auto&) {
        put(list_of(text_key(key, names_of(version_words())), {.is_list = true, .least = 2, .most = 2}));
    }

private:
    void put(KeyShape shape) { keys.push_back(std::move(shape)); }
};

// The table of what these visit.
template <class T, class... Visits>
TableShape table_of(std::string title, T value, Visits... visits) {
    KeyShapes shapes;
    (visits(shapes, value), ...);
    return {std::move(title), {}, std::move(shapes.keys)};
}

TableShape of_fault(auto deed, const std::string& title) {
    using D = decltype(deed);
    TableShape out{title, std::string(D::kVerb.name), {}};
    const auto verb = D::kVerb.name;
    if constexpr (std::is_same_v<D, fault::Say>) {
        std::vector<std::string> messages;
        for (const auto step : fault::known_messages()) messages.emplace_back(name(step));
        out.keys.push_back(needed(text_key(verb, std::move(messages))));
        out.keys.push_back(needed(text_key(fault::kPlaceOfAMessage, words_of_steps())));
    } else if constexpr (std::is_same_v<D, fault::SetField>) {
        out.keys.push_back(needed(text_like(verb, "x224_confirm.tpkt.length")));
    } else {
        out.keys.push_back(needed(text_key(verb, words_of_steps())));
    }
    ArgumentShapes visitor{out.keys};
    D::visit(visitor, deed);
    return out;
}

// Those of a [[connection]] are of that one alone; the others may name theirs.
void put_faults(std::vector<TableShape>& out, const std::string& title, bool names_connections) {
    fault::for_each_deed([&](auto deed) {
        out.push_back(of_fault(std::move(deed), title));
        if (!names_connections) return;
        for (const auto key : {"connections", "connection"})
            out.back().keys.push_back(number_key(key, {1, 1000}));
    });
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
    if (key.kind == SettingKind::number) return number_key(key.name, {key.least, key.most});
    if (key.kind == SettingKind::truth) return truth_key(key.name);
    auto out = text_key(key.name, names_of(key.words));
    if (!key.numbered) return out;
    out.number = true;
    out.least = key.words.front().value;
    out.most = key.words.back().value;
    return out;
}

constexpr auto kChoices = [](auto& v, auto& c) { visit_choices(v, c); };
constexpr auto kCertificate = [](auto& v, auto& c) { visit_certificate(v, c); };

// What [host] and a [[connection]] have below them.
void put_service(std::vector<TableShape>& out, const std::string& of) {
    const auto title = [&](std::string_view name) { return fmt::format("[{}.{}]", of, name); };
    const host::Service any;
    out.push_back(table_of(title("rdp"), any.server, [](auto& v, auto& c) { visit_rdp(v, c); }));
    out.push_back(table_of(title("credssp"), any.server, [](auto& v, auto& c) { visit_credssp(v, c); }));
    out.push_back(table_of(title("session"), any.server, [](auto& v, auto& c) { visit_session(v, c); }));
    out.push_back(table_of(title("tls"), any.tls, [](auto& v, auto& tls) { visit_tls(v, tls); }));
    out.push_back(table_of(title("certificate"), any.certificate, kCertificate));
    out.push_back(table_of(fmt::format("[[{}.account]]", of), auth::Account(),
                           [](auto& v, auto& account) { visit_account(v, account); }));
    out.back().keys.push_back(truth_key("same_password"));
}

TableShape host_table() {
    const auto host = [](auto& v, auto& h) {
        visit_host(v, h);
        visit_choices(v, h.server);
    };
    return table_of("[host]", host::Host(), host);
}

TableShape demand_table() {
    auto out = table_of("[[demand]]", Demand(), [](auto& v, auto& demand) {
        v.options("options", demand.options);
        visit_demand(v, demand);
    });
    return out;
}

TableShape case_table() {
    return table_of("[case]", Played(), [](auto& v, auto& played) {
        v.sentence("scenario", played.client);
        visit_played(v, played);
    });
}

}  // namespace

std::vector<TableShape> scenario_shapes() {
    std::vector<TableShape> out;
    out.push_back(
        table_of("the file", Scenario(), [](auto& v, auto& scenario) { visit_heading(v, scenario); }));
    out.back().keys.push_back(needed(number_key("schema", {1, 1})));
    out.push_back(case_table());
    out.push_back(host_table());
    TableShape settings{"[host.settings]", {}, {}};
    for (const auto& key : setting_keys()) settings.keys.push_back(of_setting(key));
    out.push_back(std::move(settings));
    put_service(out, "host");
    out.push_back(table_of("[[connection]]", peer::ServerChoices(), kChoices));
    put_service(out, "connection");
    put_faults(out, "[[connection.fault]]", false);
    put_faults(out, "[[fault]]", true);
    for_each_impairment([&](auto deed) { out.push_back(of_impairment(std::move(deed))); });
    out.push_back(table_of("[middlebox]", host::CertificateRecipe(), kCertificate));
    out.push_back(
        table_of("[names]", Names::Answer(), [](auto& v, auto& answer) { visit_names(v, answer); }));
    out.push_back(table_of("[kdc]", Realm(), [](auto& v, auto& realm) { visit_realm(v, realm); }));
    out.push_back(demand_table());
    return out;
}

}  // namespace badrdp::harness
