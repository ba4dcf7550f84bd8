// A probe for people and for programs, and the difference of two.
#include <fmt/format.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <stdexcept>

#include "capture/json_text.h"
#include "harness/probe/probe.h"
#include "sim/wire/x224/negotiation.h"

namespace badrdp::harness::probe {
namespace {

namespace json = boost::json;

constexpr int kSchema = 1;

std::string date_text(std::chrono::sys_seconds time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::string answer_text(const Visit& seen) {
    std::string out;
    const auto add = [&](const std::string& more) { out += (out.empty() ? "" : ", ") + more; };
    if (seen.failure)
        add("refused: " + wire::failure_text(*seen.failure));
    else if (seen.selected)
        add("selected " + wire::protocols_text(*seen.selected));
    else if (seen.confirmed)
        add("answered without negotiation");
    if (!seen.tls_version.empty()) add(seen.tls_version + " " + seen.cipher);
    if (seen.challenge) add("NLA's challenge");
    if (seen.stop != Stop::left)
        add(fmt::format("{} after {}{}", name(seen.stop), seen.after,
                        seen.why.empty() ? "" : ": " + seen.why));
    return out;
}

std::string times_text(const Visit& seen) {
    std::string out;
    const auto add = [&](std::string_view what, const std::optional<Seconds>& took) {
        if (took) out += fmt::format("{}{} {:.1f} ms", out.empty() ? "" : ", ", what, 1000 * took->count());
    };
    add("connect", seen.connect);
    add("answer", seen.confirm);
    add("TLS", seen.tls);
    add("NLA", seen.nla);
    return out;
}

std::string certificate_text(const link::CertificateDetails& shown) {
    std::string out = fmt::format("  certificate   {}{}\n", shown.subject,
                                  shown.self_issued ? ", self-signed" : ", by " + shown.issuer);
    out += fmt::format("                {} to {}, {} {}, {}, {} name{}\n", date_text(shown.not_before),
                       date_text(shown.not_after), shown.key, shown.bits,
                       shown.digest.empty() ? "-" : shown.digest, shown.names.size(),
                       shown.names.size() == 1 ? "" : "s");
    return out + fmt::format("                thumbprint {}\n", shown.thumbprint);
}

std::string challenge_text(const Challenge& said) {
    return fmt::format("  host says     {} ({}), domain {}, build {}, CredSSP {}\n", said.netbios_name,
                       said.dns_name.empty() ? "-" : said.dns_name,
                       said.netbios_domain.empty() ? "-" : said.netbios_domain,
                       said.build.empty() ? "-" : said.build, said.credssp_version);
}

json::value seconds_or_null(const std::optional<Seconds>& took) {
    return took ? json::value(took->count()) : json::value(nullptr);
}

json::object visit_json(const Visit& seen) {
    json::object out{{"stop", name(seen.stop)}, {"why", seen.why}, {"after", seen.after}};
    out["selected"] = seen.selected ? json::value(std::to_underlying(*seen.selected)) : json::value(nullptr);
    out["failure"] = seen.failure ? json::value(std::to_underlying(*seen.failure)) : json::value(nullptr);
    out["tls"] = seen.tls_version;
    out["cipher"] = seen.cipher;
    out["segment"] = seen.segment;
    out["seconds"] = json::object{{"connect", seconds_or_null(seen.connect)},
                                  {"confirm", seconds_or_null(seen.confirm)},
                                  {"tls", seconds_or_null(seen.tls)},
                                  {"nla", seconds_or_null(seen.nla)}};
    return out;
}

json::value certificate_json(const std::optional<link::CertificateDetails>& shown) {
    if (!shown) return nullptr;
    json::array names;
    for (const auto& one : shown->names) names.emplace_back(one);
    return json::object{{"subject", shown->subject},
                        {"issuer", shown->issuer},
                        {"not_before", date_text(shown->not_before)},
                        {"not_after", date_text(shown->not_after)},
                        {"thumbprint", shown->thumbprint},
                        {"key", shown->key},
                        {"bits", shown->bits},
                        {"digest", shown->digest},
                        {"self_issued", shown->self_issued},
                        {"names", std::move(names)}};
}

json::value udp_json(const std::optional<Datagram>& asked) {
    if (!asked) return nullptr;
    return json::object{
        {"answer", name(asked->answer)}, {"why", asked->text}, {"seconds", seconds_or_null(asked->took)}};
}

json::value challenge_json(const std::optional<Challenge>& said) {
    if (!said) return nullptr;
    return json::object{{"netbios_name", said->netbios_name},
                        {"netbios_domain", said->netbios_domain},
                        {"dns_name", said->dns_name},
                        {"dns_domain", said->dns_domain},
                        {"build", said->build},
                        {"credssp_version", said->credssp_version}};
}

// Every value by the way that leads to it; times differ always, and say nothing.
void flatten(const json::value& value, const std::string& path,
             std::vector<std::pair<std::string, std::string>>& out) {
    if (path.ends_with(".seconds") || path == ".findings") return;
    if (const auto* object = value.if_object())
        for (const auto& [key, inner] : *object) flatten(inner, path + "." + std::string(key), out);
    else
        out.emplace_back(path.substr(1), capture::json_text(value));
}

std::vector<std::string> findings_of(const json::value& report) {
    std::vector<std::string> out;
    const auto* all = report.as_object().if_contains("findings");
    if (!all || !all->is_array()) throw std::runtime_error("holds no findings of badrdp probe");
    for (const auto& one : all->as_array()) {
        const auto* says = one.is_object() ? one.as_object().if_contains("says") : nullptr;
        if (says && says->is_string()) out.emplace_back(says->as_string());
    }
    return out;
}

json::value parsed(std::string_view text) {
    boost::system::error_code error;
    auto value = json::parse(text, error);
    if (error || !value.is_object()) throw std::runtime_error("is no report of badrdp probe --json");
    return value;
}

}  // namespace

std::string as_text(const Probed& probed, const std::vector<Finding>& findings) {
    const auto& first = probed.visits.front().visit;
    auto out = fmt::format(
        "{}:{}{}\n", probed.target.host, probed.target.port,
        first.address.empty() || first.address == probed.target.host ? "" : " is " + first.address);
    for (const auto& asked : probed.visits)
        out += fmt::format("  {}: {}\n", asked.question, answer_text(asked.visit));
    if (probed.certificate) out += certificate_text(*probed.certificate);
    if (first.challenge) out += challenge_text(*first.challenge);
    if (first.segment != 0) out += fmt::format("  path          {} bytes a segment\n", first.segment);
    if (probed.udp) out += fmt::format("  UDP           {}\n", name(probed.udp->answer));
    if (const auto times = times_text(first); !times.empty())
        out += fmt::format("  times         {}\n", times);
    for (const auto weight : {Weight::wrong, Weight::old, Weight::unknown}) {
        bool any = false;
        for (const auto& found : findings) {
            if (found.weight != weight) continue;
            if (!std::exchange(any, true))
                out += weight == Weight::wrong ? "wrong:\n"
                       : weight == Weight::old ? "merely old:\n"
                                               : "cannot be told:\n";
            out += fmt::format("  {}{}\n", found.says,
                               found.cause.empty() ? "" : fmt::format(" ({})", found.cause));
            if (!found.next.empty()) out += fmt::format("      next: {}\n", found.next);
        }
        if (!any && weight == Weight::wrong) out += "nothing wrong was found\n";
    }
    return out;
}

std::string as_json(const Probed& probed, const std::vector<Finding>& findings) {
    json::object visits;
    for (const auto& asked : probed.visits) visits[asked.key] = visit_json(asked.visit);
    json::array found;
    for (const auto& one : findings)
        found.push_back(json::object{
            {"weight", name(one.weight)}, {"cause", one.cause}, {"says", one.says}, {"next", one.next}});
    return capture::json_text(
               json::object{{"schema", kSchema},
                            {"host", probed.target.host},
                            {"port", probed.target.port},
                            {"visits", std::move(visits)},
                            {"certificate", certificate_json(probed.certificate)},
                            {"challenge", challenge_json(probed.visits.front().visit.challenge)},
                            {"udp", udp_json(probed.udp)},
                            {"findings", std::move(found)}}) +
           "\n";
}

std::vector<std::string> differences(std::string_view old_json, std::string_view new_json) {
    const auto was = parsed(old_json), is = parsed(new_json);
    std::vector<std::string> out;
    const auto before = findings_of(was), after = findings_of(is);
    for (const auto& one : before)
        if (std::ranges::find(after, one) == after.end()) out.push_back("gone: " + one);
    for (const auto& one : after)
        if (std::ranges::find(before, one) == before.end()) out.push_back("new: " + one);
    std::vector<std::pair<std::string, std::string>> old_values, new_values;
    flatten(was, "", old_values);
    flatten(is, "", new_values);
    const auto value_of = [](const auto& all, const std::string& path) {
        const auto found = std::ranges::find(all, path, &std::pair<std::string, std::string>::first);
        return found == all.end() ? std::string("not there") : found->second;
    };
    for (const auto& [path, value] : old_values)
        if (const auto now = value_of(new_values, path); now != value)
            out.push_back(fmt::format("{}: {} -> {}", path, value, now));
    for (const auto& [path, value] : new_values)
        if (value_of(old_values, path) == "not there")
            out.push_back(fmt::format("{}: not there -> {}", path, value));
    return out;
}

}  // namespace badrdp::harness::probe
