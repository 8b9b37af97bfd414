// @ts-check
/** One dialog over the page: focus goes in, stays in, and comes back. <dialog> is missing in Safari 14. */
import { el } from './el.js';

let serial = 0;
const FOCUSABLE = 'a[href], button:not([disabled]), input:not([disabled]), select, textarea, [tabindex="0"]';

/**
 * @param {{title: string, body: (Node|string|null|false)[], actions: Node[], closable?: boolean, onClose?: () => void}} parts
 * @returns {{close: () => void, node: HTMLElement}}
 */
export function openModal({ title, body, actions, closable = true, onClose }) {
  const id = `modal-${++serial}`;
  const before = /** @type {HTMLElement|null} */ (document.activeElement);
  const heading = el('h2', { id, tabindex: '-1', text: title });
  const sheet = el('div', { class: 'modal-sheet', role: 'dialog', 'aria-modal': 'true', 'aria-labelledby': id },
    heading, ...body, el('div', { class: 'actions' }, ...actions));
  const veil = el('div', { class: 'veil' }, sheet);
  const hidden = Array.from(document.body.children).filter((node) => !node.hasAttribute('aria-hidden') && node.tagName !== 'SCRIPT');
  hidden.forEach((node) => node.setAttribute('aria-hidden', 'true'));
  document.body.append(veil);
  document.body.classList.add('modal-open');
  heading.focus();

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    event.stopPropagation();
    if (event.key === 'Escape' && closable) { close(); return; }
    if (event.key !== 'Tab') return;
    const stops = Array.from(sheet.querySelectorAll(FOCUSABLE));
    if (!stops.length) { event.preventDefault(); return; }
    const first = stops[0], last = stops[stops.length - 1], now = document.activeElement;
    if (event.shiftKey && (now === first || now === heading)) { event.preventDefault(); last.focus(); }
    else if (!event.shiftKey && (now === last || !sheet.contains(now))) { event.preventDefault(); first.focus(); }
  }
  veil.addEventListener('keydown', onKey);
  if (closable) veil.addEventListener('click', (event) => { if (event.target === veil) close(); });

  let open = true;
  function close() {
    if (!open) return;
    open = false;
    veil.remove();
    hidden.forEach((node) => node.removeAttribute('aria-hidden'));
    if (!document.querySelector('.veil')) document.body.classList.remove('modal-open');
    if (before && document.contains(before)) before.focus();
    if (onClose) onClose();
  }
  return { close, node: sheet };
}
