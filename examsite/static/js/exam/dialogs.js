// @ts-check
/** The four moments that need the whole screen: hand in, sign in again, two values, the end. */
import { el } from '../el.js';
import { openModal } from '../modal.js';
import { describe } from './values.js';

const button = (/** @type {string} */ text, /** @type {string} */ kind, /** @type {() => void} */ click) => el('button', { type: 'button', class: `btn ${kind}`, text, on: { click } });

/** @param {any} w @param {{blank: number[], part: number[], flagged: number[], unsaved: number[], total: number}} lists
 * @param {{go: (index: number) => void, signIn: () => void, handIn: () => Promise<any>}} act */
export function handInDialog(w, lists, act) {
  const row = (/** @type {string} */ sign, /** @type {string} */ key, /** @type {number[]} */ at) => (at.length ? el('div', { class: 'mb-2' },
    el('p', { class: 'mb-0' }, el('span', { 'aria-hidden': 'true', text: `${sign} ` }), w(key, { n: at.length })),
    el('ul', { class: 'numbers' }, ...at.map((index) => el('li', {}, el('button', { type: 'button', class: 'btn btn-outline-dark tabular',
      'aria-label': w('go_to', { n: index + 1 }), text: String(index + 1), on: { click: () => { box.close(); act.go(index); } } }))))) : null);
  const clean = !lists.blank.length && !lists.part.length && !lists.flagged.length && !lists.unsaved.length;
  const trouble = el('p', { class: 'form-error', role: 'alert', hidden: true });
  const yes = button(w('hand_in_now'), 'btn-primary', async () => {
    yes.disabled = true;
    yes.textContent = w('handing_in');
    const got = await act.handIn();
    if (got.kind === 'ok') { box.close(); return; }
    yes.disabled = false;
    yes.textContent = w('hand_in_now');
    trouble.hidden = false;
    trouble.textContent = w(got.kind === 'signin' ? 'sign_in_first' : got.kind === 'retry' ? 'hand_in_offline' : 'hand_in_refused');
    if (got.kind === 'signin') act.signIn();
  });
  const box = openModal({ title: w('hand_in_title'), body: [clean ? el('p', { text: w('all_done', { n: lists.total }) }) : null,
    row('▲', 'list_unsaved', lists.unsaved), row('○', 'list_blank', lists.blank), row('○', 'list_part', lists.part), row('⚑', 'list_flagged', lists.flagged),
    el('p', { class: 'muted small mb-0', text: w('hand_in_final') }), trouble],
  actions: [button(w('keep_on'), 'btn-outline-dark', () => box.close()), yes] });
  return box;
}

/** @param {any} w @param {(name: string, password: string) => Promise<any>} signIn @param {string} known @param {() => void} done */
export function signInDialog(w, signIn, known, done) {
  const user = el('input', { id: 'again-user', class: 'form-control', autocomplete: 'username', value: known, required: true });
  const pass = el('input', { id: 'again-pass', class: 'form-control', type: 'password', autocomplete: 'current-password', required: true });
  const trouble = el('p', { class: 'form-error', role: 'alert', hidden: true });
  const send = el('button', { type: 'submit', class: 'btn btn-primary', form: 'again', text: w('sign_in') });
  const form = el('form', { id: 'again', on: { submit: async (/** @type {Event} */ event) => {
    event.preventDefault();
    send.disabled = true;
    const got = await signIn(user.value, pass.value);
    send.disabled = false;
    if (got.kind === 'ok') { box.close(); done(); return; }
    trouble.hidden = false;
    trouble.textContent = w(got.kind === 'signin' ? 'sign_in_wrong' : got.wait ? 'sign_in_wait' : 'sign_in_offline');
    pass.focus();
  } } }, el('div', { class: 'field' }, el('label', { class: 'form-label', for: 'again-user', text: w('account') }), user),
  el('div', { class: 'field' }, el('label', { class: 'form-label', for: 'again-pass', text: w('password') }), pass), trouble);
  const box = openModal({ title: w('sign_in_again'), body: [el('p', { text: w('sign_in_why') }), form], actions: [send], closable: false });
  return box;
}

/** @param {any} w @param {any} item @param {number} n @param {any} mine @param {any} theirs @param {string|null} lang @param {(mine: boolean) => void} choose */
export function conflictDialog(w, item, n, mine, theirs, lang, choose) {
  const side = (/** @type {string} */ key, /** @type {any} */ value) => el('div', {}, el('span', { class: 'eyebrow', text: w(key) }), el('span', { lang, text: describe(item, value, w) }));
  const box = openModal({ title: w('conflict_title', { n }), closable: false,
    body: [el('p', { text: w('conflict_why') }), el('div', { class: 'two-values' }, side('here', mine), side('there', theirs)), el('p', { class: 'muted small mt-3 mb-0', text: w('conflict_kept') })],
    actions: [button(w('use_there'), 'btn-outline-dark', () => { box.close(); choose(false); }), button(w('use_here'), 'btn-primary', () => { box.close(); choose(true); })] });
  return box;
}

/** @param {any} w @param {{kind: string, receipt?: any, at?: string, note?: string, unsaved: number[], homeUrl: string, receiptUrl: string, again?: () => void}} end */
export function endSheet(w, end) {
  const done = end.kind === 'handed_in' || end.kind === 'by_deadline' || end.kind === 'closed' || end.kind === 'by_staff';
  return el('section', { class: 'sheet roomy measure mx-auto', 'aria-live': 'polite' },
    el('span', { class: `state big ${done ? 'good' : 'warn'} mb-3`, text: `${done ? '✓' : '■'} ${w(`end_${end.kind}_state`)}` }),
    el('h1', { tabindex: '-1', text: w(`end_${end.kind}`) }), el('p', { text: w(`end_${end.kind}_why`) }),
    end.note ? el('p', { text: w('end_note', { note: end.note }) }) : null,
    end.receipt ? el('div', {}, el('div', { class: 'eyebrow', text: w('receipt') }), el('p', { class: 'receipt-code tabular', text: end.receipt.code }),
      el('p', { class: 'muted', text: w('receipt_why', { at: end.at || '' }) })) : null,
    end.unsaved.length ? el('p', { class: 'warn-ink', text: `▲ ${w(end.kind === 'handed_in' ? 'end_unsaved' : done ? 'end_late' : 'end_kept', { list: end.unsaved.map((n) => n + 1).join(w('pause')) })}` }) : null,
    el('div', { class: 'cluster' }, done ? el('a', { class: 'btn btn-primary', href: end.receiptUrl, text: w('see_receipt') }) : null,
      end.again ? button(w('take_back'), 'btn-outline-dark', end.again) : null, el('a', { class: 'btn btn-outline-dark', href: end.homeUrl, text: w('back_home') })));
}
