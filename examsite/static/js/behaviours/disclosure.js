// @ts-check
/** A <details> menu or panel: Escape and a tap outside close it; others of the same name close when it opens. */

/** @param {any} node */
export function disclosure(node) {
  node.addEventListener('toggle', () => {
    if (!node.open || !node.getAttribute('name')) return;
    document.querySelectorAll(`details[name="${node.getAttribute('name')}"]`).forEach((/** @type {any} */ other) => { if (other !== node) other.open = false; });
  });
  node.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Escape' || !node.open) return;
    node.open = false;
    node.querySelector('summary').focus();
  });
  document.addEventListener('click', (event) => {
    const target = /** @type {Element} */ (event.target);
    if (node.open && (!node.contains(target) || target.closest('.panel a'))) node.open = false;
  });
}
