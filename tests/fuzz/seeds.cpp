// Makes a fresh seed corpus: seeds FOLDER PREFIX... writes the golden bytes of those names as files.
#include <cstdio>

#include "tests/golden.h"

int main(int argc, char** argv) {
    namespace fs = std::filesystem;
    if (argc < 3) return 2;
    const fs::path folder = argv[1];
    fs::remove_all(folder);  // what an earlier run found must not make this one another
    fs::create_directories(folder);
    for (int i = 2; i < argc; ++i) {
        for (const auto& name : badrdp::test::golden_names(argv[i])) {
            const auto bytes = badrdp::test::golden(name);
            std::ofstream file(folder / name, std::ios::binary);
            file.write(reinterpret_cast<const char*>(bytes.data()),
                       static_cast<std::streamsize>(bytes.size()));
            if (!file.flush()) throw std::runtime_error("cannot write " + (folder / name).string());
        }
    }
}
