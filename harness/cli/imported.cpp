#include "harness/cli/imported.h"

#include <fmt/format.h>

#include <algorithm>

#include "capture/read/capture_file.h"
#include "capture/read/link_layer.h"
#include "capture/reassembly.h"
#include "harness/data/file/toml_text.h"
#include "sim/link/certificate_details.h"
#include "sim/link/cipher_name.h"
#include "sim/wire/sequence/protocols.h"
#include "sim/wire/tls/tls_handshake.h"
#include "sim/wire/tls/tls_record.h"
#include "sim/wire/tls/tls_text.h"
#include "sim/wire/x224/framer.h"
#include "sim/wire/x224/x224.h"

namespace badrdp::harness {
namespace {

using diagnosis::Diagnosis;
using diagnosis::EndedHow;
using diagnosis::HealthState;
using wire::Role;
using wire::Step;

using wire::Protocols;

constexpr std::uint16_t kTls12 = 0x0303, kTls13 = 0x0304;

// The host's stream, as far as it is in clear.
class HostListener {
public:
    void hear(wire::BytesView bytes) {
        if (over_) return;
        if (!packets_.malformed()) {
            packets_.feed(bytes);
            while (const auto packet = packets_.next()) on_packet(*packet);
            if (!packets_.malformed()) return;
            const auto rest = packets_.take_rest();
            return on_tls(rest);
        }
        on_tls(bytes);
    }
    HostWords words() { return std::move(words_); }

private:
    void on_packet(wire::BytesView packet) {
        wire::Reader in(packet);
        const auto confirm = wire::ConnectionConfirm::read(in);
        if (!confirm) return;
        if (const auto* chosen = std::get_if<wire::RdpNegRsp>(&confirm->negotiation))
            words_.flags = chosen->flags;
    }

    void on_tls(wire::BytesView bytes) {
        records_.feed(bytes);
        while (const auto record = records_.next()) {
            if (record->header.type != wire::tls_type::handshake) {
                over_ = true;  // the rest is encrypted, or an alert
                return;
            }
            messages_.feed(record->fragment);
            while (const auto message = messages_.next())
                if (message->header.type == wire::handshake_type::certificate) on_chain(message->body);
        }
    }

    void on_chain(wire::BytesView body) {
        constexpr std::size_t kLength = 3;
        if (body.size() < kLength) return;
        for (auto rest = body.subspan(kLength); rest.size() > kLength;) {
            const std::size_t length = std::size_t{rest[0]} << 16 | std::size_t{rest[1]} << 8 | rest[2];
            const auto one = rest.subspan(kLength, std::min(length, rest.size() - kLength));
            words_.certificates.emplace_back(one.begin(), one.end());
            rest = rest.subspan(kLength + one.size());
        }
    }

    wire::Framer packets_;
    wire::TlsRecordReader records_;
    wire::HandshakeReader messages_;
    bool over_ = false;
    HostWords words_;
};

class ScenarioWriter {
public:
    ScenarioWriter(const capture::Talk& talk, const Diagnosis& found, const HostWords& words,
                   std::chrono::seconds at)
        : talk_(talk), facts_(talk.facts), found_(found), words_(words), at_(at) {}

    Imported write() {
        host();
        tls();
        certificate();
        session();
        way();
        delays();
        ending();
        std::string out =
            "schema = 1\n"
            "title  = \"What a host and its path did in a capture\"\n"
            "why    = \"Imported by `badrdp import`: numbers and ways of ending alone, no name and no byte "
            "of anybody's.\"\n";
        if (!found_.causes.empty())
            out += fmt::format("cause  = {}\n", toml_string(found_.causes.front().cause));
        out += "patience = \"40s\"\n";
        if (!host_.empty()) out += "\n[host]\n" + host_;
        out += tables_ + faults_ + path_;
        out += fmt::format(
            "\n[[demand]]\noptions = \"{}\"\nwithin  = \"40s\"\n"
            "why     = \"whatever the host does, a client ends by itself\"\n",
            facts_.requested_protocols.value_or(Protocols::rdp) == Protocols::rdp ? "rdp" : "lenient");
        out_.toml = std::move(out);
        return std::move(out_);
    }

private:
    bool leads(std::string_view cause) const {
        return !found_.causes.empty() && found_.causes.front().cause == cause;
    }

    void host() {
        if (facts_.refused) {
            host_ += "listening = \"closed\"\n";
            return;
        }
        if (found_.ended.how == EndedHow::icmp) {
            path_ += "\n[[path]]\nreject = \"syn\"\nwith   = \"host_unreachable\"\n";
            return;
        }
        if (!facts_.accepted && talk_.client.syn) {
            host_ += "listening = \"backlog_full\"\n";
            return;
        }
        if (facts_.failure_code) host_ += fmt::format("failure = {}\n", *facts_.failure_code);
        if (facts_.selected_protocol)
            host_ += fmt::format("accepts = {}\n", accepted(*facts_.selected_protocol));
        const bool confirmed = has(Step::x224_confirm);
        if (confirmed && !facts_.selected_protocol && !facts_.failure_code)
            host_ += "accepts    = [\"rdp\"]\nnegotiates = false\n";
        if (words_.flags) host_ += fmt::format("flags = {:#04x}\n", *words_.flags);
    }

    static std::string accepted(Protocols selected) {
        std::vector<std::string> words;
        if (has_any(selected, Protocols::hybrid_ex))
            words = {"\"nla\"", "\"nla_ex\""};
        else if (has_any(selected, Protocols::hybrid))
            words = {"\"nla\""};
        else if (has_any(selected, Protocols::ssl))
            words = {"\"tls\""};
        else
            words = {"\"rdp\""};
        return toml_list(words);
    }

    static std::string version_word(std::uint16_t version) {
        return fmt::format("\"1.{}\"", version - 0x0301);
    }

    void tls() {
        if (!facts_.tls_version || *facts_.tls_version < 0x0301 || *facts_.tls_version > kTls13) return;
        const auto version = *facts_.tls_version;
        tables_ += fmt::format("\n[host.tls]\nversions = [{0}, {0}]\n", version_word(version));
        const auto suite = wire::cipher_text(facts_.tls_cipher.value_or(0));
        if (version == kTls13) {
            if (suite.starts_with("TLS_")) tables_ += fmt::format("ciphersuites = {}\n", toml_string(suite));
        } else if (const auto known = link::openssl_cipher_name(suite); !known.empty()) {
            tables_ += fmt::format("ciphers = {}\n", toml_string(known));
        } else {
            out_.cannot.push_back("the cipher suite is none that OpenSSL can play");
        }
        const auto shown =
            words_.certificates.empty() ? std::nullopt : link::certificate_details(words_.certificates[0]);
        const bool weak = shown && ((shown->key == "RSA" && shown->bits < 2048) || shown->digest == "SHA1" ||
                                    shown->digest == "MD5");
        if (version < kTls12 || weak) tables_ += "security_level = 0\n";
    }

    void certificate() {
        if (!facts_.tls_version) return;
        if (words_.certificates.empty()) {
            out_.cannot.push_back("TLS 1.3 hides the certificate: it is the honest host's");
            if (leads("C10")) tables_ += "\n[host.certificate]\npad_to = \"4KiB\"\n";
            return;
        }
        const auto shown = link::certificate_details(words_.certificates[0]);
        tables_ += "\n[host.certificate]\n";
        if (!shown) {
            tables_ += "spoiled = \"garbage_der\"\n";
            return;
        }
        if (shown->key == "EC") tables_ += "key = \"ec\"\n";
        if (shown->key == "ED25519") tables_ += "key = \"ed25519\"\n";
        if (shown->key == "RSA" && shown->bits != 2048) tables_ += fmt::format("bits = {}\n", shown->bits);
        for (const std::string_view digest : {"sha384", "sha512", "sha1", "md5"})
            if (std::ranges::equal(digest, shown->digest, {}, {}, [](char c) {
                    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
                }))
                tables_ += fmt::format("digest = \"{}\"\n", digest);
        const auto hours = [&](std::chrono::sys_seconds time) {
            return std::chrono::duration_cast<std::chrono::hours>(time.time_since_epoch() - at_).count();
        };
        // To the hour: an age says less than a date.
        tables_ += fmt::format("not_before = \"{}h\"\nnot_after = \"{}h\"\n", hours(shown->not_before),
                               hours(shown->not_after));
        if (shown->names.empty()) tables_ += "subject_alt_name = false\n";
        if (!shown->self_issued)
            tables_ += fmt::format("issuer = \"{}\"\n",
                                   words_.certificates.size() > 1 ? "ca" : "missing_intermediate");
        if (shown->usages != std::vector<std::string>{"serverAuth"})
            tables_ += fmt::format("extended_key_usage = {}\n", toml_list(toml_strings(shown->usages)));
        std::size_t size = 0;
        for (const auto& one : words_.certificates) size += one.size();
        constexpr std::size_t kUsual = 1300;  // of one that is not padded
        if (size > kUsual) tables_ += fmt::format("pad_to = {}\n", size);
    }

    // A session that came up: whether the host ended it.
    void session() {
        if (found_.state == HealthState::failed || facts_.inside.empty()) return;
        const bool by_host = found_.ended.by == "server";
        tables_ += fmt::format("\n[host.session]\nparting = \"{}\"\n", by_host ? "ultimatum" : "stays");
    }

    // From the SYN to its answer; 0: not seen, or the capture was made on the host. Which of several SYNs was
    // answered nobody can tell: then the answer to the request bounds it.
    std::chrono::milliseconds round_trip() const {
        const auto& client = talk_.client;
        if (!client.syn || talk_.server.syn.frame < client.syn.frame) return {};
        auto out = talk_.server.syn.at - client.syn.at;
        const auto request = std::ranges::find(talk_.events, Step::x224_request, &capture::Event::step);
        const auto confirm = std::ranges::find(talk_.events, Step::x224_confirm, &capture::Event::step);
        if (client.last_syn && request != talk_.events.end() && confirm != talk_.events.end())
            out = std::min(out, confirm->at - request->at);
        return std::chrono::duration_cast<std::chrono::milliseconds>(out);
    }

    // How long packets are on their way, and how many are lost on it.
    void way() {
        constexpr std::chrono::milliseconds kLong{50};
        if (round_trip() >= kLong)
            path_ += fmt::format("\n[[path]]\ndelay = \"{}ms\"\n", round_trip().count() / 2);
        const auto again = talk_.client.repeats + talk_.server.repeats;
        const auto all = talk_.client.frames + talk_.server.frames;
        const bool lossy = found_.state == HealthState::failed ? leads("C19") : again >= 2;
        if (!lossy || again == 0 || all == 0) return;
        constexpr std::uint64_t kMost = 50;
        path_ +=
            fmt::format("\n[[path]]\nlose = {}\n", std::clamp<std::uint64_t>(100 * again / all, 1, kMost));
        out_.cannot.push_back("which packets were lost is left to chance: so many of a hundred are");
    }

    void delays() {
        const capture::Event* asked = nullptr;
        for (const auto& event : talk_.events) {
            if (event.step != Step::x224_confirm && event.step != Step::server_flight) {
                if (event.from == Role::client && event.step != Step::none) asked = &event;
                continue;
            }
            const auto took =
                asked ? (std::chrono::duration_cast<std::chrono::milliseconds>(event.at - asked->at) -
                         round_trip())
                            .count()
                      : 0;
            constexpr long kNoticed = 400;  // milliseconds
            if (took >= kNoticed)
                faults_ += fmt::format("\n[[fault]]\ndelay = \"{}\"\nby    = \"{}ms\"\n",
                                       wire::name(event.step), took);
        }
    }

    bool has(Step step) const {
        return std::ranges::any_of(talk_.events,
                                   [&](const capture::Event& event) { return event.step == step; });
    }

    // The fault that ends it, where the host or the path did.
    void ending() {
        if (found_.state != HealthState::failed || facts_.refused || !facts_.accepted) return;
        if (leads("C10")) return black_hole();
        if (another_service()) return;
        if (facts_.failure_code && found_.ended.by == "client")  // the host leaves it to the client to go
            faults_ += "\n[[fault]]\nsilence = \"x224_confirm\"\nwhen = \"after\"\n";
        if (found_.ended.by != "server") return;
        if (found_.ended.how == EndedHow::silence && facts_.deepest <= Step::x224_request &&
            !has(Step::x224_confirm) && talk_.server.first_bytes.empty()) {
            host_ = "listening = \"mute\"\n";
            return;
        }
        if (facts_.failure_code) return;  // that is an end by itself
        const auto [step, after] = last_word();
        if (step == Step::none) return;
        if (step == Step::credssp_pubkey) {
            tables_ += "\n[host.credssp]\nerror_at_authenticate = \"STATUS_LOGON_FAILURE\"\n";
            return;
        }
        std::string verb = found_.ended.how == EndedHow::rst       ? "reset"
                           : found_.ended.how == EndedHow::silence ? "silence"
                                                                   : "close";
        std::string more;
        for (const auto& alert : facts_.alerts)
            if (alert.from == Role::server && alert.level == 2 && found_.ended.how == EndedHow::alert) {
                verb = "alert";
                more = fmt::format("description = {}\n", alert.description);
            }
        faults_ += fmt::format("\n[[fault]]\n{} = \"{}\"\n{}{}", verb, wire::name(step), more,
                               after && verb != "alert" ? "when = \"after\"\n" : "");
    }

    void black_hole() {
        constexpr std::size_t kHeaders = 40, kLeast = 576;
        const auto passed = std::max(talk_.server.biggest_passed, talk_.client.biggest_passed);
        path_ += fmt::format("\n[[path]]\nmtu       = {}\ndirection = \"to_client\"\n",
                             std::max<std::size_t>(kLeast, passed + kHeaders));
    }

    bool another_service() {
        const auto& said = talk_.server.first_bytes;
        if (said.empty() || said[0] == 3 || has(Step::x224_confirm)) return false;
        const auto with = said.starts_with("HTTP/")  ? std::string("http")
                          : said.starts_with("SSH-") ? "ssh"
                                                     : fmt::format("garbage:{}", said.size());
        faults_ += fmt::format("\n[[fault]]\nreplace = \"x224_confirm\"\nwith    = \"{}\"\n", with);
        return true;
    }

    // Who spoke last before the end, and whether that was the host; inside TLS, as far as records tell.
    std::pair<Step, bool> last_word() {
        if (!has(Step::tls_finished)) {
            std::pair<Step, bool> out{Step::none, false};
            for (const auto& event : talk_.events)
                if (event.step >= Step::tcp_accept && wire::is_depth(event.step))
                    out = {event.step, event.from == Role::server};
            if (out.first == Step::tcp_accept) out.second = true;
            return out;
        }
        out_.cannot.push_back("what lies inside TLS is taken from the number of records that the host sent");
        std::vector<std::size_t> answers;
        for (const auto& record : facts_.inside)
            if (record.from == Role::server) answers.push_back(record.length);
        const bool nla = has_any(facts_.selected_protocol.value_or(Protocols::rdp), wire::kNla);
        auto count = answers.size();
        if (nla && count == 0) return {Step::credssp_negotiate, false};
        if (nla && count == 1) return {Step::credssp_authenticate, false};
        constexpr std::size_t kErrorCode = 70;  // a TSRequest with an errorCode and no more, sealed
        if (nla && count == 2 && answers[1] <= kErrorCode) return {Step::credssp_pubkey, true};
        if (nla) count -= 2;
        constexpr std::array kSteps{Step::mcs_connect_initial, Step::attach_user_request,
                                    Step::channel_join_request, Step::client_info};
        return {kSteps[std::min(count, kSteps.size() - 1)], false};
    }

    const capture::Talk& talk_;
    const capture::Connection& facts_;
    const Diagnosis& found_;
    const HostWords& words_;
    std::chrono::seconds at_;
    std::string host_, tables_, faults_, path_;
    Imported out_;
};

}  // namespace

HostWords words_of_host(const std::string& name, const capture::Talk& talk) {
    HostListener listener;
    capture::Stream stream;
    capture::CaptureFile file(capture::open_input(name));
    std::optional<std::uint32_t> interface;
    while (const auto frame = file.next()) {
        const auto payload = capture::payload_of(frame->link_type, frame->bytes);
        if (payload.what != capture::Carried::ip) continue;
        const auto ip = path::read_ip_packet(payload.bytes);
        if (!ip || !*ip || (*ip)->fragment || (*ip)->protocol != path::ip_protocol::tcp) continue;
        const auto segment = path::read_segment(**ip);
        if (!segment || segment->source != talk.server.at || segment->destination != talk.client.at) continue;
        if (frame->number < talk.server.first.frame || frame->number > talk.server.last.frame) continue;
        if (interface.value_or(frame->interface) != frame->interface) continue;
        interface = frame->interface;
        if (segment->has(path::tcp_flag::syn)) stream.start(segment->sequence);
        const auto delivery =
            stream.add(segment->sequence + (segment->has(path::tcp_flag::syn) ? 1 : 0), segment->payload);
        if (delivery.gap > 0) break;
        listener.hear(delivery.bytes);
    }
    return listener.words();
}

Imported import_talk(const capture::Talk& talk, const Diagnosis& found, const HostWords& words,
                     std::chrono::seconds at) {
    return ScenarioWriter(talk, found, words, at).write();
}

}  // namespace badrdp::harness
