#!/usr/bin/env python3
"""Three versions of a client that ask for other things: which one changed it, and what is no change."""
import json
import pathlib
import re
import shutil
import subprocess

from badrdp import BADRDP, ROOT, check, done, folder

ASKED = "tls/reset-after-client-hello"


def say(tree, *arguments):
    ended = subprocess.run([BADRDP, "--scenarios", str(tree), *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                           text=True, check=False)
    return ended.returncode, ended.stdout, ended.stderr


def add_version(tree, name, version, lenient):
    """The built-in client under another name: what it says its version is, and the last arguments of its lenient option set."""
    adapter = (tree / "clients/builtin/adapter.toml").read_text()
    adapter = adapter.replace('command = ["{program}", "--version"]', f'command = ["/bin/sh", "-c", "echo badrdp {version}"]')
    first = '[options.lenient]\nwhat    = "accepts any certificate"\ncommand = ["{program}", '
    check(first in adapter, "the adapter of the built-in client begins as it did")
    place = tree / "clients" / name
    place.mkdir()
    (place / "adapter.toml").write_text(adapter.replace(first, first[:-len('"{program}", ')] + lenient))


with folder() as name:
    here = pathlib.Path(name)
    tree = here / "scenarios"
    shutil.copytree(ROOT / "scenarios", tree)

    def fails_with(status, more=""):
        return f'"/bin/sh", "-c", "\\"$0\\" \\"$@\\"{more} && exit 0; exit {status}", "{{program}}", '

    add_version(tree, "builtin-a", "0.9.0", '"{program}", ')
    add_version(tree, "builtin-b", "0.10.0", fails_with(9))
    add_version(tree, "builtin-c", "0.11.0", fails_with(9))
    out = ("-o", str(here / "out"))

    status, text, error = say(tree, "bisect", ASKED, "-c", "builtin-*", "--options", "lenient", *out)
    first = text
    check(status == 0, f"the versions could be played: {status} {text} {error}")
    check(re.search(r"changed in 0.10.0, behind 0.9.0: .*exit \d+ -> 9", text), f"0.10 comes behind 0.9, and is the one: {text}")
    check("first packet that differs: none" in text, f"an exit status is no packet: {text}")
    check(text.count("changed") == 1, f"nothing else changed: {text}")

    # What it asks for is in its first packet; that is only its place in the flow, so 0.12 says no more of itself.
    add_version(tree, "builtin-d", "0.12.0", fails_with(9, " --security tls"))
    status, text, error = say(tree, "bisect", ASKED, "-c", "builtin-*", "--options", "lenient", *out)
    check("changed in 0.12.0, behind 0.11.0: asks for 0xb -> 0x1" in text or "behind 0.11.0: asks for 0x3 -> 0x1" in text,
          f"another offer is found, too: {text}")
    check("packet 4" in text and "client asks for 0x1, where 0.11.0 asks for" in text, f"and its packet: {text}")

    # Each case has a home of its own, and that of the second play says so.
    shutil.rmtree(tree / "clients/builtin-d")
    add_version(tree, "builtin-d", "0.12.0", fails_with("$(case $HOME in *.last*) echo 9;; *) echo 8;; esac)"))
    status, text, error = say(tree, "bisect", ASKED, "-c", "builtin-c", "-c", "builtin-d", "--options", "lenient", *out)
    check("unsteady: its two plays differ" in text and "changed" not in text, f"a flip is no change: {text}")

    status, text, error = say(tree, "changes", "builtin-a", "builtin-b", ASKED, "--play", "--json", *out)
    found = json.loads(text)
    own = re.search(r"0\.9\.0 .*exit (\d+)", first)[1]
    check([change for group in found["groups"] for change in group["changes"] if change["field"] == "exit"]
          == [{"field": "exit", "from": own, "to": "9"}], f"played against each other they differ in that: {text}")
done()
