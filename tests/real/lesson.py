"""A lesson of the lab, as scripts hold one: the forms of its pages, and the programs below it."""
import html
import pathlib
import re
import urllib.parse

from badrdp import check
from started import ask

# Of exercise 06-holiday.
SOLUTION = 'Set-ItemProperty -Path "HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server" -Name fDenyTSConnections -Value 0'


def word_of(page):
    return re.search(r'name=word value="([^"]+)"', ask(page)[1].decode()).group(1)


def post(page, deed, **fields):
    """What the page says once its form has been sent, as a browser sends it."""
    origin = "{0.scheme}://{0.netloc}".format(urllib.parse.urlparse(page))
    status, text, _ = ask(f"{page}/{deed}", form={"word": word_of(page), **fields}, Origin=origin)
    check(status == 200, f"{deed} leads back to the page: {status} {text}")
    return html.unescape(text.decode())


def programs_below(process):
    """The names of all that descends from it, by pid."""
    parents, names = {}, {}
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                name, _, stat = (entry / "stat").read_text().rpartition(")")
            except OSError:
                continue  # gone meanwhile
            parents[int(entry.name)], names[int(entry.name)] = int(stat.split()[1]), name.partition("(")[2]
    found, more = {process.pid}, True
    while more:
        more = {pid for pid, parent in parents.items() if parent in found} - found
        found |= more
    return {pid: names[pid] for pid in found - {process.pid}}
