// @ts-check
/** Definitions in the text show by style alone; this lets Escape put one away, and a second tap. */

/** @param {any} node */
export function terms(node) {
  /** @param {boolean} quiet */
  const hush = (quiet) => node.classList.toggle('tips-off', quiet);
  node.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
    const term = /** @type {any} */ (event.target).closest('.term');
    if (event.key === 'Escape') hush(true);
    else if (term && (event.key === 'Enter' || event.key === ' ')) { event.preventDefault(); hush(!node.classList.contains('tips-off')); }
  });
  for (const name of ['focusin', 'mouseover']) node.addEventListener(name, (/** @type {Event} */ event) => {
    if (/** @type {any} */ (event.target).closest('.term')) hush(false);
  });
}
