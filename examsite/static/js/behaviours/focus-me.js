// @ts-check
/** Takes focus when it appears: an error summary after a refused form. */

/** @param {any} node */
export function focusMe(node) { node.focus(); }
