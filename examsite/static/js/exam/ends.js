// @ts-check
/** What replaces or covers the question: the card on a phone, the end, a refusal to start. */
import { el, fill } from '../el.js';
import { openModal } from '../modal.js';
import { endSheet } from './dialogs.js';

/** The card in a dialog, for the thumb; it goes back to its place afterwards. @param {any} w @param {HTMLElement} node @param {() => void} closed */
export function openCard(w, node, closed) {
  const home = /** @type {HTMLElement} */ (node.parentNode), next = node.nextSibling;
  const close = el('button', { type: 'button', class: 'btn btn-outline-dark', text: w('close'), on: { click: () => box.close() } });
  const box = openModal({ title: w('palette'), body: [node], actions: [close], onClose: () => { home.insertBefore(node, next); closed(); } });
  return box;
}

/** @param {{root: HTMLElement, part: (name: string) => HTMLElement, w: any, facts: any, unsaved: number[], end: {kind: string, receipt?: any, at?: string, note?: string}}} page */
export function showEnd({ root, part, w, facts, unsaved, end }) {
  const done = end.kind !== 'taken' && end.kind !== 'other_tab';
  document.querySelectorAll('.veil').forEach((veil) => veil.remove());
  Array.from(document.body.children).forEach((node) => node.removeAttribute('aria-hidden'));
  document.body.classList.remove('modal-open', 'has-dock');
  ['dock', 'proof', 'hand-in', 'card', 'notice', 'toast', 'said'].forEach((name) => { part(name).hidden = true; });
  root.className = 'col-12';
  fill(root, endSheet(w, { kind: end.kind, receipt: end.receipt, at: end.at, note: end.note, unsaved, homeUrl: facts.homeUrl, receiptUrl: facts.receiptUrl,
    again: done ? undefined : () => location.reload() }));
  const heading = root.querySelector('h1');
  if (heading) heading.focus();
}

/** @param {{root: HTMLElement, w: any, facts: any, why?: string}} page */
export function showRefusal({ root, w, facts, why }) {
  fill(root, el('section', { class: 'sheet roomy measure mx-auto' }, el('h1', { text: w('cannot_start') }), el('p', { text: why || w('cannot_start_why') }),
    el('a', { class: 'btn btn-outline-dark', href: facts.homeUrl, text: w('back_home') })));
}
