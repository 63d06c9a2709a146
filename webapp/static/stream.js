// A live stream: a ticket from this site, brought to the live process; then server-sent events until it ends.
// EventSource cannot send a body, and a ticket does not belong into an address.
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

export class SignedOut extends Error {}

async function ticket(address, csrf) {
  const answer = await fetch(address, { method: "POST", headers: { "X-CSRFToken": csrf }, redirect: "manual" });
  if (answer.type === "opaqueredirect" || answer.status === 404 || answer.status === 403) throw new SignedOut();
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return answer.json();
}

/** [name, data] of each event in the body, comments passed over. */
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += value;
    const blocks = text.split("\n\n");
    text = blocks.pop();
    for (const block of blocks) {
      const [name, data] = block.split("\n");
      if (name.startsWith("event: ")) yield [name.slice(7), JSON.parse(data.slice(6))];
    }
  }
}

async function once(address, csrf, take) {
  const { ticket: body, url } = await ticket(address, csrf);
  const answer = await fetch(url, { method: "POST", body, credentials: "omit" });
  if (!answer.ok) throw new Error((await answer.json()).title);
  for await (const [name, data] of events(answer.body)) take(name, data);
}

/** The messages with which a stream begins: what was told before it was opened. It is closed at once. */
export async function before(address, csrf) {
  const { ticket: body, url } = await ticket(address, csrf);
  const ending = new AbortController();
  const answer = await fetch(url, { method: "POST", body, credentials: "omit", signal: ending.signal });
  if (!answer.ok) throw new Error((await answer.json()).title);
  const found = [];
  for await (const [name, data] of events(answer.body)) {
    if (name === "now" || name === "end") break;
    found.push([name, data]);
  }
  ending.abort();
  return found;
}

/** Calls take(name, data) for each event, `say` with what keeps it from listening; connects again by itself. */
export async function listen(address, csrf, take, say) {
  let pause = FIRST_PAUSE_MS;
  for (;;) {
    let why = "The connection ended.";
    try {
      await once(address, csrf, (name, data) => {
        if (name === "end") why = data.why;
        else pause = FIRST_PAUSE_MS;
        take(name, data);
      });
    } catch (error) {
      if (error instanceof SignedOut) {
        say("You are signed out, or may not watch this project any more. Load the page again.");
        return;
      }
      why = error instanceof TypeError ? "The live process does not answer." : error.message;
    }
    say(`${why} Trying again.`);
    await new Promise((resolve) => { setTimeout(resolve, pause); });
    pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
  }
}
