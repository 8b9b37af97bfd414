// @ts-check
/** Copies data-copy (or the text of data-from) and says so in the button. */

/** @param {any} node @param {any} w */
export function copy(node, w) {
  const label = node.textContent;
  node.addEventListener('click', async () => {
    const source = node.dataset.from && document.querySelector(node.dataset.from);
    const text = node.dataset.copy || (source ? source.textContent.trim() : '');
    const done = await put(text);
    node.textContent = w(done ? 'copied' : 'copy_failed');
    setTimeout(() => { node.textContent = label; }, 2500);
  });
}

/** The clipboard exists only on HTTPS; a hidden field does elsewhere. @param {string} text */
async function put(text) {
  if (navigator.clipboard && window.isSecureContext) {
    try { await navigator.clipboard.writeText(text); return true; } catch (_) { /* fall through */ }
  }
  const field = document.createElement('textarea');
  field.value = text;
  field.setAttribute('readonly', '');
  field.className = 'visually-hidden';
  document.body.append(field);
  field.select();
  let done = false;
  try { done = document.execCommand('copy'); } catch (_) { done = false; }
  field.remove();
  return done;
}
