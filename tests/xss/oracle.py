# ruff: noqa: E501 - payloads and rules are long lines
"""Notices when a text became code: hooked dialogs, the policy's own reports, and a walk through what the page became."""

from typing import Any

from playwright.sync_api import BrowserContext, Page

# Set before anything of the page runs. Our own scripts come from /static/ and are no finding.
HOOKS = """
window.__fired = [];
["alert", "confirm", "prompt", "print", "msgbox"].forEach(function (name) { window[name] = function () { window.__fired.push(name); }; });
document.addEventListener("securitypolicyviolation", function (event) {
  if (/^https?:..127.0.0.1(:\\d+)?.static./.test(event.blockedURI)) return;
  window.__fired.push("policy " + event.violatedDirective + " " + event.blockedURI + " " + event.sample);
});
"""
# What a text may never have become, in the whole page; inside .prose (editors' HTML) only what the cleaner lists.
WALK = """() => {
  const wrong = [], allowed = new Set("A B BR EM I P S STRONG SUB SUP U BLOCKQUOTE FIGCAPTION FIGURE H2 H3 H4 HR IMG LI OL UL CAPTION TABLE TBODY TD TFOOT TH THEAD TR".split(" "));
  const names = new Set("href src alt width height loading colspan rowspan scope rel srcset sizes".split(" "));
  const schemes = /^(https?:|mailto:|tel:|\\/|#|\\?|$)/i;
  document.querySelectorAll("*").forEach(el => {
    const prose = el.parentElement && el.parentElement.closest(".prose");
    if (prose && !allowed.has(el.tagName)) wrong.push("tag " + el.tagName);
    if (el.tagName === "SCRIPT" && !(el.getAttribute("src") || "").startsWith("/static/")) wrong.push("script");
    if (["IFRAME", "OBJECT", "EMBED", "BASE", "APPLET", "FRAME"].includes(el.tagName)) wrong.push("tag " + el.tagName);
    for (const one of el.attributes) {
      const name = one.name.toLowerCase();
      if (/^on|^srcdoc$|^style$|^formaction$|^xlink:/.test(name) && !name.startsWith("on:") && !/^\\/desk\\/tin-bai\\/(kiem-tra\\/|[0-9a-f-]{36}\\/sua\\/van-ban)$/.test(one.value)) wrong.push("attribute " + name);
      if (/^(data-)?hx-on/.test(name)) wrong.push("attribute " + name);
      if (prose && !names.has(name)) wrong.push("attribute " + name + " in prose");
      if (["href", "src", "action"].includes(name) && !schemes.test(one.value.replace(/[\\u0000-\\u0020]/g, "")) && !(el.tagName === "LINK" || el.tagName === "USE")) wrong.push(name + " " + one.value.slice(0, 40));
    }
  });
  document.querySelectorAll(".prose a[href^='//'], .prose a[href^='\\\\\\\\']").forEach(() => wrong.push("foreign link"));
  return wrong;
}"""
POKE = """() => document.querySelectorAll("a[href], button, summary, [tabindex], input").forEach(el => {
  ["mouseover", "focus", "pointerenter"].forEach(name => el.dispatchEvent(new Event(name, {bubbles: true})));
})"""
WATCHING = "script-src 'none'; report-uri /report/"


def watch(context: BrowserContext) -> Page:
    """A page whose dialogs are hooked before anything runs."""
    context.add_init_script(HOOKS)
    return context.new_page()


def findings(page: Page) -> list[str]:
    """What ran, what the policy saw, and what stands in the page that must not; empty when the text stayed a text."""
    page.evaluate(POKE)
    fired: list[str] = page.evaluate("window.__fired")
    walked: Any = page.evaluate(WALK)
    return sorted({*fired, *walked})
