// @ts-check
/** The server is told once that the paper is on the screen; what was slow it gives back, and that is said. */
const FOR = 15000, AGAIN = 3000, TRIES = 5;

/** @param {{api: any, drafts: any, status: any, w: any, wait: (ms: number) => Promise<void>}} tools */
export async function tellShown({ api, drafts, status, w, wait }) {
  if (drafts.noted('shown')) return;
  let got = await api.displayed();
  for (let tries = 1; got.kind === 'retry' && tries < TRIES; tries++) {
    await wait(AGAIN * tries);
    got = await api.displayed();
  }
  if (got.kind !== 'ok') return;
  drafts.note('shown', true);
  if (!got.body.credit_seconds) return;
  const words = w('credited', { n: got.body.waited_seconds, m: got.body.credit_seconds });
  status.say(words, true);
  status.notice(words, 'info');
  setTimeout(() => status.notice('', 'info'), FOR);
}
