/* Small helps on top of pages that work without them. Everything hangs on data attributes. */
(() => {
  "use strict";
  const { htmx } = document.currentScript.dataset;
  const awake = new WeakMap();
  const each = (root, selector, act) => {
    [root, ...root.querySelectorAll(selector)].forEach((node) => {
      if (!node.matches?.(selector) || awake.get(node)?.has(selector)) return;
      awake.set(node, (awake.get(node) || new Set()).add(selector));
      act(node);
    });
  };

  const stepper = (row) => {
    const input = row.querySelector("input");
    const buttons = row.querySelectorAll("[data-step]");
    const refresh = () => buttons.forEach((button) => {
      const next = Number(input.value) + Number(button.dataset.step);
      button.disabled = next < Number(input.min || 0) || (input.max !== "" && next > Number(input.max));
    });
    buttons.forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => {
        input.value = Number(input.value) + Number(button.dataset.step);
        ["input", "change"].forEach((name) => input.dispatchEvent(new Event(name, { bubbles: true })));
      });
    });
    input.addEventListener("input", refresh);
    refresh();
  };

  const counter = (field) => {
    const out = document.querySelector(`[data-counter-for="${field.id}"]`);
    if (!out) return;
    const most = Number(field.dataset.counter);
    const refresh = () => {
      const left = most - field.value.length;
      const advice = out.dataset.over, beyond = advice && left < 0;
      out.textContent = (beyond ? advice : out.dataset.text).replace("#", beyond ? -left : left);
      out.classList.toggle("field__counter--over", !advice && left < 0);
      out.setAttribute("aria-live", left < (advice ? 1 : 40) ? "polite" : "off");
    };
    field.addEventListener("input", refresh);
    refresh();
  };

  const autosave = (form) => {
    const status = form.querySelector("[data-autosave-status]");
    let timer;
    const save = async () => {
      const sent = fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" } });
      const kept = await sent.then((answer) => answer.ok, () => false);
      if (status) status.textContent = kept ? status.dataset.saved : status.dataset.failed;
    };
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 2000); });
    form.addEventListener("submit", () => clearTimeout(timer));
  };

  const combobox = (input) => {
    const list = input.form.querySelector("[role=listbox]");
    const status = input.form.querySelector("[role=status]");
    let timer, asked, at = -1;
    const options = () => [...list.querySelectorAll("[role=option]")];
    const choose = (to) => {
      at = to;
      options().forEach((one, number) => one.setAttribute("aria-selected", number === to));
      if (to < 0) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", options()[to].id);
      options()[to].scrollIntoView({ block: "nearest" });
    };
    const show = (open) => {
      list.hidden = !open;
      input.setAttribute("aria-expanded", open);
      choose(-1);
    };
    const ask = async () => {
      asked?.abort();
      asked = new AbortController();
      const address = `${input.dataset.suggest}?q=${encodeURIComponent(input.value)}`;
      const answer = await fetch(address, { signal: asked.signal }).then((one) => one.text(), () => null);
      if (answer === null || document.activeElement !== input) return;
      list.innerHTML = answer;
      status.textContent = list.querySelector("[hidden]")?.textContent || "";
      show(options().length > 0);
    };
    Object.entries({ role: "combobox", "aria-expanded": false, "aria-autocomplete": "list", "aria-controls": list.id })
      .forEach(([name, value]) => input.setAttribute(name, value));
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 180); });
    input.addEventListener("blur", () => { clearTimeout(timer); asked?.abort(); show(false); });
    input.addEventListener("keydown", (event) => {
      const last = options().length - 1;
      const step = { ArrowDown: at < last ? at + 1 : -1, ArrowUp: at < 0 ? last : at - 1 }[event.key];
      if (step !== undefined && last >= 0) {
        if (list.hidden) show(true);
        choose(step);
      } else if (event.key === "Enter" && at >= 0) options()[at].click();
      else if (event.key === "Escape" && !list.hidden) show(false);
      else return;
      event.preventDefault();
    });
    list.addEventListener("mousedown", (event) => event.preventDefault());
  };

  /* Near me: the position stays here; the address gets the name of the nearest town on the page. */
  const near = (link) => {
    const failed = () => {
      const said = document.querySelector("[data-near-said]");
      if (said && link.dataset.failed) said.textContent = link.dataset.failed; else location.assign(link.href);
    };
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      const away = (option) => {
        const [, lat, lon] = option.dataset.town.split(" ");
        return Math.hypot(lat - coords.latitude, (lon - coords.longitude) * Math.cos(coords.latitude * Math.PI / 180));
      };
      const [nearest] = [...document.querySelectorAll("[data-town]")].sort((one, other) => away(one) - away(other));
      const address = new URL(link.href);
      address.searchParams.set(link.dataset.near, nearest.dataset.town.split(" ")[0]);
      location.assign(address);
    }, failed, { maximumAge: 6e5, timeout: 1e4 });
  };

  /* Wishes that somebody asked us to remember, on this device only. */
  const kept = (value) => {
    try {
      if (value === null) localStorage.removeItem("wishes");
      else if (value) localStorage.setItem("wishes", JSON.stringify(value));
      return JSON.parse(localStorage.getItem("wishes"));
    } catch { return null; }
  };
  const remember = (button) => {
    const { remember: query, words, forget } = button.dataset;
    const label = button.querySelector("span");
    const first = label.textContent;
    const show = () => { label.textContent = kept()?.query === query ? forget : first; };
    button.addEventListener("click", () => { kept(kept()?.query === query ? null : { query, words }); show(); });
    show();
  };
  const remembered = (line) => {
    const wishes = kept();
    if (!wishes) return;
    line.querySelector("a").search = wishes.query;
    line.querySelector("[data-words]").textContent = wishes.words;
    line.querySelector("button").addEventListener("click", () => { kept(null); line.hidden = true; });
    line.hidden = false;
  };
  /* The chosen picture under the nine parts of its focus, before it is sent. */
  const preview = (input) => input.addEventListener("change", () => {
    const frame = input.closest(".upload").querySelector(".focus__frame"), reader = new FileReader();
    if (!frame || !input.files[0]?.type.startsWith("image/")) return;
    reader.onload = () => {
      const picture = frame.querySelector("img") || frame.insertBefore(document.createElement("img"), frame.firstChild);
      picture.src = reader.result;
      picture.alt = "";
    };
    reader.readAsDataURL(input.files[0]);
  });

  const wake = (root) => {
    each(root, ".upload [type=file]", preview);
    each(root, "[data-stepper]", stepper);
    each(root, "[data-counter]", counter);
    each(root, "form[data-autosave]", autosave);
    each(root, "[data-suggest]", combobox);
    each(root, "[data-remember]", remember);
    each(root, "[data-remembered]", remembered);
    each(root, "[data-copy], [data-print], .js-only", (node) => { node.hidden = false; });
    each(root, "[data-share]", (node) => { node.hidden = !navigator.share; });
    each(root, "[data-focus]", (node) => node.focus());
  };

  document.addEventListener("click", async (event) => {
    const target = event.target.closest("[data-dialog], [data-copy], [data-print], [data-share]");
    if (!target) return;
    if (target.dataset.dialog) {
      const dialog = document.getElementById(target.dataset.dialog);
      if (!dialog?.showModal || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      dialog.showModal();
    } else if (target.dataset.copy) {
      const field = document.getElementById(target.dataset.copy);
      field.select();
      await navigator.clipboard?.writeText(field.value);
      target.querySelector("span").textContent = target.dataset.done;
    } else if (target.dataset.share) {
      navigator.share({ title: target.dataset.title, url: target.dataset.share }).catch(() => {}); // they thought better of it
    } else {
      print();
    }
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-near]");
    if (!link || !navigator.geolocation || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    near(link);
  }, true);

  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (form?.matches("[data-autosubmit]")) form.requestSubmit();
  });

  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button?.hasAttribute("data-once")) return;
    if (button.dataset.sent) event.preventDefault();
    button.dataset.sent = "1";
    setTimeout(() => { delete button.dataset.sent; }, 8000);
  });

  document.addEventListener("keydown", (event) => {
    const menu = document.querySelector(".site-menu[open]");
    if (event.key === "Escape" && menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });

  /* htmx is fetched when somebody begins to use a page that needs it: no first view waits for it. */
  let coming;
  const fetchHtmx = () => coming ||= new Promise((done) => {
    const script = document.createElement("script");
    script.src = htmx;
    script.onload = script.onerror = () => setTimeout(() => done(coming = true)); // it starts on a timer of its own
    document.head.append(script);
  });
  if (document.querySelector("[hx-post], [hx-boost\\:inherited]")) {
    if (history.state?.htmx) fetchHtmx(); // reloaded: Back is its work
    ["pointerover", "pointerdown", "focusin", "keydown"].forEach((name) => document.addEventListener(name, fetchHtmx, { once: true, passive: true }));
    document.addEventListener("click", (event) => {
      const link = event.target.closest("[hx-boost\\:inherited] a[href]");
      if (!link || coming === true || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      fetchHtmx().then(() => link.click());
    }, true);
  }

  wake(document);
  document.addEventListener("htmx:after:process", (event) => wake(event.target));
})();
