/* Small helps on top of pages that work without them. Everything hangs on data attributes. */
(() => {
  "use strict";
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
    each(root, "[data-copy], [data-print], .js-only", (node) => { node.hidden = false; });
    each(root, "[data-focus]", (node) => node.focus());
  };

  document.addEventListener("click", async (event) => {
    const target = event.target.closest("[data-dialog], [data-copy], [data-print]");
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
    } else {
      print();
    }
  });

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

  wake(document);
  document.addEventListener("htmx:after:process", (event) => wake(event.target));
})();
