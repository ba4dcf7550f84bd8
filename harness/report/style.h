// How report.html looks: quiet where all is well, in both light and dark, at the width of a phone too.
#pragma once

#include <string_view>

namespace badrdp::harness {

inline constexpr std::string_view kStyle = R"css(
:root {
  color-scheme: light dark;
  --page: #fbfbf9; --card: #ffffff; --line: #e2e2dc; --text: #23241f; --faint: #6d6f66;
  --pass: #2f7d4f; --fail: #b3261e; --known: #8a6100; --fixed: #0b6e86; --changed: #8a3a9c;
  --unsteady: #7a5195; --moot: #3f5fb0; --unsupported: #6d6f66; --error: #b3261e; --arrow: #a3a59b;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #16181a; --card: #1e2124; --line: #33373b; --text: #e3e4e0; --faint: #9a9d98;
    --pass: #7cc796; --fail: #ff8a80; --known: #e3b74f; --fixed: #63c7e0; --changed: #d79be6;
    --unsteady: #c3a6e0; --moot: #9bb4f5; --unsupported: #94979a; --error: #ff8a80;
    --arrow: #64686b;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem 1.25rem 4rem; background: var(--page);
  color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; }
h1, .brand { font-size: 1rem; margin: 0; font-weight: 600; letter-spacing: .02em; color: var(--faint); }
h1.pass, h1.fail { font-size: 1.45rem; line-height: 1.3; letter-spacing: 0; margin: .1rem 0 .9rem; }
h1.pass { color: var(--pass); } h1.fail { color: var(--fail); }
.over { font-size: .9rem; font-weight: 600; margin: .6rem 0 0; color: var(--faint); }
[hidden] { display: none !important; }
h2 { font-size: 1.05rem; margin: 2.25rem 0 .6rem; font-weight: 400; }
h2 .verdict { font-weight: 600; }
p { margin: .3rem 0; }
a { color: inherit; text-decoration-color: var(--line); text-underline-offset: .2em; }
a:hover { text-decoration-color: currentColor; }
code, .mono { font-family: ui-monospace, "SF Mono", "DejaVu Sans Mono", Menlo, monospace; font-size: .88em; }
.faint { color: var(--faint); }
.health { font-size: 1.25rem; line-height: 1.4; margin: .5rem 0 .75rem; padding: 0; list-style: none; }
.health li { padding-left: 1.1rem; text-indent: -1.1rem; overflow-wrap: anywhere; }
.health li::before { content: "●"; display: inline-block; width: 1.1rem; text-indent: 0; font-size: .7em;
  vertical-align: .12em; }
.health .held::before { color: var(--pass); }
.health .broken { color: var(--fail); font-weight: 600; }
.health .absent::before { color: var(--unsupported); }
.counts { display: flex; flex-wrap: wrap; gap: .4rem .5rem; margin: .9rem 0; padding: 0; list-style: none; }
.counts a { display: block; padding: .12rem .65rem; border: 1px solid var(--line); border-radius: 1rem;
  background: var(--card);
  text-decoration: none; }
.counts b { font-weight: 600; }
.wide { overflow-x: auto; border: 1px solid var(--line); border-radius: .5rem; background: var(--card); }
table { border-collapse: collapse; width: 100%; }
.tall { max-height: 85vh; overflow: auto; }
.tall thead > tr > * { position: sticky; top: 0; z-index: 2; background: var(--card); }
.tall thead td:first-child { left: 0; z-index: 3; }
.search { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: .4rem 0 .7rem; }
.search input { flex: 1 1 14rem; max-width: 26rem; }
.search input, .search select { font: inherit; color: var(--text); background: var(--card);
  border: 1px solid var(--unsupported); border-radius: .4rem; padding: .3rem .6rem; }
:focus-visible { outline: 2px solid var(--moot); outline-offset: 2px; border-radius: .2rem; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr));
  gap: 0 1.5rem; }
.since { margin: .2rem 0; padding-left: 1.1rem; }
.met { margin: .2rem 0 .6rem; padding-left: 1.1rem; color: var(--faint); }
.body pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: .2rem 0 .7rem; padding: .6rem .8rem;
  background: var(--page); border-radius: .4rem;
  font: .84em/1.45 ui-monospace, "SF Mono", "DejaVu Sans Mono", Menlo, monospace; }
.matrix, .matrix * { border: 0; }
.matrix th, .matrix td { padding: .22rem .8rem; text-align: left; white-space: nowrap;
  border-top: 1px solid var(--line);
  font-weight: 400; }
.matrix thead th { border-top: 0; font-weight: 600; }
.matrix th:first-child { position: sticky; left: 0; background: var(--card); max-width: 46vw;
  overflow: hidden; text-overflow: ellipsis; }
.matrix .phase th { padding-top: .8rem; font-weight: 600; }
.matrix td a { text-decoration: none; }
.matrix td a:hover { text-decoration: underline; }
.matrix td.pass { color: var(--faint); }
.pass .verdict { color: var(--pass); } .fail .verdict { color: var(--fail);
  } .known .verdict { color: var(--known); }
.fixed .verdict { color: var(--fixed); } .changed .verdict { color: var(--changed);
  } .moot .verdict { color: var(--moot); }
.unsteady .verdict { color: var(--unsteady); }
.unsupported .verdict { color: var(--unsupported); } .error .verdict { color: var(--error); }
.fail .verdict, .error .verdict, .fixed .verdict, .changed .verdict, .moot .verdict { font-weight: 600; }
details.case { content-visibility: auto; contain-intrinsic-size: auto 2.6rem; }
details { border: 1px solid var(--line); border-radius: .5rem; background: var(--card); margin: .5rem 0; }
summary { padding: .5rem .8rem; cursor: pointer; overflow-wrap: anywhere; }
summary > * { margin-right: .3rem; }
summary .id { font-weight: 600; }
.body { padding: 0 .9rem .9rem; scroll-margin-top: 4rem; overflow-wrap: anywhere; }
.findings { margin: .7rem 0; padding: 0; list-style: none; }
.findings li { padding: .45rem 0 .45rem .8rem; border-left: 3px solid var(--line); margin: .5rem 0; }
.fail .findings li, .error .findings li { border-color: var(--fail); }
.known .findings li { border-color: var(--known); }
.fixed .findings li { border-color: var(--fixed); }
.changed .findings li { border-color: var(--changed); }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .15rem 1rem; margin: .4rem 0; }
dt { color: var(--faint); }
dd { margin: 0; }
.links { display: flex; flex-wrap: wrap; gap: .3rem 1rem; margin-top: .7rem; }
footer { margin-top: 2.5rem; padding-top: .8rem; border-top: 1px solid var(--line); color: var(--faint);
  font-size: .9em; }
.remedies th, .remedies td { padding-left: .3rem; padding-right: .3rem; }
.remedies td, .remedies thead th { text-align: center; }
h3 { font-size: .95rem; font-weight: 600; margin: 1.2rem 0 .3rem; scroll-margin-top: 1rem; }
.ladder { border-collapse: collapse; width: 100%; max-width: 50rem; margin: .7rem 0; font-size: .9em;
  line-height: 1.3; }
.ladder td, .ladder th { padding: .12rem .7rem .12rem 0; vertical-align: bottom; text-align: right;
  font-weight: 400; color: var(--faint); font-variant-numeric: tabular-nums; white-space: nowrap; }
.ladder td:last-child { position: relative; width: 100%; padding: .16rem .7rem; text-align: left;
  color: var(--text); white-space: normal; overflow-wrap: anywhere; border-left: 2px solid var(--line);
  border-right: 2px solid var(--line); }
.ladder th:last-child { text-align: center; color: var(--text); font-weight: 600; padding: 0; }
.ladder th span:first-child { float: left; } .ladder th span:last-child { float: right; }
.ladder b { font-weight: 600; } .ladder .p b { font-weight: 400; } .ladder small { color: var(--faint); }
.ladder .m td:last-child { background: linear-gradient(var(--arrow), var(--arrow)) bottom / 100% 1px
  no-repeat; }
.ladder .in td:last-child { background: repeating-linear-gradient(90deg, var(--arrow) 0 3px, transparent
  3px 7px) bottom / 100% 1px no-repeat; }
.ladder i { position: absolute; bottom: -4px; font-size: 0; width: 0; height: 0;
  border: 4px solid transparent; }
.ladder .c i { right: -1px; border-right-width: 0; border-left: 7px solid var(--arrow); }
.ladder .h i { left: -1px; border-left-width: 0; border-right: 7px solid var(--arrow); }
.ladder .h td:last-child { text-align: right; }
.ladder .p td:last-child { padding-top: .7rem; font-size: .82em; letter-spacing: .06em; color: var(--faint);
  text-transform: uppercase; text-align: center; }
.ladder .w td:last-child, .ladder .n td:last-child { color: var(--faint); font-style: italic; }
.ladder .w td:last-child, .ladder .o td:last-child, .ladder .f:not(.h) td:last-child, .ladder .d
  td:last-child { text-align: center; padding-top: .35rem; padding-bottom: .35rem; }
.ladder .f td:last-child, .ladder .d td:last-child { color: var(--fail); }
.ladder .o td:last-child { color: var(--known); }
.ladder .d td:last-child { border: 2px dashed var(--fail); }
.ladder .lit td:last-child { background-color: color-mix(in srgb, var(--fail) 13%, transparent); }
@media (max-width: 40rem) {
  body { padding: 1rem .8rem 3rem; }
  .health { font-size: 1.08rem; }
  .matrix th, .matrix td { padding: .3rem .6rem; }
  .matrix th:first-child { white-space: normal; overflow-wrap: anywhere; min-width: 10rem; }
  dl { grid-template-columns: minmax(0, 1fr); gap: 0; }
  dd { margin-bottom: .45rem; }
}
@media print {
  body { max-width: none; } details { break-inside: avoid; }
}
)css";

}  // namespace badrdp::harness
