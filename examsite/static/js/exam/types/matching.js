// @ts-check
/** Matching by selects: each left line takes one right line; a right line taken elsewhere says so. */
import { el } from '../../el.js';
import { letter } from '../values.js';

/** @param {any} item @param {any} value @param {{w: any, change: (value: any, delay?: number) => void, lang: string|null}} page */
export function matching(item, value, { w, change, lang }) {
  const pairs = Object.assign({}, value || {});
  const right = item.right || [];
  const rows = (item.left || []).map((/** @type {any} */ left, /** @type {number} */ n) => {
    const select = el('select', { class: 'form-select', id: `pair-${item.item}-${left.id}`, lang, on: { change: () => {
      if (select.value) pairs[left.id] = select.value; else delete pairs[left.id];
      show();
      change(Object.keys(pairs).length ? Object.assign({}, pairs) : null);
    } } }, el('option', { value: '', text: w('choose_pair') }),
    ...right.map((/** @type {any} */ r, /** @type {number} */ at) => el('option', { value: r.id, text: `${letter(at)}　${r.text}`, selected: pairs[left.id] === r.id })));
    return { left, select, node: el('div', { class: 'pair' }, el('label', { for: select.id, lang, text: `${n + 1}　${left.text}` }), select) };
  });
  function show() {
    const taken = Object.keys(pairs).map((id) => pairs[id]);
    for (const { left, select, node } of rows) {
      node.classList.toggle('done', Boolean(pairs[left.id]));
      Array.from(select.options).forEach((/** @type {any} */ option, /** @type {number} */ at) => {
        if (!at) return;
        const elsewhere = taken.includes(option.value) && pairs[left.id] !== option.value;
        option.textContent = `${letter(at - 1)}　${right[at - 1].text}${elsewhere ? `（${w('taken')}）` : ''}`;
      });
    }
  }
  show();
  return el('fieldset', {}, el('legend', { class: 'visually-hidden', text: w('type_matching') }), el('p', { class: 'hint', text: w('hint_matching') }),
    el('div', { class: 'pairs' }, ...rows.map((/** @type {any} */ r) => r.node)));
}
