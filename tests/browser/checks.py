"""What can be wrong with a page that only a browser sees. Each check answers with a list of faults."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

LOOKS_ALIKE = {"runOnly": {"type": "rule", "values": ["color-contrast", "target-size", "link-in-text-block"]}}
"""What can differ between light and dark, wide and narrow; the rest of axe is asked once."""

OVERFLOW = """() => {
  const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  const box = one => one.getBoundingClientRect();
  const beyond = one => box(one).right > innerWidth + 1 || box(one).left < -1;
  return over <= 0 ? [] : [`${over} px too wide: ` + [...document.querySelectorAll('body *')].filter(beyond)
    .slice(0, 3).map(one => one.tagName + '.' + one.className).join(', ')];
}"""

CLIPPED = """() => [...document.querySelectorAll('body *')].filter(one => {
  if (one.closest('svg, .visually-hidden, .skip-link') || !one.innerText?.trim()) return false;
  const style = getComputedStyle(one), hides = value => value === 'hidden' || value === 'clip';
  return (hides(style.overflowX) && one.scrollWidth > one.clientWidth + 1)
      || (hides(style.overflowY) && one.scrollHeight > one.clientHeight + 1);
}).filter(one => one !== document.body).slice(0, 3).map(one => 'cut off: ' + one.outerHTML.slice(0, 80))"""

MOVING = """() => [...document.querySelectorAll('body *')].filter(one => {
  const style = getComputedStyle(one);
  return [style.transitionDuration, style.animationDuration].some(
    all => all.split(',').some(s => parseFloat(s) > .01));
}).slice(0, 3).map(one => 'moves: ' + one.outerHTML.slice(0, 80))"""

STOPS = """[...document.querySelectorAll(
  'a[href], button, input, select, textarea, summary, [tabindex]')].filter(one => one.tabIndex >= 0
  && !one.disabled && one.type !== 'hidden' && one.checkVisibility({visibilityProperty: true})
  && (one.type !== 'radio' || one.checked || !document.querySelector(`input[name="${one.name}"]:checked`)))"""
"""Where the Tab key goes, in order (radios: the chosen one)."""

FOCUS = f"""() => {{
  const found = [], name = one => one.outerHTML.slice(0, 80);
  const drawn = style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const outlined = one => drawn(getComputedStyle(one)) || drawn(getComputedStyle(one, '::after'));
  let before = null;
  for (const one of {STOPS}) {{
    one.focus();
    if (document.activeElement !== one) found.push('takes no focus: ' + name(one));
    else if (!outlined(one) && !outlined(one.closest('label, article, .link-card, .card') || one))
      found.push('no outline: ' + name(one));
    if (one.tabIndex > 0) found.push('tabindex jumps the queue: ' + name(one));
    let still = one;
    const floats = one => ['fixed', 'sticky', 'absolute'].includes(getComputedStyle(one).position);
    while (still && !floats(still)) still = still.parentElement;
    if (still) continue;
    const box = one.getBoundingClientRect(), top = box.top + scrollY, bottom = box.bottom + scrollY;
    if (before !== null && bottom < before - 1) found.push('comes later than it stands: ' + name(one));
    before = top;
  }}
  return found.slice(0, 5);
}}"""

HELPLESS = """() => {
  const seen = one => one.checkVisibility(), name = one => one.outerHTML.slice(0, 80), found = [];
  const look = (selector, test, said) => document.querySelectorAll(selector).forEach(one => {
    if (seen(one) && test(one)) found.push(said + ': ' + name(one));
  });
  const dead = one => one.type === 'button' || (one.type === 'submit' && !one.form);
  look('button', dead, 'does nothing without scripts');
  look('form', one => !one.querySelector('button:not([type=button]), input[type=submit]')
    && !document.querySelector(`button[form="${one.id}"]`), 'cannot be sent');
  look('a:not([href])[role], a[href^="javascript:"], a[href="#"]', () => true, 'leads nowhere');
  look('.js-only', () => true, 'is for scripts only');
  if (!document.querySelector('main h1')?.checkVisibility()) found.push('no heading to be seen');
  return found;
}"""


def accused(page: Page, **options: Any) -> list[str]:
    """What axe finds on the page."""
    found = Axe().run(page, options=options or None).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"][:3]]


def at(page: Page, check: str, *, width: int = 390, text: str = "", direction: str = "") -> list[str]:
    """A check at a width in px, with text of another size (``200%``), or mirrored (``rtl``)."""
    page.set_viewport_size({"width": width, "height": 844})
    before = page.evaluate(
        """([text, direction]) => { const root = document.documentElement, kept = root.dir;
        root.style.fontSize = text; root.dir = direction || kept; return kept; }""",
        [text, direction],
    )
    found: list[str] = page.evaluate(check)
    page.evaluate(
        "dir => { document.documentElement.style.fontSize = ''; document.documentElement.dir = dir; }", before
    )
    return found
