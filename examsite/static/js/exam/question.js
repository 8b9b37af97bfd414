// @ts-check
/** One question on the page: heading, material, stem, the answer's controls, its saved state and the way on. */
import { el, fill } from '../el.js';
import { prose } from './prose.js';
import { choice } from './types/choice.js';
import { matching } from './types/matching.js';
import { number } from './types/number.js';
import { ordering } from './types/ordering.js';
import { text } from './types/text.js';
import { zoomable } from './zoom.js';

/** @type {Record<string, (item: any, value: any, page: any) => HTMLElement>} */
const TYPES = { single: choice, multiple: choice, true_false: choice, numeric: number, ordering, matching, short_answer: text };

/** @param {any} w @param {string|null} lang @param {(text: string) => void} say
 * @param {{change: (item: any, value: any, delay?: number) => void, flag: (item: any) => boolean, prev: () => void, next: () => void, handIn: () => void}} act */
export function createQuestion(w, lang, say, act) {
  const node = el('article', { class: 'question', 'aria-labelledby': 'question-heading' });
  const state = el('p', { class: 'item-state small', 'data-part': 'state' });
  let flagButton = el('button'), clear = el('button');
  /** Shared material stays where it was scrolled to while its questions follow each other. @type {{group: string, node: any}} */
  let shared = { group: '', node: null };

  /** @param {any} item */
  const material = (item) => {
    if (!item.material) return null;
    if (shared.group !== item.group) {
      shared = { group: item.group, node: el('details', { class: 'sheet quiet material', open: true }, el('summary', { text: w('material') }),
        prose(item.intro || '', { class: 'muted small', lang }), prose(item.material, { lang }, item.figures)) };
      shared.node.querySelectorAll('figure.diagram').forEach((/** @type {any} */ one) => zoomable(one, w));
    }
    return shared.node;
  };

  /** @param {boolean} on */
  const showFlag = (on) => {
    flagButton.setAttribute('aria-pressed', String(on));
    flagButton.textContent = `⚑ ${w(on ? 'flagged' : 'flag')}`;
  };

  return {
    node,
    /** @param {any} item @param {number} index @param {number} total @param {any} value @param {boolean} flagged @param {boolean} [focus] */
    show(item, index, total, value, flagged, focus = true) {
      const heading = el('h2', { id: 'question-heading', tabindex: '-1', text: w('item_n_of', { n: index + 1, total }) });
      flagButton = el('button', { type: 'button', class: 'btn-linkish flag', on: { click: () => showFlag(act.flag(item)) } });
      showFlag(flagged);
      const render = TYPES[item.type];
      const answer = el('div', { class: 'answer' });
      const draw = (/** @type {any} */ current) => fill(answer, render
        ? render(item, current, { w, lang, say, change: (/** @type {any} */ v, /** @type {number} */ d) => act.change(item, v, d || 0) })
        : el('p', { class: 'form-error', text: w('unknown_type') }));
      draw(value);
      clear = el('button', { type: 'button', class: 'btn-linkish small', text: w('clear'), on: { click: () => { act.change(item, null, 0); draw(null); say(w('cleared')); heading.focus(); } } });
      const last = index === total - 1;
      node.className = item.material ? 'question beside' : 'question';
      fill(node,
        el('div', { class: 'meta' }, el('span', { class: 'state', text: w(`type_${item.type}`) }), heading,
          item.points ? el('span', { class: 'muted small', text: w('points', { n: item.points / 100 }) }) : null, flagButton),
        material(item),
        el('div', { class: 'asked' }, prose(item.stem, { class: 'stem', lang, id: 'question-stem' }), answer,
          el('div', { class: 'split' }, state, clear),
          el('div', { class: 'nav d-none d-lg-flex' },
            el('button', { type: 'button', class: 'btn btn-outline-dark px-4', disabled: index === 0, text: w('prev'), on: { click: act.prev } }),
            el('button', { type: 'button', class: 'btn btn-primary px-5', text: last ? w('hand_in') : w('next'), on: { click: last ? act.handIn : act.next } }))));
      if (focus) { window.scrollTo(0, 0); heading.focus(); }
    },
    /** @param {string} kind @param {string} words @param {boolean} answered */
    state(kind, words, answered) {
      const tone = /** @type {Record<string, string>} */ ({ saved: 'good-ink', saving: 'muted', unsaved: 'warn-ink' })[kind] || 'bad-ink';
      state.className = `item-state small ${tone}`;
      if (state.textContent !== words) state.textContent = words;
      clear.hidden = !answered;
    },
  };
}
