// @ts-check
/** The server is told once that the paper is on the screen; what was slow it gives back, and that is said. */
const FOR = 15000;

/** @param {{api: any, drafts: any, status: any, w: any}} tools */
export async function tellShown({ api, drafts, status, w }) {
  if (drafts.noted('shown')) return;
  const got = await api.displayed();
  if (got.kind !== 'ok') return;
  drafts.note('shown', true);
  if (!got.body.credit_seconds) return;
  const words = w('credited', { n: got.body.waited_seconds, m: got.body.credit_seconds });
  status.say(words, true);
  status.notice(words, 'info');
  setTimeout(() => status.notice('', 'info'), FOR);
}
