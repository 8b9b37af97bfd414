// @ts-check
/** The examiner's sheet: one dimension at a time, one tap to any other, a draft on this device. The form works without it. */
import { readWords } from '../words.js';
import { gather, restore, usable } from './draft.js';

const clockNow = () => new Date().toTimeString().slice(0, 5);

/** @param {any} form */
export function scoresheet(form) {
  const w = readWords('score-words');
  const key = `sheet:${form.dataset.draft || location.pathname}`;
  const version = (form.elements.namedItem('version') || { value: '' }).value;
  const said = form.querySelector('[data-part="draft-state"]');
  const steps = Array.from(form.querySelectorAll('[data-step]'));
  const jumps = Array.from(form.querySelectorAll('[data-jump]'));
  const kept = read(key);
  let here = 0;

  if (usable(kept, version) && restore(form.elements, kept.data)) say('restored', { at: kept.at });

  /** @param {string} word @param {any} [facts] */
  function say(word, facts) { if (said) said.textContent = w(word, facts); }

  function keep() {
    const at = clockNow();
    try { localStorage.setItem(key, JSON.stringify({ version, at, data: gather(form.elements) })); say('kept', { at }); } catch (_) { say('not_kept'); }
  }

  /** @param {number} to @param {boolean} [focus] */
  function go(to, focus = true) {
    here = Math.max(0, Math.min(steps.length - 1, to));
    steps.forEach((step, n) => step.classList.toggle('here', n === here));
    jumps.forEach((jump, n) => { if (n === here) jump.setAttribute('aria-current', 'step'); else jump.removeAttribute('aria-current'); });
    form.classList.toggle('at-end', here === steps.length - 1);
    form.querySelector('[data-step-by="-1"]').disabled = here === 0;
    form.querySelector('[data-step-by="1"]').hidden = here === steps.length - 1;
    if (jumps[here] && jumps[here].parentNode) { const list = jumps[here].closest('.jumps'); list.scrollLeft = jumps[here].offsetLeft - list.clientWidth / 2 + 30; }
    if (!focus) return;
    window.scrollTo(0, 0);
    const title = steps[here].querySelector('h2');
    title.setAttribute('tabindex', '-1');
    title.focus();
  }

  function mark() {
    form.querySelectorAll('[data-band]').forEach((/** @type {any} */ cell) => {
      const name = cell.dataset.band === 'global' ? 'global' : `band-${cell.dataset.band}`;
      const chosen = form.querySelector(`input[name="${name}"]:checked`);
      cell.textContent = chosen ? chosen.value : '–';
      cell.parentNode.classList.toggle('done', Boolean(chosen));
    });
  }

  jumps.forEach((jump, n) => jump.addEventListener('click', (/** @type {Event} */ event) => { event.preventDefault(); go(n); }));
  form.querySelectorAll('[data-step-by]').forEach((/** @type {any} */ button) => button.addEventListener('click', () => go(here + Number(button.dataset.stepBy))));
  form.querySelectorAll('[data-stamp]').forEach((/** @type {any} */ button) => {
    button.hidden = false;
    const tick = () => { button.querySelector('[data-part="now"]').textContent = clockNow(); };
    tick();
    setInterval(tick, 15000);
    button.addEventListener('click', () => {
      const area = document.getElementById(button.dataset.stamp);
      if (!(area instanceof HTMLTextAreaElement)) return;
      area.value += `${area.value && !area.value.endsWith('\n') ? '\n' : ''}${clockNow()} `;
      area.focus();
      keep();
    });
  });
  /** @type {any} */ let timer = null;
  form.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(keep, 400); });
  form.addEventListener('change', () => { mark(); keep(); });
  form.addEventListener('submit', keep); // the page that answers a stored sheet has a new version, so this draft then lapses
  window.addEventListener('pagehide', keep);
  form.classList.add('stepped');
  mark();
  const wrong = steps.findIndex((step) => step.querySelector('.form-error'));
  go(wrong >= 0 ? wrong : 0, wrong >= 0);
}

/** @param {string} key */
function read(key) {
  try { return JSON.parse(localStorage.getItem(key) || 'null'); } catch (_) { return null; }
}
