// Links to a dialog open it above the page; Escape and Cancel close it, the focus goes back to the link.
for (const link of document.querySelectorAll("[data-opens]")) {
  link.setAttribute("role", "button");
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById(link.dataset.opens).showModal();
  });
  link.addEventListener("keydown", (event) => {
    if (event.key !== " ") return; // what says it is a button obeys the space bar too
    event.preventDefault();
    link.click();
  });
}
for (const link of document.querySelectorAll("[data-closes]")) {
  link.setAttribute("role", "button");
  link.addEventListener("click", (event) => {
    event.preventDefault();
    link.closest("dialog").close();
  });
}
