// @ts-check
/** The answer card: one button an item; what it says is in its label, not only in its colour. */
import { el, fill } from '../el.js';

/** @typedef {{answered: 'none'|'part'|'full', flag: boolean, state: string, current: boolean}} Mark */

/** The spoken state of one item. Pure. @param {number} n @param {Mark} mark @param {any} w */
export function markLabel(n, mark, w) {
  const words = [w('item_n', { n }), w(`mark_${mark.answered}`)];
  if (mark.flag) words.push(w('mark_flag'));
  if (mark.state !== 'saved') words.push(w('mark_unsaved'));
  if (mark.current) words.push(w('mark_current'));
  return words.join(w('comma'));
}

/** @param {any[]} items @param {any} w @param {(index: number) => void} go */
export function createPalette(items, w, go) {
  const buttons = items.map((_, index) => el('button', { type: 'button', text: String(index + 1), on: { click: () => go(index) } }));
  const node = el('ol', { class: 'palette', 'aria-label': w('palette') }, ...buttons.map((b) => el('li', {}, b)));
  return {
    node,
    /** @param {number} index @param {Mark} mark */
    mark(index, mark) {
      const button = buttons[index];
      const want = [mark.answered !== 'none' ? 'answered' : '', mark.flag ? 'flag' : '', mark.state !== 'saved' ? 'unsaved' : ''].filter(Boolean).join(' ');
      if (button.className !== want) button.className = want;
      const label = markLabel(index + 1, mark, w);
      if (button.getAttribute('aria-label') !== label) button.setAttribute('aria-label', label);
      if (mark.current) button.setAttribute('aria-current', 'true'); else button.removeAttribute('aria-current');
    },
    /** @param {number} index */
    focus(index) { buttons[index].focus(); },
  };
}

/** @param {any} w */
export function legend(w) {
  const node = el('ul', { class: 'legend', 'aria-hidden': 'true' });
  fill(node, el('li', {}, el('i', { class: 'swatch on' }), ` ${w('mark_full')}`), el('li', {}, el('i', { class: 'swatch' }), ` ${w('mark_none')}`),
    el('li', { text: `⚑ ${w('mark_flag')}` }), el('li', { text: `▲ ${w('mark_unsaved')}` }));
  return node;
}
