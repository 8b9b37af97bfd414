// @ts-check
/** A form or button that asks first. data-title, data-text, data-yes. Without script the page behind it asks. */
import { el } from '../el.js';
import { openModal } from '../modal.js';

/** @param {any} node @param {any} w */
export function confirm(node, w) {
  const form = node.tagName === 'FORM' ? node : node.form;
  let agreed = false;
  /** @param {Event} event */
  function ask(event) {
    if (agreed) { agreed = false; return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    const submitter = node.tagName === 'FORM' ? /** @type {any} */ (event).submitter : node;
    const box = openModal({ title: node.dataset.title || w('confirm'), body: [node.dataset.text ? el('p', { text: node.dataset.text }) : null], actions: [
      el('button', { type: 'button', class: 'btn btn-outline-dark', text: w('cancel'), on: { click: () => box.close() } }),
      el('button', { type: 'button', class: 'btn btn-primary', text: node.dataset.yes || w('confirm'), on: { click: () => {
        box.close();
        agreed = true;
        if (submitter && submitter.click) submitter.click();
        else if (form && form.requestSubmit) form.requestSubmit();
        else if (form) form.submit();
      } } }),
    ] });
  }
  node.addEventListener(node.tagName === 'FORM' ? 'submit' : 'click', ask, true);
}
