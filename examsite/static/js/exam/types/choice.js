// @ts-check
/** Single, multiple and true/false: radios or boxes whose face follows the input, so no :has is needed. */
import { el } from '../../el.js';
import { letter, multipleValue } from '../values.js';

/** @param {any} item @param {any} value @param {{w: any, change: (value: any, delay?: number) => void, lang: string|null}} page */
export function choice(item, value, { w, change, lang }) {
  const many = item.type === 'multiple';
  const yesNo = item.type === 'true_false';
  const options = yesNo ? [{ id: true, text: w('true') }, { id: false, text: w('false') }] : item.options || [];
  const chosen = new Set(many ? value || [] : value === null || value === undefined ? [] : [value]);

  const faces = options.map((/** @type {any} */ option, /** @type {number} */ index) => el('label', { class: 'choice' },
    el('input', {
      type: many ? 'checkbox' : 'radio', name: `answer-${item.item}`, checked: chosen.has(option.id), 'data-key': index + 1,
      on: { change: (/** @type {any} */ event) => {
        if (!many) { change(option.id); return; }
        if (event.target.checked) chosen.add(option.id); else chosen.delete(option.id);
        change(multipleValue(item, chosen));
      } },
    }),
    el('span', { class: 'face' }, yesNo ? null : el('span', { class: 'key', 'aria-hidden': 'true', text: letter(index) }),
      el('span', { lang: yesNo ? null : lang, text: option.text }))));
  return el('fieldset', {}, el('legend', { class: 'visually-hidden', text: w(`type_${item.type}`) }),
    many ? el('p', { class: 'hint', text: w('hint_multiple') }) : null, ...faces);
}
