// The tables of a history, and how far its file is trusted.
#pragma once

#include "harness/data/history/history.h"

namespace badrdp::harness {

// With the mode that the umask leaves, so that whoever shares the folder shares the file.
DatabaseOptions history_options(History::Use use);

// They are there afterwards: whoever comes first with History::Use::write makes them. With a rollback
// journal, as SQLite has it by itself: it works on a network's file system, and for readers who may not
// write beside the file. A run writes once, for milliseconds, and whoever comes meanwhile waits. Throws
// HistoryTrouble, also if the file is no history of this version.
void demand_history_tables(Database& database, History::Use use);

}  // namespace badrdp::harness
