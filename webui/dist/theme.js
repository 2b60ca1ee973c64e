// Sets the theme before the first paint. The address wins over the stored choice, the stored choice over the system.
(() => {
  const asked = new URLSearchParams(location.search).get("theme");
  const choice = asked ?? localStorage.getItem("perfsight.theme");
  const dark =
    choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
