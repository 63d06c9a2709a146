// Asks where a key stands until the collectors can know its newest change.
const EVERY_MS = 700;
const state = document.getElementById("key-state");

async function renew() {
  try {
    const answer = await fetch(state.dataset.url);
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const { words, tone, pending } = await answer.json();
    const badge = state.querySelector(".badge");
    badge.textContent = words;
    badge.dataset.tone = tone;
    document.getElementById("key-pending").hidden = !pending;
    if (!pending) return;
  } catch {
    // The state shown last stays; the next round asks again.
  }
  setTimeout(renew, EVERY_MS);
}

if ("pending" in state.dataset) setTimeout(renew, EVERY_MS);
