#include "harness/os/realm/kdc.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/inotify.h>

#include <algorithm>
#include <stdexcept>

#include "harness/os/files.h"
#include "harness/os/lines.h"
#include "harness/os/log_file.h"
#include "harness/os/roots/helper.h"
#include "harness/os/service.h"

namespace badrdp::harness {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr const char* kKrb5kdc = "/usr/sbin/krb5kdc";
constexpr const char* kKdb5Util = "/usr/sbin/kdb5_util";
constexpr const char* kKadmin = "/usr/sbin/kadmin.local";
constexpr const char* kKinit = "/usr/bin/kinit";
constexpr auto kStartPatience = 20s;  // on a machine that is busy

struct Files {
    fs::path folder;

    fs::path client() const { return folder / "krb5.conf"; }
    fs::path kdc() const { return folder / "kdc.conf"; }
    fs::path keytab() const { return folder / "keytab"; }
};

std::string address_text(const RealmOrder& order) {
    const auto& a = order.address;
    return fmt::format("{}.{}.{}.{}:88", a[0], a[1], a[2], a[3]);
}

std::string kdc_conf(const RealmOrder& order) {
    const auto at = address_text(order);
    const auto folder = order.folder.string();
    const auto life = order.ticket_life.count() == 0
                          ? std::string()
                          : fmt::format("        max_life = {}s\n", order.ticket_life.count());
    const auto largest = order.largest_datagram == 0
                             ? std::string()
                             : fmt::format("    kdc_max_dgram_reply_size = {}\n", order.largest_datagram);
    return fmt::format(
        "[kdcdefaults]\n    kdc_listen = {0}\n    kdc_tcp_listen = {0}\n{1}"
        "[realms]\n    {2} = {{\n        database_name = {3}/db\n        key_stash_file = {3}/stash\n"
        "        acl_file = {3}/acl\n        supported_enctypes = {4}\n{6}    }}\n"
        "[logging]\n    kdc = FILE:{5}\n    admin_server = FILE:{3}/admin.log\n",
        at, largest, order.realm, folder,
        order.old_keys_only ? "arcfour-hmac:normal" : "aes256-cts-hmac-sha1-96:normal", order.log.string(),
        life);
}

// The tools' own configuration, in place of the machine's.
std::string realm_conf(const RealmOrder& order) {
    return fmt::format(
        "[libdefaults]\n    default_realm = {0}\n    dns_lookup_kdc = false\n{1}"
        "[realms]\n    {0} = {{\n        kdc = {2}\n    }}\n",
        order.realm, order.old_keys_only ? "    allow_weak_crypto = true\n    allow_rc4 = true\n" : "",
        address_text(order));
}

// A password stands between quotation marks in the text that kadmin.local reads, where nothing but such a
// mark itself is written otherwise.
std::string quoted(const auth::Secret& secret) {
    std::string out = "\"";
    for (const char c : secret.reveal()) {  // the KDC must know it, to prove a user by it
        if (c == '"') out += c;
        out += c;
    }
    return out + '"';
}

std::string principals(const RealmOrder& order, const fs::path& keytab) {
    std::string script;
    for (const auto& user : order.users) {
        script += fmt::format("addprinc +requires_preauth {}-pw {} {}\n", user.disabled ? "-allow_tix " : "",
                              quoted(user.password), user.name);
        if (user.expired) script += fmt::format("modprinc -expire yesterday {}\n", user.name);
        if (user.password_expired) script += fmt::format("modprinc -pwexpire yesterday {}\n", user.name);
    }
    script += fmt::format("addprinc -randkey {0}\nktadd -k {1} {0}\n", order.service, keytab.string());
    if (!order.keytab_is_current) script += fmt::format("cpw -randkey {}\n", order.service);
    // And the machine itself, for which FreeRDP wants a ticket where Remote Credential Guard is asked for.
    const auto name = order.service.substr(order.service.find('/') + 1);
    script += order.service_is_known ? fmt::format("addprinc -randkey HOST/{}\n", name)
                                     : fmt::format("delprinc -force {}\n", order.service);
    return script;
}

void run(const RealmOrder& order, std::vector<std::string> command, std::string input,
         std::string_view must_say) {
    const Files files{order.folder};
    const auto program = command.front();
    const auto end = run_helper({.command = std::move(command),
                                 .environment = {{"KRB5_CONFIG", files.client().string()},
                                                 {"KRB5_KDC_PROFILE", files.kdc().string()}},
                                 .input = std::move(input)});
    const bool failed = end.output.find(" while ") != end.output.npos ||
                        end.output.find("Unknown request") != end.output.npos;
    if (end.exit == 0 && !failed && end.output.find(must_say) != end.output.npos) return;
    throw std::runtime_error(
        fmt::format("{} made no realm (exit {}): {}", program, end.exit, end.output.substr(0, 1000)));
}

// Until the KDC says in its log that it serves; false if it ended, or took too long.
bool serves(const fs::path& log, const Fd& changes, const Service& kdc) {
    const auto deadline = std::chrono::steady_clock::now() + kStartPatience;
    while (file_text(log).find("commencing operation") == std::string::npos) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        if (left <= 0ms || !kdc.is_up()) return false;
        std::array<pollfd, 2> wait{{{changes.get(), POLLIN, 0}, {kdc.pidfd(), POLLIN, 0}}};
        ::poll(wait.data(), wait.size(), static_cast<int>(left.count()));
        std::array<char, 4096> told;
        if ((wait[0].revents & POLLIN) != 0 && ::read(changes.get(), told.data(), told.size()) < 0)
            return false;
    }
    return true;
}

}  // namespace

struct Kdc::State {
    explicit State(RealmOrder o) : order(std::move(o)), files{order.folder} {
        make_private_folder(order.folder);
        try {
            make();
            start();
            if (!order.ticket_for.empty()) give_ticket();
        } catch (...) {
            kdc.stop();
            remove_folder(order.folder);
            throw;
        }
    }
    ~State() {
        kdc.stop();
        std::error_code none;
        fs::remove_all(order.folder, none);
        if (!order.ticket.empty()) fs::remove(order.ticket, none);
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    void make() const {
        write_private(files.client(), realm_conf(order));
        write_private(files.kdc(), kdc_conf(order));
        // Of the database, which lives in a private folder for some seconds: worth nothing to anybody.
        run(order, {kKdb5Util, "create", "-r", order.realm, "-s", "-P", "of-the-database"}, {}, "K/M@");
        run(order, {kKadmin, "-r", order.realm}, principals(order, files.keytab()), "Entry for principal");
    }

    void start() {
        const LogFile log(order.log);
        const Fd changes(::inotify_init1(IN_CLOEXEC), "inotify_init1");
        Fd watch(::inotify_add_watch(changes.get(), order.log.c_str(), IN_MODIFY), "inotify_add_watch");
        watch.release();  // no descriptor: it goes with the other
        std::vector<std::string> command{kKrb5kdc, "-n", "-r", order.realm};
        if (order.clock != 0s) {
            command.emplace_back("-T");
            command.push_back(std::to_string(order.clock.count()));
        }
        kdc = Service({.command = std::move(command),
                       .environment = {"KRB5_CONFIG=" + files.client().string(),
                                       "KRB5_KDC_PROFILE=" + files.kdc().string(), "LC_ALL=C"},
                       .output = log.fd().get()});
        if (!serves(order.log, changes, kdc))
            throw std::runtime_error("the KDC did not come up: " + file_text(order.log).substr(0, 1000));
    }

    // As if its user had sat down at the client's machine before the case: what the KDC has said of that is
    // no part of it.
    void give_ticket() {
        const auto user = std::ranges::find(order.users, order.ticket_for, &RealmUser::name);
        if (user == order.users.end()) throw std::runtime_error("the realm knows no " + order.ticket_for);
        run(order, {kKinit, "-f", "-c", "FILE:" + order.ticket.string(), user->name},
            std::string(user->password.reveal()) + "\n", "Password for");
        fs::permissions(order.ticket, fs::perms(0644));  // a client is a user of its own
        said_before = file_text(order.log).size();
    }

    RealmOrder order;
    Files files;
    Service kdc;
    std::size_t said_before = 0;
};

std::string why_no_kdc() {
    for (const auto& [program, package] :
         {std::pair(kKrb5kdc, "krb5-kdc"), std::pair(kKdb5Util, "krb5-kdc"),
          std::pair(kKadmin, "krb5-admin-server"), std::pair(kKinit, "krb5-user")})
        if (::access(program, X_OK) != 0)
            return fmt::format("there is no {}, which makes a Kerberos realm; install {}", program, package);
    return {};
}

Kdc::Kdc(RealmOrder order) : state_(std::make_unique<State>(std::move(order))) {}
Kdc::~Kdc() = default;
Kdc::Kdc(Kdc&&) noexcept = default;
Kdc& Kdc::operator=(Kdc&&) noexcept = default;

std::vector<std::string> Kdc::end() {
    state_->kdc.stop();
    const auto text = file_text(state_->order.log).substr(state_->said_before);
    std::vector<std::string> out;
    for (const auto line : lines_of(text)) out.emplace_back(line);
    return out;
}

std::filesystem::path Kdc::ticket() const { return state_->order.ticket; }

std::filesystem::path Kdc::keytab() const { return state_->files.keytab(); }

}  // namespace badrdp::harness
