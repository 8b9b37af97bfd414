// @ts-check
/** Keyboard: 1-9 choose, arrows or n / p move, f flags. Never while text is being typed or a dialog is open. */

/** What a key means. Pure. @param {{key: string, ctrlKey?: boolean, metaKey?: boolean, altKey?: boolean, isComposing?: boolean}} event
 * @param {'text'|'choice'|'select'|'other'} where @returns {null|'next'|'prev'|'flag'|number} */
export function meaning(event, where) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || where === 'text' || where === 'select') return null;
  if (/^[1-9]$/.test(event.key)) return Number(event.key);
  if (event.key === 'n') return 'next';
  if (event.key === 'p') return 'prev';
  if (event.key === 'f') return 'flag';
  if (where === 'choice') return null; // arrows belong to the radio group
  if (event.key === 'ArrowRight') return 'next';
  if (event.key === 'ArrowLeft') return 'prev';
  return null;
}

/** @param {any} target @returns {'text'|'choice'|'select'|'other'} */
function place(target) {
  if (target.tagName === 'SELECT') return 'select';
  if (target.tagName === 'TEXTAREA' || target.isContentEditable) return 'text';
  if (target.tagName !== 'INPUT') return 'other';
  return target.type === 'radio' || target.type === 'checkbox' ? 'choice' : 'text';
}

/** @param {{next: () => void, prev: () => void, flag: () => void, root: () => Element}} page */
export function bindKeys({ next, prev, flag, root }) {
  document.addEventListener('keydown', (event) => {
    if (document.querySelector('.veil')) return;
    const act = meaning(event, place(event.target));
    if (act === null) return;
    if (typeof act === 'number') {
      const input = /** @type {HTMLInputElement|null} */ (root().querySelector(`[data-key="${act}"]`));
      if (!input) return;
      input.focus();
      input.click();
    } else ({ next, prev, flag })[act]();
    event.preventDefault();
  });
}
