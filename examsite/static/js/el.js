// @ts-check
/** Build elements without innerHTML: text stays text, whatever it holds. */

/**
 * @param {string} tag
 * @param {Record<string, any>} [props] attributes; `on` holds listeners, `text` the text, null and false are left out
 * @param {...(Node|string|null|undefined|false)} children
 * @returns {any}
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'on') for (const [event, run] of Object.entries(value)) node.addEventListener(event, run);
    else if (name === 'text') node.textContent = value;
    else if (name === 'value' || name === 'checked' || name === 'disabled' || name === 'selected') node[name] = value;
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) if (child || child === '') node.append(child);
  return node;
}

/** @param {Element} node @param {...(Node|string|null|undefined|false)} children */
export function fill(node, ...children) {
  while (node.firstChild) node.removeChild(node.firstChild);
  for (const child of children) if (child || child === '') node.append(child);
}
