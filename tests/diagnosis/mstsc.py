#!/usr/bin/env python3
"""Public captures of mstsc with keys (awakecoding/wireshark-rdp, c1456ca), and what `badrdp diagnose` has to say of each. They have no
licence, and are not part of this project: fetch them, and give the folder with the pcapng files.

    tests/diagnosis/mstsc.py PROGRAM FOLDER"""
import json
import pathlib
import subprocess
import sys

# File: for each conversation its state, step, the first cause, and a word of its story; None: whatever it is.
FACTS = {
    "rdp-nla-ntlm-rejected1": [("failed", "credssp_authenticate", None, "credssp errorCode 0x80090302"),
                               ("failed", "x224_confirm", "C04", "x224_confirm")],
    "rdp-nla-ntlm-rejected2": [("failed", "credssp_authenticate", "C23", "credssp errorCode 0xc000006e")],
    "rdp-no-nla-rejected1": [("failed", "x224_confirm", "C04", "x224_confirm")],
    "rdp-restricted-admin-rejected1": [("undetermined", "active", None, "set_error_info")],
    "rdp-restricted-admin-accepted1": [("healthy", "active", None, "set_error_info")],
    "rdp-credential-guard-accepted1": [("healthy", "active", None, "set_error_info")],
    "rdp-nla-kerberos-auth1": [("healthy", "active", None, "save_session_info")],
    "rdp-nla-kerberos-auth2": [("healthy", "active", None, "save_session_info")],
    "rdp-nla-smartcard-auth1": [("healthy", "active", None, "save_session_info")],
    "rdp-nla-smartcard-auth2": [("healthy", "active", None, "save_session_info")],
    "rdp-no-nla-accepted1": [("healthy", "active", None, "save_session_info")],
    "rdp-no-nla-smartcard-auth1": [("healthy", "active", None, "save_session_info")],
    "rdp-no-tls-accepted1": [("failed", "x224_confirm", "C05", "x224_confirm"),
                             ("healthy", "channel_join_confirm", None, "x224_confirm")],
}


def seen(talk):
    causes = [cause["cause"] for cause in talk["causes"]]
    return talk["state"], talk["step"], causes[0] if causes else None, [event["what"] for event in talk["story"]]


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    wrong = played = 0
    for name, wanted in FACTS.items():
        file = folder / f"{name}.pcapng"
        if not file.exists():
            print(f"skipped: {name} is not there")
            continue
        ended = subprocess.run([program, "diagnose", "--json", str(file)], capture_output=True, text=True, check=False)
        talks = [seen(talk) for talk in json.loads(ended.stdout)["conversations"]]
        played += 1
        good = len(talks) == len(wanted) and all(
            talk[0] == state and talk[1] == step and talk[2] == cause and word in talk[3]
            for talk, (state, step, cause, word) in zip(talks, wanted))
        wrong += not good
        print("ok:" if good else "NOT SO:", name, "" if good else talks)
    sys.exit(77 if not played else 1 if wrong else 0)


if __name__ == "__main__":
    main()
