// The one script of report.html: a search over its cases, kept in the page's address. Without it the page
// says the same.
#pragma once

#include <string_view>

namespace badrdp::harness::page {

// The page's own policy allows this text and no other. [CSP Level 3, 2.3.1]
inline constexpr std::string_view kScriptHash = "sha256-RNBETlQHbJLyDMPOCHBJBxlQc4PIuCPuYbNWsWuR+Sw=";

inline constexpr std::string_view kScript = R"js(
(function () {
  'use strict';
  var table = document.querySelector('#matrix table');
  if (!table) { return; }
  var rows = [].slice.call(table.tBodies[0].rows);
  var sections = [].slice.call(document.querySelectorAll('details.case'));
  var texts = new Map();
  function textOf(element, part) {
    if (!texts.has(element)) { texts.set(element, (part || element).textContent.toLowerCase()); }
    return texts.get(element);
  }
  function made(tag, attributes) {
    var element = document.createElement(tag);
    Object.keys(attributes).forEach(function (key) { element.setAttribute(key, attributes[key]); });
    return element;
  }
  var find = made('input', {type: 'search', placeholder: 'certificate strict', 'aria-label': 'Find cases'});
  var verdict = made('select', {'aria-label': 'Verdict'});
  var status = made('span', {role: 'status', 'class': 'faint'});
  var bar = made('p', {'class': 'search', role: 'search'});
  verdict.add(new Option('every verdict', ''));
  document.querySelectorAll('.counts li[class]').forEach(function (one) {
    verdict.add(new Option(one.className, one.className));
  });
  [find, verdict, status].forEach(function (one) { bar.appendChild(one); });
  table.parentNode.parentNode.insertBefore(bar, table.parentNode);

  function show() {
    var words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    var shown = 0, all = 0, phase = null;
    function has(text) { return words.every(function (word) { return text.indexOf(word) >= 0; }); }
    rows.forEach(function (row) {
      if (row.className === 'phase') { phase = row; row.hidden = true; return; }
      var fits = has(textOf(row)) && (!verdict.value || row.querySelector('td.' + verdict.value) !== null);
      row.hidden = !fits;
      all += 1;
      if (fits) { shown += 1; if (phase) { phase.hidden = false; } }
    });
    sections.forEach(function (section) {
      section.hidden = !(has(textOf(section, section.firstElementChild)) &&
                         (!verdict.value || section.classList.contains(verdict.value)));
    });
    status.textContent = words.length || verdict.value ? shown + ' of ' + all + ' rows' : '';
  }
  function keep() {
    var state = new URLSearchParams();
    if (find.value) { state.set('find', find.value); }
    if (verdict.value) { state.set('verdict', verdict.value); }
    history.replaceState(null, '', '#' + state.toString());
    show();
  }
  function recall() {
    var state = new URLSearchParams(location.hash.slice(1));
    if (!state.has('find') && !state.has('verdict')) { return; }
    find.value = state.get('find') || '';
    verdict.value = state.get('verdict') || '';
    show();
  }
  find.addEventListener('input', keep);
  verdict.addEventListener('change', keep);
  window.addEventListener('hashchange', recall);
  document.addEventListener('keydown', function (event) {
    if (event.key === '/' && event.target !== find) { event.preventDefault(); find.focus(); }
  });
  recall();
}());
)js";

}  // namespace badrdp::harness::page
