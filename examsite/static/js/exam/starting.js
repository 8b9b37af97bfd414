// @ts-check
/** Start or resume, again and again until the server has answered one way or the other. No DOM here. */
import { isClosed } from './session.js';

/**
 * @param {{api: any, drafts: any, wait: (ms: number) => Promise<void>, opened: (paper: any) => void,
 *   offline: (kept: any) => void, closed: () => void, signIn: () => void, refused: (why?: string) => void,
 *   sealed?: any, unseal?: (key: string) => Promise<any>}} tools  sealed: the encrypted paper this device has, opened by unseal with the key of the start
 */
export async function startUntilOpen({ api, drafts, wait, opened, offline, closed, signIn, refused, sealed = null, unseal = async () => null }) {
  for (let tries = 0; ; tries++) {
    const got = await api.start(sealed ? sealed.hash : undefined);
    if (got.kind === 'ok' && got.body.key) {
      try { got.body.items = await unseal(got.body.key); } catch (_) { sealed = null; continue; } // damaged: ask for the paper itself
    }
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
