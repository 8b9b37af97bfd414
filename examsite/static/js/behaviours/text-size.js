// @ts-check
/** The reader's text size: a class on <html>, kept on this device. */

/** @param {any} node */
export function textSize(node) {
  const root = document.documentElement;
  /** @param {string} size */
  function apply(size) {
    root.classList.remove('size-s', 'size-l', 'size-x');
    if (size !== 'm') root.classList.add(`size-${size}`);
  }
  let kept = 'm';
  try { kept = window.localStorage.getItem('text-size') || 'm'; } catch (_) { kept = 'm'; }
  node.querySelectorAll('input').forEach((/** @type {HTMLInputElement} */ input) => {
    input.checked = input.value === kept;
    input.addEventListener('change', () => { apply(input.value); try { window.localStorage.setItem('text-size', input.value); } catch (_) { /* this page only */ } });
  });
  apply(kept);
}
