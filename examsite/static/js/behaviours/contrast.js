// @ts-check
/** High contrast: a class on <html>, kept on this device. */

/** @param {any} input a checkbox */
export function contrast(input) {
  let kept = false;
  try { kept = window.localStorage.getItem('contrast') === 'high'; } catch (_) { kept = false; }
  /** @param {boolean} on */
  const apply = (on) => document.documentElement.classList.toggle('contrast', on);
  input.checked = kept;
  apply(kept);
  input.addEventListener('change', () => {
    apply(input.checked);
    try { window.localStorage.setItem('contrast', input.checked ? 'high' : ''); } catch (_) { /* this page only */ }
  });
}
