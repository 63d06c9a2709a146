// Copy buttons: they appear where scripts run, and say on themselves what they did.
const SAID_MS = 2000;

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  const name = button.dataset.name ??= button.textContent;
  try {
    await navigator.clipboard.writeText(source.textContent);
    button.textContent = "Copied";
  } catch {
    // No permission, or plain http off loopback: leave the text selected for the keyboard.
    getSelection().selectAllChildren(source);
    button.textContent = "Selected: press Ctrl+C";
  }
  setTimeout(() => { button.textContent = name; }, SAID_MS);
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}
