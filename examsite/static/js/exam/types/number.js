// @ts-check
/** A number and, where the stem does not fix it, a unit from a list. What is typed stays typed: nothing is rejected. */
import { el } from '../../el.js';
import { looksNumeric, numericValue } from '../values.js';

/** @param {any} item @param {any} value @param {{w: any, change: (value: any, delay?: number) => void, lang: string|null}} page */
export function number(item, value, { w, change, lang }) {
  const units = item.units || [];
  const id = `number-${item.item}`;
  const note = el('p', { class: 'hint', id: `${id}-note`, 'aria-live': 'polite' });
  const input = el('input', {
    id, class: 'form-control tabular', type: 'text', inputmode: 'decimal', autocomplete: 'off', spellcheck: 'false', maxlength: '40',
    'aria-describedby': `${id}-note`, value: value ? value.number : '', on: { input: () => tell(700), blur: () => tell(0) },
  });
  const unit = units.length ? el('select', { class: 'form-select', 'aria-label': w('unit'), on: { change: () => tell(0) } },
    el('option', { value: '', text: w('choose_unit') }),
    ...units.map((/** @type {string} */ u) => el('option', { value: u, text: u, selected: Boolean(value && value.unit === u) }))) : null;

  function show() {
    const typed = input.value.trim();
    note.textContent = typed && !looksNumeric(typed) ? w('not_a_number') : typed && unit && !unit.value ? w('unit_missing') : w('hint_numeric');
  }
  /** @param {number} delay */
  function tell(delay) {
    show();
    change(numericValue(item, input.value, unit ? unit.value : ''), delay);
  }
  show();
  return el('div', {}, el('label', { class: 'form-label', for: id, text: w('your_number') }),
    el('div', { class: 'number' }, input, unit, !unit && item.unit ? el('span', { class: 'unit', lang, text: item.unit }) : null), note);
}
