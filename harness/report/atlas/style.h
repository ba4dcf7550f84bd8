// What the atlas adds to the look of a report: text to read.
#pragma once

#include <string_view>

namespace badrdp::harness {

inline constexpr std::string_view kAtlasStyle = R"css(
body { max-width: 60rem; overflow-wrap: break-word; }
.bar { border-bottom: 1px solid var(--line); margin-bottom: 1.5rem; padding-bottom: .6rem; }
nav { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; }
nav a { padding: .25rem 0; }
h1.title { font-size: 1.6rem; line-height: 1.25; color: var(--text); letter-spacing: 0;
  margin-bottom: .6rem; }
h2 { font-weight: 600; font-size: 1.15rem; }
h3 { font-size: 1rem; margin: 1.6rem 0 .2rem; }
h3 code { font-weight: 400; color: var(--faint); display: block; }
.lead { font-size: 1.1rem; line-height: 1.5; max-width: 44rem; }
.rows { list-style: none; margin: 0; padding: 0; border: 1px solid var(--line); border-radius: .5rem;
  background: var(--card); }
.rows > li { padding: .5rem .9rem; border-top: 1px solid var(--line); }
.rows > li:first-child { border-top: 0; }
.rows > li > ul { margin: .2rem 0 0; padding-left: 1.1rem; }
.jump { display: flex; flex-wrap: wrap; gap: .3rem 1rem; margin: .6rem 0; }
.num { color: var(--faint); font-variant-numeric: tabular-nums; margin-right: .35rem; }
.tag { border: 1px solid var(--line); border-radius: .8rem; padding: 0 .5rem; white-space: nowrap; }
.tag.observed, .tag.documented, .tag.cures { color: var(--pass); }
.tag.reported, .tag.may { color: var(--known); }
.tag.unknown, .tag.inferred { color: var(--unsupported); }
.told-named { color: var(--pass); } .told-wrong { color: var(--fail); font-weight: 600; }
.told-hung, .told-nothing { color: var(--known); }
.came-cures { color: var(--pass); } .came-worse, .came-hides { color: var(--fail); }
.matrix { font-size: .94em; }
.matrix th, .matrix td { vertical-align: top; }
.findings.known li { border-color: var(--known); margin: .3rem 0; padding-top: 0; padding-bottom: 0; }
pre { overflow-x: auto; padding: .8rem; margin: .4rem 0; background: var(--page); border-radius: .4rem;
  font: .86em/1.45 ui-monospace, "SF Mono", "DejaVu Sans Mono", Menlo, monospace; white-space: pre-wrap; }
@media (max-width: 40rem) {
  h1.title { font-size: 1.35rem; }
}
)css";

}  // namespace badrdp::harness
