#!/usr/bin/env python3
"""`badrdp clients update` replaces a root that the archive has newer, leaves one that it has not, and takes none away from
who plays in it. It fetches one root twice (60 MB each), so it does that only with BADRDP_TEST_ROOTS=all, into a cache of
its own."""
import os
import pathlib
import re
import subprocess
import sys

from badrdp import BADRDP, check, done, folder, processes_of
from servers import started

NAME = "rdesktop@bookworm"
SLEEPS = "/bin/sleep\x002970"

if os.environ.get("BADRDP_TEST_ROOTS") != "all":
    print("makes a root of 150 MB twice: BADRDP_TEST_ROOTS=all does it")
    sys.exit(77)

with folder() as cache:
    env = os.environ | {"XDG_CACHE_HOME": cache}

    def clients(*words):
        ended = subprocess.run([BADRDP, "clients", *words], env=env, capture_output=True, text=True, check=False)
        print(ended.stdout, ended.stderr[-300:], sep="", flush=True)
        return ended.returncode, ended.stdout + ended.stderr

    def pretend_old():
        """What dpkg keeps of it says an older version, as that of a root which was made before the archive moved on."""
        text, count = re.subn(r"(?m)(^Package: rdesktop\n(?:.+\n)*?Version: ).+", r"\g<1>1.8.0-1", record.read_text())
        check(count == 1, "rdesktop is among what dpkg has installed there")
        record.write_text(text)
        mark.write_text("of the old one\n")

    check(clients("add", NAME)[0] == 0, "it is made")
    roots = [entry for entry in (pathlib.Path(cache) / "badrdp" / "roots").iterdir() if entry.is_dir()]
    check(len(roots) == 1, f"there is one root: {roots}")
    record, mark = roots[0] / "var/lib/dpkg/status", roots[0] / "opt/mark"
    pretend_old()
    with started([BADRDP, "clients", "exec", NAME, *SLEEPS.split("\0")], log=f"{cache}/exec.log", env=env) as program:
        program.wait_until(lambda: any(line.startswith("/bin/sleep") for _pid, line in processes_of(SLEEPS)), 20, "does not start")
        status, text = clients("update", NAME)
        check(status == 3 and "in use by a run" in text and " done" not in text, f"who plays in it keeps it: {status} {text}")
        check(mark.exists() and "1.8.0-1" in record.read_text(), "and it is what it was")
    status, text = clients("update")
    check(status == 0 and re.search(rf"(?m)^{NAME}: \d+ MB in \d+ s", text), f"it is made anew: {status} {text}")
    check(not mark.exists() and "Version: 1.8.0-1" not in record.read_text(), "the old one is gone")
    mark.write_text("of the new one\n")
    status, text = clients("update", NAME)
    check(status == 0 and "is what the archive has" in text and mark.exists(), f"and then left as it is: {status} {text}")
    check(clients("remove", NAME)[0] == 0 and not roots[0].exists(), "it can be removed")
done()
