// [host.rdp], [host.credssp], [host.session] and [[host.account]]: what their keys cannot say together.
#include "harness/data/scenario/canary.h"
#include "harness/data/scenario/host_keys.h"
#include "harness/data/scenario/key_reader.h"
#include "harness/data/scenario/read.h"
#include "harness/data/scenario/session_keys.h"

namespace badrdp::harness {
namespace {

// An account of a scenario is the canary's with another state, another name, or another password that no file
// tells.
auth::Account read_account(Table table) {
    auth::Account account = canary_account();
    KeyReader reader(table);
    visit_account(reader, account);
    bool same_password = true;
    table.truth("same_password", same_password);
    if (!same_password) account.password = auth::Secret(kAnotherPassword);
    table.done();
    return account;
}

}  // namespace

void read_session(Table& host, peer::ServerChoices& server) {
    if (auto table = host.table("rdp")) {
        KeyReader reader(*table);
        visit_rdp(reader, server);
        table->done();
    }
    if (auto table = host.table("credssp")) {
        KeyReader reader(*table);
        visit_credssp(reader, server);
        table->done();
    }
    if (auto table = host.table("session")) {
        KeyReader reader(*table);
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
