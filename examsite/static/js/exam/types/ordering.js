// @ts-check
/** Ordering by up and down buttons: thumb and keyboard alike. The order shown at first is not an answer until confirmed. */
import { el, fill } from '../../el.js';

/** @param {any} item @param {any} value @param {{w: any, change: (value: any, delay?: number) => void, lang: string|null, say: (text: string) => void}} page */
export function ordering(item, value, { w, change, lang, say }) {
  const texts = new Map((item.options || []).map((/** @type {any} */ o) => [o.id, o.text]));
  let order = Array.isArray(value) && value.length === texts.size ? value.slice() : Array.from(texts.keys());
  let answered = Array.isArray(value);
  const list = el('ol', { class: 'order' });
  const confirm = el('button', { type: 'button', class: 'btn btn-outline-dark', text: w('keep_order'), on: { click: () => { answered = true; change(order.slice()); draw(null, 0); say(w('order_kept')); } } });

  /** @param {number} from @param {number} by */
  function move(from, by) {
    const to = from + by;
    if (to < 0 || to >= order.length) return;
    const id = order.splice(from, 1)[0];
    order.splice(to, 0, id);
    answered = true;
    change(order.slice(), 400);
    draw(id, by);
    say(w('moved_to', { text: texts.get(id), n: to + 1 }));
  }
  /** @param {any} moved @param {number} by */
  function draw(moved, by) {
    fill(list, ...order.map((id, index) => {
      const button = (/** @type {number} */ step, /** @type {string} */ sign, /** @type {string} */ word) => el('button', {
        type: 'button', class: 'btn btn-outline-dark', 'data-step': step, 'aria-label': w(word, { text: texts.get(id), n: index + 1 }),
        disabled: index + step < 0 || index + step >= order.length, on: { click: () => move(index, step) },
      }, el('span', { 'aria-hidden': 'true', text: sign }));
      return el('li', { class: id === moved ? 'moved' : null }, el('span', { class: 'n tabular', text: `${index + 1}.` }),
        el('span', { class: 'text', lang, text: texts.get(id) }), button(-1, '↑', 'move_up'), button(1, '↓', 'move_down'));
    }));
    confirm.hidden = answered;
    if (moved === null) return;
    const row = list.children[order.indexOf(moved)];
    const wanted = row.querySelector(`[data-step="${by}"]:not([disabled])`) || row.querySelector('button:not([disabled])');
    if (wanted) wanted.focus();
  }
  draw(null, 0);
  return el('fieldset', {}, el('legend', { class: 'visually-hidden', text: w('type_ordering') }), el('p', { class: 'hint', text: w('hint_ordering') }), list, confirm);
}
