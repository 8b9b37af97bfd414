// @ts-check
/** What an invigilator does as the candidate sees it: a pause covers the page, an announcement shows and stays listed. */
import { el, fill } from '../el.js';
import { openModal } from '../modal.js';
import { formatInstant, formatLeft } from './clock.js';
import { createSignals } from './signals.js';

/** The announcements not yet taken note of on this device. Pure. @param {{id: number}[]} all @param {number} known */
export const unheard = (all, known) => all.filter((one) => one.id > known);

/** @param {{part: (name: string) => HTMLElement, w: any, zone: string, drafts: any, clock: any}} page */
export function createWatch({ part, w, zone, drafts, clock }) {
  /** @type {any} */ let cover = null;
  let newest = -1;

  return {
    /** @param {boolean} on */
    paused(on) {
      if (cover) { cover.close(); cover = null; }
      if (!on) return;
      cover = openModal({ title: w('paused_title'), closable: false, actions: [],
        body: [el('p', { text: w('paused') }), el('p', { class: 'tabular mb-0', text: w('paused_left', { time: formatLeft(clock.remaining()) }) })] });
      cover.node.parentNode.classList.add('cover');
    },
    /** @param {{id: number, at: string, text: string}[]} all */
    said(all) {
      const last = all.length ? all[all.length - 1].id : 0;
      if (last === newest) return;
      newest = last;
      part('said').hidden = !all.length;
      part('said-count').textContent = String(all.length);
      fill(part('said-list'), ...all.slice().reverse().map((one) => el('li', {}, el('time', { text: formatInstant(one.at, zone).slice(0, 5) }), el('p', { text: one.text }))));
      const fresh = unheard(all, Number(drafts.noted('heard')) || 0), toast = part('toast');
      if (!fresh.length) { fill(toast); return; }
      const got = el('button', { type: 'button', class: 'btn btn-outline-dark', text: w('got_it'), on: { click: () => { drafts.note('heard', last); fill(toast); /** @type {HTMLElement} */ (document.getElementById('main')).focus(); } } });
      fill(toast, el('div', { class: 'toast-note' }, el('b', { text: w('announcement') }), ...fresh.map((one) => el('p', { text: one.text })), got));
    },
  };
}

/** Leaving, returning and pasting are noted while the exam runs. @param {{api: any, now: () => number, ready: () => boolean}} page */
export function noteSignals({ api, now, ready }) {
  const signals = createSignals({ now, send: api.signals });
  const look = () => {
    if (!ready()) return;
    if (document.visibilityState === 'hidden' || !document.hasFocus()) signals.leave(); else signals.back();
  };
  document.addEventListener('visibilitychange', look);
  window.addEventListener('blur', look);
  window.addEventListener('focus', look);
  document.addEventListener('paste', (event) => {
    const data = /** @type {ClipboardEvent} */ (event).clipboardData;
    if (ready() && data) signals.paste(Array.from(data.getData('text')).length);
  });
  setInterval(() => { if (ready()) signals.tick(); }, 1000);
}
