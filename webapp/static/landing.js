// Keeps the demo's number on the landing page current while it is looked at.
const EVERY_MS = 5000;
const groups = new Intl.NumberFormat("en");

async function renew() {
  if (document.hidden) return;
  try {
    const answer = await fetch("/demo/now.json");
    const { views, lamp } = await answer.json();
    if (!views) return;
    const total = document.getElementById("total");
    total.dataset.value = views.total;
    total.textContent = groups.format(views.total).replaceAll(",", "\u202f");
    document.getElementById("lamp").dataset.state = lamp?.state ?? "unknown";
    document.getElementById("state").textContent = lamp?.state === "live" ? "live" : "quiet";
  } catch {
    // The number shown last stays; the next round tries again.
  }
}

setInterval(renew, EVERY_MS);
document.addEventListener("visibilitychange", renew);
