/* Info-screens: the next slide every few seconds, the clock, and fresh slides that are only swapped in when they came. */
(() => {
  "use strict";
  const screen = document.querySelector("[data-screen]");
  if (!screen) return;
  const zone = { timeZone: "Europe/Copenhagen", hour: "2-digit", minute: "2-digit" };
  let at = 0;
  const slides = () => [...screen.querySelectorAll("[data-slide]")];
  const show = () => slides().forEach((slide, number, all) => { slide.hidden = number !== at % all.length; });
  const tick = () => { screen.querySelector("[data-clock]").textContent = new Date().toLocaleTimeString("da-DK", zone).replace(":", "."); };
  const renew = async () => {
    try {
      const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-screen]");
      if (!fresh) return;
      const style = (root) => root.querySelector("link[rel=stylesheet]").getAttribute("href");
      if (style(page) !== style(document)) { location.reload(); return; }
      screen.replaceChildren(...fresh.children);
      show();
      tick();
    } catch { /* No network: the last slides stay. */ }
  };
  show();
  tick();
  setInterval(() => { at += 1; show(); }, screen.dataset.seconds * 1000);
  setInterval(tick, 1000);
  setInterval(renew, 60000);
})();
