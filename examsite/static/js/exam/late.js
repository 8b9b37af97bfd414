// @ts-check
/** Changes that were still on this device when the attempt was closed: sent from the receipt's page, where the server
 * keeps them for people to decide on. */

/** @param {{drafts: any, api: any, attempt: string}} page @returns {Promise<{sent: number, left: number}>} */
export async function sendLeft({ drafts, api, attempt }) {
  const waiting = drafts.items().map((/** @type {string} */ item) => ({ item, draft: drafts.load(item) }))
    .filter((/** @type {any} */ one) => one.draft && one.draft.seq > one.draft.acked);
  if (!waiting.length) return { sent: 0, left: 0 };
  api.adopt({ epoch: drafts.noted('epoch') || 1, attempt });
  let sent = 0;
  for (const { item, draft } of waiting) {
    const outcome = await api.save(item, draft.value, draft.seq);
    if (outcome.kind !== 'closed' && outcome.kind !== 'ok') continue;
    sent += 1;
    drafts.save(item, Object.assign({}, draft, { acked: draft.seq }));
  }
  if (sent === waiting.length) drafts.wipe();
  return { sent, left: waiting.length - sent };
}
