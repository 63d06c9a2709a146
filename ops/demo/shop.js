// An event of the shop's own: what an order is worth. The tracker sends it as the page is left.
document.querySelector("form.order").addEventListener("submit", ({ target }) => {
  window.tally?.track("order_placed", { value: Number(target.dataset.value) });
});
