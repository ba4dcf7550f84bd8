// The first process of a sandbox: it starts the program, adopts and reaps whatever the program leaves behind,
// tells us how the program ended, and takes the rest of the sandbox with it.
#pragma once

#include <sys/resource.h>
#include <sys/types.h>

#include <optional>

#include "harness/os/sandbox/root_plan.h"
#include "harness/os/sandbox/sandbox.h"

namespace badrdp::harness {

// All that the first process needs, laid out before the clone: after it nothing may allocate, since the copy
// of our heap may have been taken at any moment.
struct InitOrder {
    SandboxMode mode = SandboxMode::process_group;
    char* const* argv = nullptr;
    char* const* envp = nullptr;
    const char* directory = nullptr;
    int in = -1;
    int log = -1;
    int file = -1;          // the program's, if its path does not lead there; may be -1
    bool terminal = false;  // `in` and `log` are the program's controlling terminal
    int leash = -1;         // read end: one byte says go, end of file says that we are gone
    int birth = -1;         // write end: a BirthTrouble, or end of file once the program runs
    int news = -1;          // write end: the program's wait status
    int niceness = 0;       // of the program and all that it starts
    rlim_t file_size = 0;
    int rules = -1;                  // Landlock's, for the program alone; may be -1
    const RootPlan* root = nullptr;  // without steps our mount namespace will do
    std::optional<uid_t> user{};     // whom the program becomes; none: it stays who we are
    bool alone = false;              // nobody but this sandbox is counted against its user's processes
};

enum class BirthStep : int { descriptors, mount_namespace, root, privileges, directory, rules, fork, exec };

struct BirthTrouble {
    BirthStep step;
    int error;
    std::size_t at = 0;  // which step of the root could not be taken
};

[[noreturn]] void be_init(const InitOrder& order);

}  // namespace badrdp::harness
