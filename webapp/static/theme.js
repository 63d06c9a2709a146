// Runs before the first paint, so that a chosen theme does not flash the other one.
(() => {
  const root = document.documentElement;
  const read = () => {
    try { return localStorage.getItem("theme") || ""; } catch { return ""; } // storage denied
  };
  const write = (theme) => {
    try { localStorage.setItem("theme", theme); } catch { /* it then lasts for this page */ }
  };
  const apply = (theme) => {
    if (theme) root.dataset.theme = theme; else delete root.dataset.theme;
  };
  apply(read());
  addEventListener("DOMContentLoaded", () => {
    const select = document.getElementById("theme");
    select.value = root.dataset.theme || "";
    select.closest("label").hidden = false;
    select.addEventListener("change", () => {
      apply(select.value);
      write(select.value);
      dispatchEvent(new Event("themechange"));
    });
  });
})();
