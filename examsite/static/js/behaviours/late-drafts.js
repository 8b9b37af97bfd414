// @ts-check
/** On the receipt's page: changes this device still holds are sent, and what came of it is said. */

/** @param {any} node @param {any} w */
export async function lateDrafts(node, w) {
  const [{ browserStorage, createDrafts, deviceId }, { createApi }, { sendLeft }] = await Promise.all([
    import('../exam/drafts.js'), import('../exam/api.js'), import('../exam/late.js')]);
  const { attempt, csrf, sitting } = node.dataset, storage = browserStorage();
  const drafts = createDrafts(storage, attempt);
  const done = await sendLeft({ drafts, attempt, api: createApi({ csrf, sitting, attempt, device: deviceId(storage) }) });
  if (!done.sent && !done.left) return;
  node.textContent = done.left ? w('late_left', { n: done.left }) : w('late_sent', { n: done.sent });
  node.hidden = false;
}
