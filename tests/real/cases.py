"""Cases of a script: each is played, told and counted, and one whose program is missing is a skip."""
import pathlib
import sys
from xml.sax.saxutils import quoteattr

import servers


class Cases:
    def __init__(self):
        self.went = {}  # name: True, False, or why it was skipped

    def play(self, name, case):
        """`case` returns whether all is as it should be."""
        try:
            self.went[name] = bool(case())
        except servers.Missing as why:
            self.went[name] = str(why)
            print(f"skipped: {name}: {why}", flush=True)
        except servers.NotUp as why:
            self.went[name] = False
            print(f"NOT SO: {name}: {why}", flush=True)

    def names(self, wanted):
        return [name for name, went in self.went.items() if wanted(went)]

    def end(self):
        """The exit status of the script; ./test finds the cases in a file beside those of the unit tests."""
        failed, good = self.names(lambda went: went is False), self.names(lambda went: went is True)
        skipped = self.names(lambda went: isinstance(went, str))
        if pathlib.Path("junit").is_dir():
            lines = [f'<testsuite tests="{len(good) + len(failed)}" skipped="{len(skipped)}" errors="0" '
                     f'failures="{len(failed)}" name="badrdp">']
            for name, went in self.went.items():
                lines.append(f'<testcase classname="real" name={quoteattr(name)}>')
                if isinstance(went, str):
                    lines += ["<skipped/>", f"<system-out><![CDATA[\n- reason: {went}", "]]></system-out>"]
                elif not went:
                    lines.append('<failure message="see the output"/>')
                lines.append("</testcase>")
            pathlib.Path(f"junit/{pathlib.Path(sys.argv[0]).stem}.xml").write_text(
                "\n".join([*lines, "</testsuite>", ""]))
        print(f"{len(good)} as they should be, {len(skipped)} skipped, not as they should be: {failed or 'none'}")
        return 1 if failed or not self.went else 0 if good else 77
