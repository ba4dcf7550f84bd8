#!/usr/bin/env python3
"""badrdp diagnose with logs among its files: what xfreerdp printed beside the capture of the same case, a log alone, and an event log."""
import gzip
import json
import os
import pathlib
import shutil
import subprocess
import sys
import threading
import time

import servers
from badrdp import BADRDP, ROOT, check, folder
from cases import Cases

GOLDEN = ROOT / "tests" / "golden"


def diagnose(*arguments, given=None):
    ended = subprocess.run([BADRDP, "diagnose", *map(str, arguments)], input=given, capture_output=True, check=False)
    return ended.returncode, ended.stdout.decode(), ended.stderr.decode()


def told(*arguments, given=None):
    return json.loads(diagnose("--json", *arguments, given=given)[1])


def what_a_client_printed():
    """What a host without a valid certificate meets in xfreerdp: packets and lines of one case."""
    servers.need("xfreerdp")
    with folder() as out:
        subprocess.run([BADRDP, "run", "--client", "xfreerdp", "-o", out, "certificate/expired", "healthy/tls"],
                       capture_output=True, check=False)
        case = next(iter(pathlib.Path(out).glob("latest/certificate/expired/xfreerdp.strict")), None)
        check(case is not None, "the case is played")
        both = told(case / "capture.pcapng", case / "client.log")
        lines = both["conversations"][0]["log_lines"]
        check(any(line["code"] == "freerdp:0x8" and line["at"] is not None for line in lines),
              "what xfreerdp printed is laid on the conversation's clock")
        first = both["conversations"][0]["causes"][0]
        check(first["cause"] == "C01" and any("log" in one and one["line"] > 0 for one in first["evidence"]),
              "and a line of it is evidence, named by file and line")
        check(both["logs"][0]["laid"] >= len(lines) > 0 and both["logs"][0]["alone"] is None, "the log has no answer of its own then")
        status, text, _ = diagnose(case / "client.log", case / "capture.pcapng")
        check(status == 1 and "(client.log line" in text, "the ladder shows it, whatever the order of the files")
        page = pathlib.Path(out) / "a.html"
        diagnose("--html", page, case / "capture.pcapng", case / "client.log")
        check("freerdp:0x8" in page.read_text() and "client.log</code> line" in page.read_text(), "and so does the page")
    return True


DIALOG = b"[Window Title]\nRemote Desktop Connection\n\nError code: 0x204\nExtended error code: 0x0\n"


def text_alone():
    status, text, _ = diagnose("-", given=DIALOG)
    check(status == 1 and "mstsc:0x204" in text and "certain" not in text, "the text of a dialog alone is likely at most")
    alone = told("-", given=DIALOG)
    check(alone["conversations"] == [] and alone["logs"][0]["wrote"] == "mstsc" and alone["logs"][0]["alone"]["state"] == "failed",
          "and JSON has it as a log")
    check(diagnose("-", given=b"nothing that anybody knows\n")[0] == 3, "text that says nothing proves nothing")
    status, text, error = diagnose("-", given=b"")
    check(status == 2 and "byte 0" in error, "an empty file is a bad file, and the byte is named")
    check(diagnose("-", given=DIALOG * 400_000)[2].count("only the first 16 MiB") == 1, "what is too long is read up to there, and that is said")
    return True


def a_host_s_events():
    """A conversation that a log parts: a host that resets a TLS handshake, and its own event log."""
    servers.need("tshark")
    with folder() as out:
        capture = pathlib.Path(out) / "a.pcap"
        shutil.copy(GOLDEN / "captures" / "rdesktop-alert40.pcap", capture)
        at = told(capture)["conversations"][0]
        shown = subprocess.run(["tshark", "-r", capture, "-c", "1", "-T", "fields", "-e", "frame.time_epoch"],
                               capture_output=True, text=True, check=False).stdout.strip()
        seconds, fraction = shown.split(".")
        stamp = time.strftime(f"%Y-%m-%dT%H:%M:%S.{fraction}Z", time.gmtime(int(seconds)))
        events = pathlib.Path(out) / "system.xml"
        events.write_text("<Events><Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Schannel'/>"
                          f"<EventID>36874</EventID><TimeCreated SystemTime='{stamp}'/><EventRecordID>9</EventRecordID></System></Event></Events>")
        with_events = told(capture, events)["conversations"][0]
        check(with_events["log_lines"][0]["record"] == 9 and with_events["log_lines"][0]["side"] == "server",
              "an event of the host is laid beside its conversation, by its record")
        check(with_events["causes"][0]["cause"] == at["causes"][0]["cause"], "and does not contradict what the packets prove")
    return True


EMPTY = b"ElfFile\0" + bytes(4096)


def an_event_log():
    """An .evtx file goes through evtxexport, whose answer to an empty one is that it has no records."""
    status, _, error = diagnose("-", given=EMPTY)
    if not shutil.which("evtxexport"):
        check(status == 2 and "libevtx-utils" in error, "where evtxexport is not here, the package is named")
        return True
    check(status == 3, f"an event log without a record proves nothing: {error}")
    with folder() as out:
        pipe = pathlib.Path(out) / "a.evtx"
        os.mkfifo(pipe)
        threading.Thread(target=lambda: pipe.write_bytes(EMPTY), daemon=True).start()
        ended = subprocess.run([BADRDP, "diagnose", pipe], capture_output=True, text=True, timeout=60, check=False)
        check(ended.returncode == 3, f"and comes by a named pipe too: {ended.stderr}")
    status, _, error = diagnose("-", given=gzip.compress(EMPTY, 0)[:-20])
    check(status in (2, 3) and "packed data ends in the middle" in error and "byte 0" not in error, f"one that is cut is said to be: {error}")
    return True


cases = Cases()
cases.play("what xfreerdp printed is laid beside its capture", what_a_client_printed)
cases.play("text alone has an answer of its own", text_alone)
cases.play("an event of a host is laid beside its conversation", a_host_s_events)
cases.play("an event log is opened by evtxexport, or its package is named", an_event_log)
sys.exit(cases.end())
