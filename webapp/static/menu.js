// Menus close at Escape and at a click elsewhere.
const close = (menu) => menu.removeAttribute("open");
const open = () => document.querySelectorAll(".menu[open]");

addEventListener("click", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) close(menu);
});
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of open()) {
    close(menu);
    menu.querySelector("summary").focus();
  }
});
