#!/usr/bin/env python3
"""What tshark reads in the recorded sessions: tests/golden/session-*.fields, to compare our decoders with.

    tests/real/tshark_fields.py            says whether the stored values are what this tshark prints
    tests/real/tshark_fields.py --write    stores them

A line is `pdu-index field value`. The index counts the PDUs of the .pdus file from 0; the field is tshark's
name; values are numbers as tshark writes them (0x or decimal), text, or bytes as `00:11`. Single bits are
left out. The fields of one PDU come in the order of its bytes, and names repeat (channels, blocks). `expert`
is what tshark worked out with the password: NTLM's session keys. It goes as far as the Font Map PDU; where
Standard RDP Security encrypts, as far as the Security Exchange PDU. tshark 4.0 does not take capability sets
and licences apart, and what it gets wrong is left out (see MISREAD).
"""
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

import servers

GOLDEN = pathlib.Path(__file__).resolve().parent.parent / "golden"
PROTOCOLS = {"cotp", "t125", "t124", "rdp", "credssp", "gss-api", "ntlmssp", "spnego"}
FONT_MAP = "40"

# Containers that repeat what their fields say, and how PER packs a field.
LEFT_OUT = ("per.", "t124.ConnectData", "t124.connectPDU", "rdp.shareControlHeader", "gss-api", "_ws.",
            "cotp.opts.", "t124.segmentation", "t124.Segmentation", "ntlmssp.authenticated",
            "ntlmssp.session", "rdp.notYetImplemented")
BLOBS = {"t125.userData", "t124.userData", "t124.value", "ntlmssp.ntlmv2_response", "credssp.negoToken"}
# Read right behind pad2Octets, where the capability sets begin; it lies behind them.
MISREAD = {"rdp.sessionId"}
TELLING = ("NTLMv2 authenticated", "NTLMv2 BaseSessionKey", "NTLMSSP SessionKey")


def session(file):
    """(header as a dictionary, PDUs as pairs of side and hex)"""
    header, pdus = {}, []
    for line in file.read_text().splitlines():
        if line.startswith("#"):
            name, _, value = line[2:].partition(":")
            header[name] = value.strip()
        else:
            pdus.append(tuple(line.split()))
    return header, pdus


def dissected(pdus, wrap, options):
    """One PDML <packet> for each of the PDUs; `wrap` says how text2pcap is to dress them."""
    servers.need("text2pcap", "tshark")
    if not pdus:
        return []
    with tempfile.TemporaryDirectory(prefix="badrdp-real-") as name:
        here = pathlib.Path(name)
        text = "".join(f"{'O' if side == 'C' else 'I'} {data}\n" for side, data in pdus)
        (here / "pdus").write_text(text)
        subprocess.run(["text2pcap", "-q", "-D", "-r", r"^(?<dir>[IO]) (?<data>[0-9a-f]+)$", *wrap,
                        here / "pdus", here / "pcap"], check=True, capture_output=True)
        printed = subprocess.run(["tshark", "-n", "-r", here / "pcap", *options, "-T", "pdml"], check=True,
                                 capture_output=True, env=servers.environment(here / "home")).stdout
        packets = xml.fromstring(printed).findall("packet")
    if len(packets) != len(pdus):
        sys.exit(f"tshark printed {len(packets)} packets for {len(pdus)} PDUs")
    return packets


def value_of(field):
    """As shown; a point in time as its bytes, because tshark shows it as a date."""
    shown = field.get("show", "")
    if "UTC" in shown and field.get("value"):
        return bytes.fromhex(field.get("value")).hex(":")
    return shown


def is_flag(field, parent):
    """A bit of a number that is a field itself."""
    return parent.tag == "field" and parent.get("pos") == field.get("pos") \
        and re.match(r"[.01 ]{4,} = ", field.get("showname", "")) is not None


def is_value(field, parent):
    name = field.get("name", "")
    return (field.tag == "field" and name and field.get("value") is not None and not is_flag(field, parent)
            and not name.startswith(LEFT_OUT) and not name.endswith("_element")
            and name not in BLOBS | MISREAD and (field.get("show") or len(field) == 0))


def fields_of(element, kind=""):
    """(name, value) of what is below an element, in order. Domain parameters get the name of their kind."""
    for field in element:
        name, shown = field.get("name", ""), field.get("show", "")
        if name == "_ws.expert.message" and shown.startswith(TELLING):
            yield "expert", shown
        elif is_value(field, element):
            yield (f"{kind}.{name.split('.', 1)[1]}" if kind else name), value_of(field)
        inner = name.removesuffix("_element") if name.endswith("Parameters_element") else kind
        yield from fields_of(field, inner)


def is_encrypted(lines):
    return any(name == "rdp.encryptionMethod" and int(value, 0) for _, name, value in lines)


def lines_of(file):
    """The (index, field, value) of a session."""
    header, pdus = session(file)
    slow = [(at, pdu) for at, pdu in enumerate(pdus) if pdu[1].startswith("03")]
    first = slow[2][0] if len(slow) > 2 else len(pdus)
    tokens = [(at, pdu) for at, pdu in enumerate(pdus) if at < first and pdu[1].startswith("30")]
    packets = {}
    for chosen, wrap, options in (
            (slow, ["-4", "127.0.0.1,127.0.0.2", "-T", "50000,3389"], ["-d", "tcp.port==3389,tpkt"]),
            (tokens, ["-P", "credssp"], ["-o", f"ntlmssp.nt_password:{header['password']}"])):
        for (at, _), packet in zip(chosen, dissected([pdu for _, pdu in chosen], wrap, options)):
            packets[at] = packet
    lines = []
    for at in sorted(packets):
        found = [(name, value) for layer in packets[at].findall("proto") if layer.get("name") in PROTOCOLS
                 for name, value in fields_of(layer)]
        lines += [(at, name, value) for name, value in found]
        names = dict(found)
        if names.get("rdp.pduType2") == FONT_MAP:
            break
        if is_encrypted(lines) and "rdp.encryptedClientRandom" in names:
            break
    return lines


def text_of(file):
    tshark = servers.version("tshark")
    return "".join([f"# {file.stem}: what tshark reads in it\n", f"# from: {tshark}\n",
                    "# how: tests/real/tshark_fields.py --write\n",
                    *(f"{at} {name} {value}".rstrip() + "\n" for at, name, value in lines_of(file))])


def main():
    files = sorted(GOLDEN.glob("session-*.pdus"))
    wrong = []
    try:
        for file in files:
            stored, text = file.with_suffix(".fields"), text_of(file)
            print(f"{file.stem}: {text.count(chr(10)) - 3} values")
            if "--write" in sys.argv:
                stored.write_text(text)
                continue
            was = stored.read_text()
            if was.splitlines()[1] != text.splitlines()[1]:
                print(f"skipped: {stored.name} comes {was.splitlines()[1][2:]}")
                return 77
            if was != text:
                wrong.append(stored.name)
    except servers.Missing as why:
        print(f"skipped: {why}")
        return 77
    if wrong or not files:
        print(f"NOT SO: tshark prints other values than stand in {', '.join(wrong) or 'any session'}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
