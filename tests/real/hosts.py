#!/usr/bin/env python3
"""The fake server in its other honest ways, painted by real clients: each encryption of Standard RDP Security,
and what a host may ask for on the way to an active session.
"""
import sys

import servers
from cases import Cases
from interop import served
from screens import PICTURES, painted_by_us, shows

SCENARIO = """schema = 1
title  = "t"
why    = "w"

[host]
accepts = ["{mode}"]
{more}
[[demand]]
options = "{mode}"
reaches = "mcs_connect_initial"
why     = "w"
"""
# rdesktop knows 40 and 128 bits, and cannot do without.
BOTH, XFREERDP = ("xfreerdp", "rdesktop"), ("xfreerdp",)
HOSTS = [("rdp", "no encryption", '[host.rdp]\nencryption = "none"\nlevel = "none"', XFREERDP),
         ("rdp", "40 bits low", '[host.rdp]\nencryption = "40"\nlevel = "low"', BOTH),
         ("rdp", "56 bits high", '[host.rdp]\nencryption = "56"\nlevel = "high"', XFREERDP),
         ("rdp", "128 bits high", '[host.rdp]\nencryption = "128"\nlevel = "high"', BOTH),
         ("rdp", "fips", '[host.rdp]\nencryption = "fips"\nlevel = "fips"', XFREERDP),
         ("tls", "no joins", "[host.session]\nskips_channel_join = true", XFREERDP),
         ("tls", "auto-detect", "[host.session]\nauto_detects = true", XFREERDP),
         ("tls", "multitransport", "[host.session]\nmultitransport = 3", XFREERDP),
         ("tls", "reactivation", "[host.session]\nreactivations = 2", BOTH),
         ("tls", "session info", "[host.session]\nsaves_session_info = true", BOTH)]


def main():
    servers.end_cleanly_on_sigterm()
    PICTURES.mkdir(exist_ok=True)
    cases = Cases()
    with servers.folder() as here:
        for mode, name, more, clients in HOSTS:
            scenario = here / f"{name.replace(' ', '-')}.toml"
            scenario.write_text(SCENARIO.format(mode=mode, more=more))
            for client in clients:
                cases.play(f"{name} by {client}",
                           lambda: shows(f"{name} by {client}", lambda: served(scenario), client, mode,
                                         painted_by_us(scenario.stem)))
    return cases.end()


if __name__ == "__main__":
    sys.exit(main())
