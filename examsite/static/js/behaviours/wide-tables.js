// @ts-check
/** A table wider than its place scrolls sideways: then it takes the focus, so that arrow keys can scroll it too. */

/** @param {ParentNode} root */
export function wideTables(root) {
  root.querySelectorAll('.table-responsive').forEach((/** @type {any} */ node) => {
    if (node.scrollWidth > node.clientWidth) node.setAttribute('tabindex', '0');
    else if (!node.hasAttribute('role')) node.removeAttribute('tabindex');
  });
}
