// Files and folders of ours: private ones, and data files that are written anew.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace badrdp::harness {

// Each throws std::system_error, which names the file.
void make_private_folder(const std::filesystem::path& folder);  // with its parents, each 0700
void remove_folder(const std::filesystem::path& folder);
void write_private(const std::filesystem::path& file, std::string_view text);  // 0600

// For others to read, as the umask says: the whole file or none. What was there is replaced, a link too, but
// for what is no file: a device, a pipe.
void write_public(const std::filesystem::path& file, std::string_view text);

// All of it; nothing of what cannot be read.
std::string file_text(const std::filesystem::path& file);

// Why a file cannot be written there, as the kernel says it: "No such file or directory"; empty if it can.
// Nothing is changed: a file that was not there is gone again.
std::string why_not_written(const std::filesystem::path& file);

// What is in a folder, in bytes on the disk; what cannot be looked at is left out. A file counts a kibibyte
// at least, and nothing is counted on beyond `most`.
std::size_t bytes_below(const std::filesystem::path& folder, std::size_t most);

// Whoever reads it meanwhile sees the old file or the new one, and so does who looks after a power cut or on
// a full disk: it is written beside, synced and renamed, with the mode of the old one and, where that is
// allowed, its owner. Its folder is made if it is not there. A link is followed, also to what is not there
// yet; a pipe, a device, a descriptor (/dev/stdout) and a file that nothing can be put beside are written to
// as they are.
void replace_file(const std::filesystem::path& file, std::string_view text);

}  // namespace badrdp::harness
