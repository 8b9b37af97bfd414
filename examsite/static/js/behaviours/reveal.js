// @ts-check
/** Adds a "show" button to the password field inside. */
import { el } from '../el.js';

/** @param {any} node @param {any} w */
export function reveal(node, w) {
  const input = node.querySelector('input[type="password"]');
  if (!input) return;
  const button = el('button', { type: 'button', class: 'btn-linkish small', 'aria-pressed': 'false', 'aria-controls': input.id, text: w('show'), on: { click: () => {
    const open = input.type === 'password';
    input.type = open ? 'text' : 'password';
    button.setAttribute('aria-pressed', String(open));
    button.textContent = w(open ? 'hide' : 'show');
  } } });
  const label = node.querySelector('label');
  const row = el('div', { class: 'd-flex justify-content-between align-items-end' });
  label.before(row);
  row.append(label, button);
  if (input.form) input.form.addEventListener('submit', () => { input.type = 'password'; });
}
