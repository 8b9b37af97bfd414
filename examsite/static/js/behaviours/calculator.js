// @ts-check
/** The calculator's keys and display. It remembers nothing beyond the page. */
import { cleared, press } from '../reckon.js';

const KEYS = /** @type {Record<string, string>} */ ({ '*': '×', x: '×', '/': '÷', '-': '−', Enter: '=', Backspace: '⌫', c: 'C', C: 'C' });
const KNOWN = '0123456789.+=%';

/** @param {any} node */
export function calculator(node) {
  const display = node.querySelector('[data-part=display]');
  const memory = node.querySelector('[data-part=memory]');
  let state = cleared();
  /** @param {string} key */
  function put(key) {
    state = press(state, key);
    display.textContent = `${state.entry.replace('-', '−')}`;
    memory.hidden = state.memory.n === BigInt(0);
  }
  node.addEventListener('click', (/** @type {any} */ event) => {
    const key = event.target.closest('[data-key]');
    if (key) put(key.dataset.key);
  });
  node.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.stopPropagation(); // digits choose options on the page, here they are digits
    if (event.key === 'Enter' && /** @type {any} */ (event.target).closest('button')) return;
    const key = KNOWN.includes(event.key) ? event.key : KEYS[event.key];
    if (!key) return;
    event.preventDefault();
    put(key);
  });
}
