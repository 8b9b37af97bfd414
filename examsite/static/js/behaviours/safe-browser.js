// @ts-check
/** Passes on what Safe Exam Browser tells the page's script about itself, where its engine adds no headers (macOS, iOS). */

/** @param {HTMLFormElement} form */
export function safeBrowser(form) {
  const browser = /** @type {any} */ (window).SafeExamBrowser;
  if (!browser || !browser.security) return;
  let sent = false;
  const safeBrowserTold = () => {
    const { configKey, browserExamKey } = browser.security;
    if (sent || !configKey) return;
    sent = true;
    /** @type {any} */ (form.elements.namedItem('config')).value = configKey;
    /** @type {any} */ (form.elements.namedItem('browser')).value = browserExamKey || '';
    form.submit();
  };
  // Some versions call back by the function's name, so it is known to the whole page under it.
  /** @type {any} */ (window).safeBrowserTold = safeBrowserTold;
  safeBrowserTold();
  if (!sent) browser.security.updateKeys(safeBrowserTold);
}
