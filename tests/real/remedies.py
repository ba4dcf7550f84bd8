#!/usr/bin/env python3
"""What people are told to do, tried out: for each failure mode that badrdp is for, one remedy cures it and one does not."""
import json
import pathlib
import subprocess
import sys

from badrdp import BADRDP, check, done, folder, run

# The failure, the client's option set, what cures it, what makes it active at the price of security, and what people
# are told to do that has no effect.
MODES = {
    "expired": ("C01", "strict", ["F26"], [], ["F01", "F02", "F03", "F23"],
                '[host.settings]\npersona = "server_2019"\ncertificate = "expired"\n'),
    "nla-only": ("C04", "tls", ["F27"], ["F07"], ["F01", "F05"],
                 '[host.settings]\npersona = "server_2019"\n'),
    "tls-only": ("C06", "rdp", ["F27"], ["F06"], ["F01", "F07"],
                 '[host.settings]\npersona = "server_2019"\nUserAuthentication = false\n'),
    "small-path": ("C10", "lenient", ["F14", "F15"], [], ["F01", "F08", "F13"],
                   '[host.settings]\npersona = "server_2019"\n[host.certificate]\npad_to = "4KiB"\n'
                   '[[path]]\nmtu = 1000\ndirection = "to_client"\n'),
    "reset": ("C12", "lenient", ["F09"], [], ["F01", "F08", "F14"],
              '[host.settings]\npersona = "server_2019"\n[[path]]\nreset = "both"\nafter = "client_hello"\n'),
    "stuck": ("C14", "lenient", ["F01", "F23"], [], ["F02", "F06", "F20"],
              '[host.settings]\npersona = "server_2019"\nTermService = "stuck_accepting"\n'),
}
HEAD = 'schema = 1\ntitle = "t"\nwhy = "w"\npatience = "8s"\ncause = "{}"\n'
DEMAND = '[[demand]]\noptions = "{}"\nnever = "active"\nwhy = "it is broken"\n'


def effects(results, name):
    """Remedy -> what it did, of one scenario; with one client and one option set."""
    return {t["remedies"][0]: t for t in results["trials"] if t["scenario"] == name}


with folder() as name:
    here, out = pathlib.Path(name), pathlib.Path(name) / "out"
    files = []
    for mode, (cause, options, *_, text) in MODES.items():
        files.append(here / f"{mode}.toml")
        files[-1].write_text(HEAD.format(cause) + text + DEMAND.format(options))
    status, results, text = run(out, *map(str, files), "--remedies", "-c", "builtin", "-j", "24")
    if status == 4:
        print(text)
        sys.exit(77)
    check(status == 0, f"whatever remedies do, they could be judged: {status}\n{text}")
    for mode, (cause, options, cures, hides, idle, _) in MODES.items():
        seen = effects(results, mode)
        check(len(seen) == len(results["remedies"]), f"every remedy was tried on {mode}, {len(seen)}")
        for effect, ids in (("cures", cures), ("hides", hides), ("no effect", idle)):
            for one in ids:
                check(seen[one]["effect"] == effect, f"{one} on {mode}: wanted {effect}, seen {seen[one]}")
        for one in cures + hides:
            check((out / "latest" / seen[one]["dir"] / "capture.pcapng").exists(), f"the packets of {one} on {mode} are kept")
    check("cure of C01 refuted: F03" in text, "a document that is wrong of a strict client is named")
    check(effects(results, "healthy/tls")["F06"]["effect"] == "worse", "a healthy host that gives TLS up is worse off")
    check(effects(results, "healthy/tls")["F01"]["effect"] == "no effect", "and a restart does it no harm")

    # The smallest set: one remedy, or two where none alone is enough.
    ended = subprocess.run([BADRDP, "cure", str(here / "stuck.toml"), "-c", "builtin", "-o", str(out)],
                           capture_output=True, text=True, check=False)
    check(ended.returncode == 0 and "F01 Restart" in ended.stdout and "Restart-Service TermService" in ended.stdout,
          f"cure names the remedy and its command: {ended.stdout}{ended.stderr}")
    both = here / "both.toml"
    both.write_text(HEAD.format("C10") + '[host.settings]\npersona = "server_2019"\nTermService = "stuck_accepting"\n'
                    '[[path]]\nmtu = 1000\ndirection = "to_client"\n[host.certificate]\npad_to = "4KiB"\n'
                    + DEMAND.format("lenient"))
    ended = subprocess.run([BADRDP, "cure", str(both), "-c", "builtin", "-o", str(out), "-j", "24"], capture_output=True,
                           text=True, check=False)
    results = json.loads((out / "latest/results.json").read_text())
    cured = [t["remedies"] for t in results["trials"] if t["effect"] == "cures"]
    check(ended.returncode == 0 and ["F01", "F14"] in [sorted(c) for c in cured], f"two at once cure what one does not: {cured}")
    check(all(len(c) == 2 for c in cured), "and none alone did")
done()
