// @ts-check
/** Marks in the book: a selection can be kept, and kept quotes are shown in the text. Notes work without this. */
import { el } from '../el.js';

/** Every text node of a passage that a reader reads, definitions left out. @param {Element} root */
function texts(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, {
    acceptNode: (node) => (/** @type {any} */ (node.parentNode).closest('.tip, .notes, svg, h2') ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT) });
  const found = [];
  while (walker.nextNode()) found.push(/** @type {Text} */ (walker.currentNode));
  return found;
}

/** Where the nth occurrence of a quote stands, white space aside. Pure. @param {string} text @param {string} quote @param {number} nth
 * @returns {[number, number]|null} start and end in `text` */
export function locate(text, quote, nth) {
  const at = [], kept = [];
  for (let i = 0; i < text.length; i += 1) if (!/\s/.test(text[i])) { at.push(i); kept.push(text[i]); }
  const hay = kept.join(''), needle = quote.replace(/\s+/g, '');
  let found = -1;
  for (let n = 0; n <= nth; n += 1) { found = needle ? hay.indexOf(needle, found + 1) : -1; if (found < 0) return null; }
  return [at[found], at[found + needle.length - 1] + 1];
}

/** How many times a quote stands in the text before a position. Pure. @param {string} text @param {string} quote @param {number} before */
export function countBefore(text, quote, before) {
  let n = 0;
  for (let place = locate(text, quote, n); place && place[0] < before; place = locate(text, quote, n)) n += 1;
  return n;
}

/** @param {Element} passage @param {string} quote @param {number} nth */
function paint(passage, quote, nth) {
  const nodes = texts(passage);
  const place = locate(nodes.map((node) => node.data).join(''), quote, nth);
  if (!place) return;
  let start = 0;
  for (const node of nodes) {
    const from = Math.max(0, place[0] - start), to = Math.min(node.length, place[1] - start);
    start += node.length;
    if (from >= to || !node.data.slice(from, to).trim()) continue;
    const range = document.createRange();
    range.setStart(node, from); range.setEnd(node, to);
    range.surroundContents(el('mark', { class: 'mine' }));
  }
}

/** @param {any} node the chapter's article @param {any} w */
export function marks(node, w) {
  const repaint = (/** @type {ParentNode} */ root) => root.querySelectorAll('.notes[data-passage]').forEach((notes) => {
    const passage = document.getElementById(/** @type {any} */ (notes).dataset.passage);
    if (!passage) return;
    passage.querySelectorAll('mark.mine').forEach((mark) => { const parent = /** @type {any} */ (mark.parentNode); mark.replaceWith(...mark.childNodes); parent.normalize(); });
    notes.querySelectorAll('[data-note]').forEach((note) => {
      const quote = note.querySelector('[data-part="quote"]');
      if (quote) paint(passage, quote.textContent || '', Number(/** @type {any} */ (note).dataset.place));
    });
  });
  repaint(node);
  document.addEventListener('htmx:after:swap', () => repaint(node));

  const bar = el('div', { class: 'mark-bar', hidden: true }, el('button', { type: 'button', class: 'btn btn-primary', text: w('mark'), on: { click: () => keep(false) } }),
    el('button', { type: 'button', class: 'btn btn-outline-dark', text: w('mark_note'), on: { click: () => keep(true) } }));
  document.body.append(bar);
  /** @type {{form: any, quote: string, place: number}|null} */ let chosen = null;

  document.addEventListener('selectionchange', () => {
    const selection = document.getSelection();
    const quote = selection ? selection.toString().replace(/\s+/g, ' ').trim() : '';
    const range = selection && selection.rangeCount ? selection.getRangeAt(0) : null;
    const passage = range && /** @type {any} */ (range.startContainer.parentElement).closest('.passage');
    const form = passage && passage.contains(range.endContainer) ? document.querySelector(`#notes-${passage.id} .add-note form`) : null;
    if (!form || !range || quote.length < 2 || quote.length > 500) { bar.hidden = true; return; }
    const nodes = texts(passage);
    let before = 0;
    for (const text of nodes) { if (text === range.startContainer) { before += range.startOffset; break; } before += text.length; }
    chosen = { form, quote, place: countBefore(nodes.map((text) => text.data).join(''), quote, before) };
    bar.hidden = false;
  });

  /** @param {boolean} withWords */
  function keep(withWords) {
    if (!chosen) return;
    const { form, quote, place } = chosen;
    form.elements.quote.value = quote;
    form.elements.place.value = String(place);
    bar.hidden = true;
    if (withWords) { form.closest('details').open = true; form.elements.text.focus(); }
    else if (form.requestSubmit) form.requestSubmit();
    else form.submit();
    const selection = document.getSelection();
    if (selection) selection.removeAllRanges();
  }
}
