// @ts-check
/** A drawing larger, in a dialog over the page: by buttons, by + and - keys; two fingers work as everywhere. */
import { el } from '../el.js';
import { openModal } from '../modal.js';

/** Widths in per cent of the dialog. */
export const STEPS = [100, 150, 200, 300, 400];

/** The next width. @param {number} now @param {number} by 1 or -1 */
export function stepped(now, by) {
  const at = STEPS.indexOf(now) + by;
  return STEPS[Math.max(0, Math.min(STEPS.length - 1, at))];
}

/** Give a figure its button. @param {any} figure @param {any} w */
export function zoomable(figure, w) {
  figure.append(el('button', { type: 'button', class: 'btn-linkish small zoom-in', 'aria-haspopup': 'dialog', text: w('zoom'), on: { click: () => open(figure, w) } }));
}

/** @param {any} figure @param {any} w */
function open(figure, w) {
  const caption = figure.querySelector('figcaption');
  const drawing = figure.querySelector('svg').cloneNode(true);
  const title = (caption && caption.textContent) || w('material');
  const stage = el('div', { class: 'zoom-stage diagram', tabindex: '0', role: 'group', 'aria-label': title, on: { keydown: (/** @type {KeyboardEvent} */ event) => {
    if (event.key === '+' || event.key === '=') to(stepped(percent, 1));
    if (event.key === '-') to(stepped(percent, -1));
  } } }, drawing);
  const shown = el('span', { class: 'tabular muted', role: 'status' });
  const smaller = el('button', { type: 'button', class: 'btn btn-outline-dark', text: w('zoom_out'), on: { click: () => to(stepped(percent, -1)) } });
  const larger = el('button', { type: 'button', class: 'btn btn-outline-dark', text: w('zoom_in'), on: { click: () => to(stepped(percent, 1)) } });
  let percent = STEPS[1];
  /** @param {number} next */
  function to(next) {
    percent = next;
    drawing.style.width = `${percent}%`;
    shown.textContent = `${percent}%`;
    smaller.disabled = percent === STEPS[0];
    larger.disabled = percent === STEPS[STEPS.length - 1];
  }
  to(percent);
  const modal = openModal({ title, body: [stage], actions: [shown, smaller, larger, el('button', { type: 'button', class: 'btn btn-primary', text: w('close'), on: { click: () => modal.close() } })] });
  modal.node.classList.add('wide');
}
