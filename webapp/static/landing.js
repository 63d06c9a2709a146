// Keeps the demo's number on the landing page current while it is looked at.
const EVERY_MS = 5000;
const groups = new Intl.NumberFormat("en");

async function renew() {
  if (document.hidden) return;
  try {
    const answer = await fetch("/demo/now.json");
    const { snapshot } = await answer.json();
    if (!snapshot) return;
    const total = document.getElementById("total");
    total.dataset.value = snapshot.total;
    total.textContent = groups.format(snapshot.total).replaceAll(",", "\u202f");
    document.getElementById("lamp").dataset.state = snapshot.lamp.state;
    document.getElementById("state").textContent = snapshot.lamp.state === "live" ? "live" : "quiet";
  } catch {
    // The number shown last stays; the next round tries again.
  }
}

setInterval(renew, EVERY_MS);
document.addEventListener("visibilitychange", renew);
