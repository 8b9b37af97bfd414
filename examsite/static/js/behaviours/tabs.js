// @ts-check
/** On a phone the tabs scroll sideways: the current one is brought into sight. */

/** @param {any} node */
export function tabs(node) {
  const current = node.querySelector('[aria-current]');
  if (!current) return;
  const show = () => { node.scrollLeft = current.offsetLeft - node.offsetLeft - (node.clientWidth - current.offsetWidth) / 2; };
  show();
  window.addEventListener('resize', show);
}
