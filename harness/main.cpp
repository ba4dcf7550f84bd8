#include "harness/cli/command_line.h"
#include "harness/os/out_of_memory.h"

int main(int argc, char** argv) {
    badrdp::harness::end_plainly_without_memory(badrdp::harness::kBroken);
    return badrdp::harness::command_line(argc, argv, badrdp::harness::kCommit);
}
