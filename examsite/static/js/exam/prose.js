// @ts-check
/** Stem and material as text: paragraphs, **bold**, pipe tables, and diagrams that came with the paper. Nothing else is
 * understood, so nothing can run. */
import { el } from '../el.js';

const IMAGE = /^!\[([^\]]*)\]\(([\w.-]+)(?: "([^"]*)")?\)$/;

/** @param {string} text @returns {{kind: 'table'|'p'|'figure', rows: string[][], text: string, name?: string, caption?: string}[]} */
export function blocks(text) {
  return String(text || '').split(/\n\s*\n/).map((part) => part.trim()).filter(Boolean).map((part) => {
    const image = IMAGE.exec(part);
    if (image) return { kind: 'figure', rows: [], text: image[1], name: image[2], caption: image[3] || '' };
    const lines = part.split('\n').map((l) => l.trim());
    const table = lines.length > 1 && lines.every((l) => l.startsWith('|'));
    const rows = table ? lines.filter((l) => !/^\|[\s:|-]+\|$/.test(l)).map((l) => l.replace(/^\||\|$/g, '').split('|').map((c) => c.trim())) : [];
    return { kind: table ? 'table' : 'p', rows, text: part };
  });
}

/** @param {string} text @returns {(string|Node)[]} */
function inline(text) {
  return text.split(/(\*\*[^*]+\*\*|\n)/).filter(Boolean).map((bit) => {
    if (bit === '\n') return el('br');
    return bit.startsWith('**') && bit.length > 4 ? el('strong', { text: bit.slice(2, -2) }) : bit;
  });
}

const isNumber = (/** @type {string} */ cell) => /^[-+]?[\d,.]+\s*[%万元亿人次]*$/.test(cell);

/** The drawing as an element of this page; the server has checked that it holds shapes and words only.
 * @param {string} svg @param {string} caption */
function figure(svg, caption) {
  const drawn = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
  return el('figure', { class: 'diagram' }, document.importNode(drawn, true), caption ? el('figcaption', { text: caption }) : null);
}

/** @param {string} text @param {Record<string, any>} [props] @param {Record<string, string>} [figures] name -> SVG @returns {HTMLElement} */
export function prose(text, props = {}, figures = {}) {
  return el('div', props, ...blocks(text).map((block) => {
    if (block.kind === 'figure') {
      const svg = figures[block.name || ''];
      return svg ? figure(svg, block.caption || '') : el('p', { text: block.text });
    }
    if (block.kind === 'p') return el('p', {}, ...inline(block.text));
    const [head, ...body] = block.rows;
    return el('div', { class: 'table-responsive', tabindex: '0', role: 'group' }, el('table', { class: 'table' },
      el('thead', {}, el('tr', {}, ...head.map((c, at) => el('th', { scope: 'col', class: body.length && body.every((row) => isNumber(row[at] || '')) ? 'num' : null }, ...inline(c))))),
      el('tbody', {}, ...body.map((row) => el('tr', {}, ...row.map((c) => el('td', { class: isNumber(c) ? 'num' : null }, ...inline(c))))))));
  }));
}
