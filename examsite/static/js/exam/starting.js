// @ts-check
/** Start or resume, again and again until the server has answered one way or the other. No DOM here. */
import { isClosed } from './session.js';

/**
 * @param {{api: any, drafts: any, wait: (ms: number) => Promise<void>, opened: (paper: any) => void,
 *   offline: (kept: any) => void, closed: () => void, signIn: () => void, refused: (why?: string) => void}} tools
 */
export async function startUntilOpen({ api, drafts, wait, opened, offline, closed, signIn, refused }) {
  for (let tries = 0; ; tries++) {
    const got = await api.start();
    if (got.kind === 'closed' || (got.kind === 'ok' && isClosed(got.body.state))) { closed(); return; }
    if (got.kind === 'signin') { signIn(); return; }
    if (got.kind === 'ok') {
      const { attempt, epoch, items } = got.body;
      drafts.note('paper', { attempt, epoch, items });
      opened(got.body);
      return;
    }
    if (got.kind !== 'retry') { refused(got.detail); return; }
    offline(drafts.noted('paper'));
    await wait(Math.max(got.wait || 0, Math.min(10000, 1500 * (tries + 1))));
  }
}
