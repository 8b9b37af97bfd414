// @ts-check
/** A short answer in the candidate's own words: the asked length is said, 4,000 characters are the limit. */
import { el } from '../../el.js';

const MOST = 4000;

/** @param {any} item @param {any} value @param {{w: any, change: (value: any, delay?: number) => void}} page */
export function text(item, value, { w, change }) {
  const id = `text-${item.item}`;
  const count = el('p', { class: 'hint tabular', id: `${id}-count` });
  const area = el('textarea', {
    id, class: 'form-control', rows: '8', maxlength: String(MOST), 'aria-describedby': `${id}-count`, value: value || '',
    on: { input: () => tell(900), blur: () => tell(0) },
  });
  const [low, high] = item.length || [0, MOST];
  const show = () => { count.textContent = w(low ? 'characters_asked' : 'characters', { n: Array.from(area.value.trim()).length, low, most: high }); };
  /** @param {number} delay */
  function tell(delay) { show(); change(area.value.trim() ? area.value : null, delay); }
  show();
  return el('div', {}, el('label', { class: 'form-label', for: id, text: w('your_text') }), area, count);
}
