// Keeps a page's numbers current: asks every 5 s while it is looked at, says when it gets no answer.
import { at, say } from "./words.js";

const EVERY_MS = 5000;
const PATIENCE_MS = 8000;
const AWAY = {
  what: "The web app does not answer.",
  kept: "The numbers below are the last ones seen. Counting goes on without these pages.",
  todo: "This page keeps trying.",
};

/** What happened, what is kept, what to do; the numbers shown last stay. */
function showTrouble(trouble) {
  at("trouble").hidden = !trouble;
  if (!trouble) return;
  for (const part of ["what", "kept", "todo"]) say(at(`trouble-${part}`), trouble[part]);
}

/** Call `show` with what the page came with, and then with each answer. */
export function renewing(show) {
  const address = at("renewal").dataset.now;
  let timer = 0;

  const take = (now) => {
    showTrouble(now.trouble);
    show(now);
  };

  const ask = async () => {
    const answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return answer.json();
  };

  const cycle = async () => {
    clearTimeout(timer);
    if (document.hidden) return;
    const now = await ask().catch(() => null);
    if (now) take(now); else showTrouble(AWAY);
    timer = setTimeout(cycle, EVERY_MS);
  };

  take(JSON.parse(at("now").textContent));
  document.addEventListener("visibilitychange", cycle);
  timer = setTimeout(cycle, EVERY_MS);
}
